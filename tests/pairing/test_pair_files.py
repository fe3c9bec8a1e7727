"""Pairs that a scenario requires or rules out, from a file to the ties of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorsim.errors import ScenarioError
from mentorsim.model import MentoringModel
from mentorsim.pairing.pair_files import listed_pairs
from mentorsim.scenario import parse_scenario
from mentorsim.scenario.match import PairsFile

NAMES = ("first-year 1", "first-year 2", "upper-year 1")

STUDY = """
title: Listed pairs
calendar: {terms: 1, weeks_per_term: 4}
cohort: {first_years: 12, upper_years: 3}
program:
  mentors: 3
  mentees_per_mentor: 4
  offer: {how: proactive}
  late_joiners: {share: 0.5, weeks_late: 2}
  match:
    required: {pairs_file: required.csv}
    never: {pairs_file: never.csv}
policies:
  pairs: {}
  groups: {format: group, match: {required: null}}
parameters: {take_up: 2.0, take_up_proactive: 3.0}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def pairs_of(path: Path) -> list[list[int]]:
    listed = PairsFile(pairs_file=(path.name,))
    return listed_pairs(listed, lambda name: path.parent / name, NAMES, {}, may_be_gone=False).pairs.tolist()


def test_pairs_are_read_by_column_name_in_any_order(tmp_path: Path) -> None:
    path = written(
        tmp_path, "mentor;note;mentee\nupper-year 1;x;first-year 2\n\nupper-year 1;;first-year 1\n"
    )
    assert pairs_of(path) == [[1, 2], [0, 2]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mentee,adviser\nfirst-year 1,upper-year 1\n", "no column 'mentor'"),
        (
            "mentee,mentor\nfirst-year 1,upper-year 1\nSecret Name,upper-year 1\n",
            "row 3: the mentee is not a student",
        ),
        ("mentee,mentor\nfirst-year 1\n", "row 2: the mentor is not a student"),
        ("", "the file is empty"),
    ],
)
def test_a_mistake_is_named_by_row_and_nobody_by_name(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ScenarioError, match=sentence) as caught:
        pairs_of(path)
    assert "Secret" not in str(caught.value)
    assert "pairs.csv" in str(caught.value)


def test_required_pairs_are_made_and_forbidden_ones_never(tmp_path: Path) -> None:
    (tmp_path / "required.csv").write_text("mentee,mentor\nfirst-year 1,upper-year 2\n", encoding="utf-8")
    never = [f"first-year {student},upper-year 1" for student in range(2, 13)]
    (tmp_path / "never.csv").write_text("mentee,mentor\n" + "\n".join(never) + "\n", encoding="utf-8")
    scenario = parse_scenario(STUDY, folder=tmp_path)
    required = 0
    for replication in range(12):
        for policy in ("pairs", "groups"):
            model = MentoringModel(scenario, policy, rng=5, replication=replication).run()
            pairs = set(zip(model.ties.mentee.tolist(), model.ties.mentor.tolist(), strict=True))
            assert not {pair for pair in pairs if pair[1] == 12 and pair[0] > 0}
            if policy == "pairs" and (0, 13) in pairs:
                required += 1
    assert required > 0


def test_a_place_is_kept_for_who_joins_late_with_a_required_mentor(tmp_path: Path) -> None:
    mentor_of = {student: student % 3 + 1 for student in range(1, 13)}
    lines = [f"first-year {student},upper-year {mentor}" for student, mentor in mentor_of.items()]
    (tmp_path / "required.csv").write_text("mentee,mentor\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "never.csv").write_text("mentee,mentor\n", encoding="utf-8")
    scenario = parse_scenario(STUDY, folder=tmp_path).with_parameters(
        {"quit": -9.0, "end_mentor": -8.0, "end_mentee": -10.0}
    )
    late = 0
    for replication in range(8):
        model = MentoringModel(scenario, "pairs", rng=5, replication=replication).run()
        for tie in model.ties:
            assert tie.mentor - 11 == mentor_of[tie.mentee + 1]
            late += int(tie.start > 1)
    assert late > 0
