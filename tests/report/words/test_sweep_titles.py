"""Titles of a sweep's figures: every outcome of an analysis has its sentence, as sure as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorsim.report.numbers import Scale
from mentorsim.report.words.sweep_titles import (
    FactorEffect,
    FactorShare,
    SurfaceCells,
    discovery_title,
    effects_title,
    interactions_title,
    morris_title,
    pareto_title,
    ranking_title,
    sobol_title,
    surface_title,
)

SCALE = Scale(100.0, 1, "%", "percentage points")
GPA = Scale(1.0, 2, "grade points", "grade points")
MENTORS = FactorEffect("mentors", "pairs", "20", "80", 0.031, is_sure=True)
HOURS = FactorEffect("training: hours", "pairs", "0", "8", 0.012, is_sure=True)
AT = "at mentors 80 and hours 8"
CELLS = SurfaceCells("mentors 80 and hours 8", 0.031, 6, 0, 6)


def test_the_factor_with_the_largest_sure_change_is_named() -> None:
    assert effects_title("retention", SCALE, [HOURS, MENTORS]) == (
        "Retention moves most with mentors: 3.1 percentage points higher at 80 than at 20"
    )
    unsure = replace(MENTORS, is_sure=False)
    assert effects_title("retention", SCALE, [HOURS, unsure]).startswith(
        "Retention moves most with training hours"
    )
    assert effects_title("retention", SCALE, [unsure]) == "No factor surely changes retention"
    assert effects_title("retention", SCALE, []) == "No factor surely changes retention"


def test_among_several_policies_the_policy_is_named() -> None:
    found = [MENTORS, replace(HOURS, policy="groups")]
    assert effects_title("retention", SCALE, found).endswith("at 80 than at 20 (pairs)")


@pytest.mark.parametrize(("by", "word"), [(0.006, "higher"), (-0.006, "lower")])
def test_factors_that_act_together(by: float, word: str) -> None:
    assert interactions_title("retention", SCALE, ("mentors", "hours", "80", "8", by)) == (
        f"Mentors and hours act together on retention: 0.6 percentage points {word} at 80 and 8 than the two "
        "alone would make it"
    )
    assert interactions_title("retention", SCALE, None) == ("No two factors surely act together on retention")


def test_indices() -> None:
    found = [FactorShare("mentors", "pairs", 0.62, 0.5), FactorShare("hours", "pairs", 0.7, -0.1)]
    assert sobol_title("retention", found) == "Retention depends most on mentors: by itself it explains 62 %"
    assert sobol_title("retention", found[1:]) == "No factor surely explains retention by itself"
    moved = [
        FactorShare("mentors", "pairs", 0.03, 0.02, 0.01),
        FactorShare("hours", "pairs", 0.05, 0.02, 0.03),
    ]
    assert morris_title("retention", SCALE, moved) == (
        "Retention moves most with mentors: by 3.0 percentage points over its range"
    )
    assert morris_title("retention", SCALE, moved[1:]) == (
        "No factor surely moves retention by more than chance does"
    )


@pytest.mark.parametrize(
    ("better", "worse", "title"),
    [
        (6, 0, f"is better than with no program everywhere: up to +3.1 percentage points {AT}"),
        (4, 0, f"is better than with no program in 4 of 6 cells: up to +3.1 percentage points {AT}"),
        (
            3,
            2,
            "is better than with no program in 3 of 6 cells and worse in 2 of 6 cells: up to +3.1 percentage "
            f"points {AT}",
        ),
        (0, 2, "is worse than with no program in 2 of 6 cells, and nowhere surely better"),
        (0, 0, "is nowhere surely better or worse than with no program"),
    ],
)  # fmt: skip
def test_surfaces_of_differences(better: int, worse: int, title: str) -> None:
    cells = replace(CELLS, better=better, worse=worse)
    assert surface_title("retention", SCALE, cells, "no program") == f"Retention {title}"


def test_many_cells_are_told_as_a_share() -> None:
    cells = replace(CELLS, better=150, worse=0, cells=225)
    assert "better than with no program in 67 % of the surface: up" in surface_title(
        "retention", SCALE, cells, "no program"
    )


def test_a_surface_of_levels_names_the_best_cell() -> None:
    cells = replace(CELLS, value=2.71)
    assert surface_title("GPA", GPA, cells, None) == (
        "GPA is best at mentors 80 and hours 8: 2.71 grade points"
    )


def test_rankings() -> None:
    assert ranking_title("retention", "pairs, mentors 80", 0.97, 1, 12) == (
        "Best in retention: pairs, mentors 80 (chance 97 %)"
    )
    assert ranking_title("retention", "pairs, mentors 80", 0.4, 3, 12) == (
        "3 of 12 alternatives may be the best in retention; ahead is pairs, mentors 80 (chance 40 %)"
    )
    assert ranking_title("retention", "pairs", None, 1, 2) == "Best in retention: pairs"


@pytest.mark.parametrize(
    ("sure", "undecided", "title"),
    [
        (4, 3, "4 of 30 alternatives are surely worth a choice between retention and cost, 3 more may be, "
               "and 23 are surely worse than another"),
        (1, 0, "1 of 30 alternatives is surely worth a choice between retention and cost, and 29 are surely "
               "worse than another"),
        (0, 30, "30 of 30 alternatives may be worth a choice between retention and cost"),
        (30, 0, "30 of 30 alternatives are surely worth a choice between retention and cost"),
    ],
)  # fmt: skip
def test_fronts(sure: int, undecided: int, title: str) -> None:
    assert pareto_title(["retention", "cost"], sure, undecided, 30) == title


def test_discovery() -> None:
    assert discovery_title("random pairs is best in retention", "program.mentors above 40", 0.92, 0.4) == (
        "Random pairs is best in retention: in 92 % of design points with mentors above 40, in 40 % of all"
    )
    assert discovery_title("gpa of random pairs > 2.8", "", 0.4, 0.4) == (
        "GPA of random pairs > 2.8: in 40 % of design points, wherever they are"
    )
