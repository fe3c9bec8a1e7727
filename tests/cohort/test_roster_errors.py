"""Each mistake in a roster is refused in one sentence with its row and column, and without anybody's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mentorsim.cohort import make_cohort
from mentorsim.errors import ScenarioError
from tests.cohort.studies import roster_study

SECRET = "Ada Lovelace"


def refusal(folder: Path, rows: list[str], **settings: Any) -> str:
    with pytest.raises(ScenarioError) as refused:
        make_cohort(roster_study(folder, rows, **settings), 1, 0)
    assert refused.value.file == folder / "students.csv"
    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)
    return refused.value.message


@pytest.mark.parametrize(
    ("rows", "settings", "message"),
    [
        ([], {}, "the file is empty; its first row must name the columns"),
        (["id,grade"], {}, "the file has column names but no student below them"),
        (["id,grade,grade", "a,1,2"], {}, "two columns are named 'grade'; rename one of them"),
        (
            ["id,grades", "a,1"],
            {},
            "there is no column 'grade', which cohort.roster.prior_grade names; the nearest",
        ),
        (
            ["x,y", "a,1"],
            {},
            "there is no column 'grade', which cohort.roster.prior_grade names; the columns are",
        ),
        (["id,grade", f"{SECRET},1,2"], {}, "row 2 has 3 cells, but row 1 names 2 columns"),
        (["id,grade", "a,1", "", "b"], {}, "row 4, column 'grade': the cell is missing"),
        (["id,grade", 'a,"1', "b,2"], {}, "row 2: a quotation mark is opened and not closed"),
        (["id,grade", f"1,{SECRET}"], {}, "row 2, column 'grade': the cell is not a number"),
        (["id,grade", "1,2", "2,1_000"], {}, "row 3, column 'grade': the cell is not a number"),
        (["id,grade", "1,2", "2,inf"], {}, "row 3, column 'grade': the number is infinite"),
        (["id,grade", "1,2", "2,1e999"], {}, "row 3, column 'grade': the number is infinite"),
        (["id,grade", "1,2", "2,"], {}, "row 3, column 'grade': the cell is missing; fill it in, or set"),
        (
            ["id,grade", "1,2", "2,2"],
            {},
            "the numbers of column 'grade' do not differ from student to student",
        ),
        (["id,grade", "1,1e300", "2,-1e300"], {}, "the numbers of column 'grade' are too large or too small"),
        (["id,grade", "1,,", "2,"], {}, "rows 2 and 3, column 'grade': the cell is missing"),
        (
            ["id,grade", f"{SECRET},1", "b,2", f"{SECRET},3"],
            {"id": "id"},
            "column 'id': the id is already that of",
        ),
        (["id,grade", "a,1", ",2"], {"id": "id"}, "row 3, column 'id': the id is empty"),
        (
            ["id,grade,sex", "a,1,f", "b,2,m"],
            {"attributes": {"woman": {"column": "sex", "yes": ["w"]}}},
            "column 'sex' holds none of the values listed under yes",
        ),
        (
            ["id,grade,sex", "a,1,f", "b,2,"],
            {"attributes": {"woman": {"column": "sex", "yes": ["f"]}}},
            "row 3, column 'sex': the cell is missing",
        ),
        (
            ["id,grade,age", "a,1,x", "b,2,3"],
            {"attributes": {"adult": {"column": "age", "at_least": 23}}},
            "row 2, column 'age': the cell is not a number",
        ),
        (
            ["id,grade", "a,1", "b,2"],
            {"attributes": {"adult": {"column": "agee", "at_least": 23}}},
            "there is no column 'agee', which cohort.roster.attributes.adult names",
        ),
        (
            ["id,grade", *(f"n{number},{number}" for number in range(600))],
            {"attributes": {"major": "id"}},
            "column 'id' has 600 different values, too many for an attribute",
        ),
        (
            ["id,grade,year", "a,1,1", "b,2,1"],
            {"role": {"column": "year", "upper_years": ["2"]}},
            "column 'year' holds none of the values listed under cohort.roster.role.upper_years",
        ),
        (
            ["id,grade,year", "a,1,2", "b,2,2"],
            {"role": {"column": "year", "upper_years": ["2"]}},
            "the roster has no mentee",
        ),
        (["id,grade", "a,", "b,"], {"missing": "drop"}, "the roster has no mentee"),
        (["id,grade", "a,", "b,"], {"missing": "middle"}, "the numbers of column 'grade' do not differ"),
        (
            ["id,grade,free", "a,1,Mon am", f"b,2,{SECRET}"],
            {"slots": "free"},
            "row 3, column 'free': a time is not understood; write such as Mon am; Tue pm",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place(
    tmp_path: Path, rows: list[str], settings: dict[str, Any], message: str
) -> None:
    assert message in refusal(tmp_path, rows, **settings)


def test_a_roster_that_is_not_there_is_refused(tmp_path: Path) -> None:
    scenario = roster_study(tmp_path, ["grade", "1", "2"])
    (tmp_path / "students.csv").unlink()
    with pytest.raises(ScenarioError, match="there is no such file") as refused:
        make_cohort(scenario, 1, 0)
    assert refused.value.file == tmp_path / "students.csv"


def test_a_folder_is_no_roster(tmp_path: Path) -> None:
    scenario = roster_study(tmp_path, ["grade", "1", "2"])
    (tmp_path / "students.csv").unlink()
    (tmp_path / "students.csv").mkdir()
    with pytest.raises(ScenarioError, match="this is a folder"):
        make_cohort(scenario, 1, 0)


@pytest.mark.parametrize(
    ("content", "settings", "message"),
    [
        (b"PK\x03\x04rest", {}, "the workbook cannot be read; open it, save it again without a password"),
        (b"\xd0\xcf\x11\xe0rest", {}, "this is a workbook of the old kind"),
        (b"grade\n1\n\x00\n", {}, "the file is not readable as text"),
        (b"grade\n\x81\n", {}, "the file is not readable as text"),
        ("grade\né\n".encode("cp1252"), {"encoding": "utf-8"}, "the file is not readable as text"),
    ],
)
def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, content: bytes, settings: dict[str, Any], message: str
) -> None:
    scenario = roster_study(tmp_path, [], **settings)
    (tmp_path / "students.csv").write_bytes(content)
    with pytest.raises(ScenarioError, match=message):
        make_cohort(scenario, 1, 0)


def test_the_row_of_the_first_use_of_an_id_is_named(tmp_path: Path) -> None:
    message = refusal(tmp_path, ["id,grade", "x,0", "a,1", "", "a,3"], id="id")
    assert message.startswith("row 5, column 'id': the id is already that of row 3; set")
