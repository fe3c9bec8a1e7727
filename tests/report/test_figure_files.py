"""What `--figures` takes: formats and sizes, and a clear sentence for what there is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorsim.errors import UserError
from mentorsim.report.figure_files import DEFAULT, FigureFile, figure_files
from mentorsim.report.style import new_picture, save


def test_formats_and_sizes_are_read_one_by_one() -> None:
    assert figure_files() == DEFAULT == (FigureFile("png"), FigureFile("svg"))
    assert figure_files("svg") == (FigureFile("svg"),)
    assert figure_files("svg, PDF:column") == (FigureFile("svg"), FigureFile("pdf", "column"))
    assert figure_files(["svg", "svg:page", "pdf:column"]) == (FigureFile("svg"), FigureFile("pdf", "column"))
    assert figure_files("none") == ()


def test_files_of_two_sizes_have_two_names() -> None:
    assert [file.ending for file in figure_files("svg,svg:column")] == [".svg", "_column.svg"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ("jpg", "no figure format 'jpg'; did you mean 'png'?"),
        ("sgv", "no figure format 'sgv'; did you mean 'svg'?"),
        ("svg:colum", "no figure size 'colum'; did you mean 'column'?"),
        ("svg:12", "no figure size '12'; there are page, column"),
        ("none,svg", "goes with no other format"),
        ("", "no figure format ''"),
    ],
)
def test_what_there_is_not_is_said(wish: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence.replace("?", r"\?")):
        figure_files(wish)


def test_a_name_that_ends_in_a_format_is_one_file_of_it(tmp_path: Path) -> None:
    picture = new_picture(2.0, 1.0)
    assert save(picture, tmp_path / "spread.png") == [tmp_path / "spread.png"]
    assert [file.name for file in save(picture, tmp_path / "spread")] == ["spread.png", "spread.svg"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["spread.png", "spread.svg"]
