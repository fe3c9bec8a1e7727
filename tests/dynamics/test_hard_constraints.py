"""Required and forbidden pairs hold in every matching of a run, in free seats and rematches as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario, load_scenario
from mentorsim.scenario.writing import scenario_yaml
from tests.dynamics.studies import run_of, study

BUSY: dict[str, Any] = {
    "program.late_joiners": {"share": 0.4, "weeks_late": 2},
    "program.waves": 3,
    "program.check_ins": {"every_weeks": 2, "rematch_below": 0.6, "delay_weeks": 0},
    "policies.groups.group_size": 4,
}


def with_pairs(folder: Path, kind: str, pairs: list[tuple[int, int]]) -> Scenario:
    """Write the busy program with pairs (mentee row, mentor row) that are required or never to be made."""
    names = MentoringModel(study()).world.names
    lines = [f"{names[mentee]},{names[mentor]}" for mentee, mentor in pairs]
    (folder / "pairs.csv").write_text("mentee,mentor\n" + "\n".join(lines) + "\n")
    scenario = study().with_changes({**BUSY, f"program.match.{kind}": {"pairs_file": "pairs.csv"}})
    (folder / "study.yaml").write_text(scenario_yaml(scenario))
    return load_scenario(folder / "study.yaml")


def pairs_made(model: MentoringModel) -> set[tuple[int, int]]:
    return set(zip(model.ties.mentee.tolist(), model.ties.mentor.tolist(), strict=True))


@pytest.mark.parametrize("policy", ["pairs", "groups"])
def test_forbidden_pairs_are_never_made(tmp_path: Path, policy: str) -> None:
    free = run_of(study().with_changes(BUSY), policy)
    assert len(free.matchings) > 3
    late = free.ties.mentee[free.ties.start > 0]
    lonely, others = int(late[0]), sorted(pairs_made(free))[::3]
    forbidden = [(lonely, mentor) for mentor in range(40, 60)]
    forbidden += [pair for pair in others if pair[0] != lonely]
    model = run_of(with_pairs(tmp_path, "never", forbidden), policy)
    assert not pairs_made(model) & set(forbidden)
    assert lonely not in model.ties.mentee
    assert model.students.group[lonely] == -1
    assert len(model.ties) > 20


def test_students_who_may_not_meet_share_no_circle(tmp_path: Path) -> None:
    free = run_of(study().with_changes(BUSY), "circles")
    together = [
        record.seats[record.seats[:, 1] == group, 0]
        for record in free.matchings
        for group in record.seats[:, 1]
    ]
    apart = [(int(members[0]), int(members[1])) for members in together if len(members) > 1]
    model = run_of(with_pairs(tmp_path, "never", apart), "circles")
    seats = np.concatenate([record.seats for record in model.matchings])
    shared = {(i, j) for i, first in seats.tolist() for j, second in seats.tolist() if first == second}
    assert len(shared) > len(seats) > 20
    assert not shared & set(apart)


def test_required_pairs_are_made_when_both_take_part(tmp_path: Path) -> None:
    free = MentoringModel(study().with_changes(BUSY), "pairs")
    free.step()
    record = free.matchings[0]
    made = pairs_made(free)
    required = [
        (int(mentee), int(mentor))
        for mentee, mentor in zip(record.mentees, np.repeat(record.mentors, 2), strict=False)
        if (int(mentee), int(mentor)) not in made
    ]
    assert len(required) > 10
    model = MentoringModel(with_pairs(tmp_path, "required", required), "pairs")
    model.step()
    assert set(required) <= pairs_made(model)
