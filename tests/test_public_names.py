"""What is public is listed, is there, says what it is, and is told apart from what may still change."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from pathlib import Path

import pytest

import mentorsim as ms
from mentorsim import errors

# A name that goes from here is deprecated first; a new one gets its place in docs/reference/api.md.
STABLE = [
    "Analyses",
    "CalibrationFindings",
    "CohortAnimation",
    "Column",
    "Comparison",
    "DiskError",
    "Experiment",
    "FactResult",
    "FolderInUseError",
    "FriendshipList",
    "MatchedList",
    "MatchingProblem",
    "MatchingRecord",
    "MentoringModel",
    "MentorsimError",
    "OtherStudyError",
    "Parameter",
    "Posterior",
    "Program",
    "Progress",
    "RosterError",
    "RunOptions",
    "RunView",
    "Scenario",
    "ScenarioError",
    "SeedError",
    "Student",
    "SweepResults",
    "TargetResult",
    "UnknownNameError",
    "UserError",
    "Validation",
    "WeekContext",
    "World",
    "__version__",
    "analyze",
    "animate",
    "calibrate",
    "compare",
    "experimental",
    "kernel",
    "load_plugin",
    "load_posterior",
    "load_scenario",
    "make_world",
    "match",
    "matching_method",
    "measure",
    "mechanism",
    "parse_scenario",
    "read_results",
    "run_outcome",
    "student_outcome",
    "sweep",
    "validate",
]
EXPERIMENTAL = ["Ablated", "InstitutionFit", "NetworkModel", "ablate", "fit_records", "portrayal"]
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "api.md"
TREE = [
    errors.UserError,
    errors.ScenarioError,
    errors.RosterError,
    errors.UnknownNameError,
    errors.SeedError,
    errors.FolderInUseError,
    errors.OtherStudyError,
    errors.DiskError,
]


def test_the_public_names_are_these() -> None:
    assert sorted(ms.__all__) == sorted(STABLE)
    assert sorted(ms.experimental.__all__) == EXPERIMENTAL
    assert not set(STABLE) & set(EXPERIMENTAL)


@pytest.mark.parametrize("name", [name for name in STABLE if name not in ("__version__", "experimental")])
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(ms, name)
    assert found.__name__ == name
    assert inspect.getdoc(found)
    assert name in dir(ms)
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPERIMENTAL)
def test_every_experimental_name_is_there_and_documented(name: str) -> None:
    assert inspect.getdoc(getattr(ms.experimental, name))
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
    assert name in dir(ms.experimental)
    assert not hasattr(ms, name)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    for module in (ms, ms.experimental):
        with pytest.raises(AttributeError, match="has no attribute 'comparre'"):
            module.comparre  # noqa: B018


@pytest.mark.parametrize("name", ["animate", "calibrate", "compare", "match", "sweep", "validate"])
def test_what_an_entrance_returns_is_public(name: str) -> None:
    returned = inspect.signature(getattr(ms, name)).return_annotation
    assert returned in ms.__all__


def test_errors_are_one_small_tree() -> None:
    found = {kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, Exception)}
    assert found == {errors.MentorsimError, *TREE}
    assert all(issubclass(kind, errors.UserError) for kind in TREE)
    assert issubclass(errors.RosterError, errors.ScenarioError)
    assert issubclass(errors.UnknownNameError, errors.ScenarioError)
    assert not issubclass(errors.DiskError, errors.ScenarioError)
    assert not dataclasses.is_dataclass(errors.MentorsimError)


@pytest.mark.parametrize("kind", TREE)
def test_every_error_keeps_place_sentence_and_page_through_a_pickle(kind: type[errors.UserError]) -> None:
    error = pickle.loads(pickle.dumps(kind("is wrong", file="a.yaml", line=3, page="a.md")))
    assert type(error) is kind
    assert (str(error), error.message, error.file, error.line, error.page) == (
        "a.yaml:3: is wrong",
        "is wrong",
        Path("a.yaml"),
        3,
        "a.md",
    )
