"""Files as spreadsheets and survey tools write them: encodings, limits, formulas, unseen characters."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from mentorsim.documents.table_file import read_table
from mentorsim.errors import ScenarioError
from mentorsim.roster.header import read_people, said_rows


def written(folder: Path, content: bytes, name: str = "r.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook(folder: Path, rows: list[list[object]], name: str = "r.xlsx", title: str = "People") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(folder / name)
    return folder / name


def test_one_broken_byte_does_not_turn_utf8_into_another_encoding(tmp_path: Path) -> None:
    names = "".join(f"p{n},Zoë Müller\n" for n in range(9)).encode()
    path = written(tmp_path, b"id,name\n" + names + b"x,\xff\n")
    with pytest.raises(ScenarioError, match="row 11 holds a byte that is not UTF-8"):
        read_table(path)
    old = written(tmp_path, "id,name\np,Zoë\n".encode("cp1252"))
    table = read_table(old)
    assert table.rows[1] == ("p", "Zoë")
    assert any("Windows-1252" in note for note in table.notes)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_an_encoding_without_its_mark_is_named(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "id,name\na,Ann\n".encode(encoding))
    with pytest.raises(ScenarioError, match=encoding):
        read_table(path)
    assert read_table(path, encoding=encoding).rows[1] == ("a", "Ann")


def test_a_character_that_cannot_be_seen_is_refused_by_row_and_column(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,name\na,Zelda\x0bFake\n")
    with pytest.raises(ScenarioError, match=r"row 2, column 'name'.*cannot be seen") as refused:
        read_people(path)
    assert "Zelda" not in str(refused.value)


def test_blanks_that_nobody_sees_change_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "id,na\u00a0me\n\u200ba\u00a0,x\n".encode())
    assert read_people(path).rows == (("id", "na me"), ("a", "x"))


def test_formulas_that_were_never_calculated_are_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "sum"], ["a", "=1+1"], ["b", 3]])
    with pytest.raises(ScenarioError, match="row 2: formulas that were never calculated"):
        read_table(path)


def test_a_stray_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "x"], ["a", "b"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for cell, sentence in (("XFD900000", "only cells outside"), ("A200000000", None)):
        row = cell.lstrip("XFDA")
        far = f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        with zipfile.ZipFile(tmp_path / "far.xlsx", "w") as archive:
            for name, content in parts.items():
                archive.writestr(
                    name, content.replace(b"</sheetData>", far.encode()) if name == sheet else content
                )
        if sentence is None:
            with pytest.raises(ScenarioError, match="far outside the table"):
                read_people(tmp_path / "far.xlsx")
        else:
            table = read_people(tmp_path / "far.xlsx")
            assert table.rows == (("id", "x"), ("a", "b"))
            assert any(sentence in note for note in table.notes)


def test_a_sheet_is_named_after_the_file(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["Please do not edit"])
    second = book.create_sheet("Mentors")
    second.append(["id"])
    second.append(["m"])
    book.save(tmp_path / "book.xlsx")
    assert read_people(Path(f"{tmp_path}/book.xlsx#mentors")).rows == (("id",), ("m",))
    with pytest.raises(ScenarioError, match=r"book\.xlsx#Mentors"):
        read_people(tmp_path / "book.xlsx")
    with pytest.raises(ScenarioError, match="did you mean 'Mentors'"):
        read_people(Path(f"{tmp_path}/book.xlsx#Mentor"))


def test_rows_are_said_once_and_counted() -> None:
    assert said_rows([3]) == "row 3"
    assert said_rows([3, 4]) == "rows 3 and 4"
    assert said_rows(["2 of b.csv", "3 of b.csv"]) == "rows 2 and 3 of b.csv"
    assert said_rows(list(range(20))).endswith("9 and 10 more")
