"""An error that has a page in the documentation names it, and that page is there."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import typer

from mentorsim import errors
from mentorsim.cli.edge import run_command
from mentorsim.help_pages import PAGE_OF_ROOM
from tests.cli.commands import STUDY, run

PROJECT = Path(__file__).resolve().parents[2]
KINDS = [
    kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, errors.UserError) and kind.page is not None
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_with_a_page_prints_it(
    kind: type[errors.UserError], capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise kind("it is wrong", file="study.yaml", line=3)

    with pytest.raises(typer.Exit):
        run_command(fail)
    assert capsys.readouterr().err == f"Error: study.yaml:3: it is wrong\nSee docs/{kind.page}\n"
    assert (PROJECT / "docs" / str(kind.page)).is_file()


@pytest.mark.parametrize(("room", "page"), PAGE_OF_ROOM.items())
def test_every_room_with_a_page_is_there_and_so_is_its_page(room: str, page: str) -> None:
    place = PROJECT / "src" / Path(*room.split("."))
    assert place.is_dir() or place.with_suffix(".py").is_file()
    assert (PROJECT / "docs" / page).is_file()


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        ("check study.yaml --set cohort.first_yeers=4", "how_to/troubleshooting.md"),
        ("check study.yaml --set budget.amount=-4", "how_to/budgets.md"),
        ("check study.yaml --set policies.random.match.method=shuffle", "concepts/pairing.md"),
        ("check study.yaml --set policies.random.match.criteria=4", "concepts/pairing.md"),
        ("check study.yaml --set friendships.unevenness=4", "how_to/friendship_files.md"),
        ("check study.yaml --set friendships.file=none.csv", "how_to/friendship_files.md"),
        ("check study.yaml --roster none.csv", "how_to/matching_a_roster.md"),
        ("check study.yaml --plugin study.py", "how_to/extending.md"),
        ("sweep study.yaml program.mentors=normal --out made", "how_to/sweeps.md"),
        ("sweep study.yaml program.mentors=4 --shard 5/4 --out made", "how_to/sweeps.md"),
        ("sweep study.yaml program.mentorrs=4 --out made", "how_to/sweeps.md"),
        (
            "sweep study.yaml program.mentors=4 --out made --set cohort.first_yeers=4",
            "how_to/troubleshooting.md",
        ),
        ("animate study.yaml --out made.html", "how_to/animation.md"),
        ("match study.yaml study.yaml --out pairs.csv", "how_to/matching_a_roster.md"),
        ("calibrate study.yaml --records none.csv --out made.yaml", "how_to/your_institution.md"),
        ("results show .", "how_to/rerun_and_cite.md"),
    ],
)
def test_a_mistake_names_the_page_about_it(
    arguments: str, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("study.yaml").write_text(STUDY, encoding="utf-8")
    said = run(*arguments.split()).stderr
    assert said.endswith(f"See docs/{page}\n"), said
    assert (PROJECT / "docs" / page).is_file()
