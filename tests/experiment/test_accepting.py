"""Comparisons, sweeps and models take scenarios and values in every form in which people have them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import mentorsim as ms
from mentorsim.errors import ScenarioError, UnknownNameError, UserError
from mentorsim.experiment.design.accepting import as_experiment
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.scenario.accepting import as_scenario, names_of, whole_number
from tests.dynamics.studies import STUDY, study


def planned(given: Any, vary: Any = None, **settings: Any) -> SweepPlan:
    found = as_experiment(given, vary, settings)
    return prepare(found.experiment, found.places, found.folder, scenario=found.scenario, points=found.points)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "college.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return path


FORMS: dict[str, Callable[[Path], Any]] = {
    "scenario": ms.load_scenario,
    "path": lambda path: path,
    "text": str,
    "mapping": lambda path: ms.load_scenario(path).to_mapping(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_scenario_in_every_form_is_the_same_scenario(form: str, file: Path) -> None:
    given = FORMS[form](file)
    assert as_scenario(given).to_mapping() == study().to_mapping()
    assert ms.MentoringModel(given, "pairs").policy == "pairs"
    assert planned(given, {"program.mentors": [4, 8]}, replications=1).points == 2


def test_a_comparison_takes_a_path_numpy_numbers_and_one_policy(file: Path) -> None:
    comparison = ms.compare(
        str(file), policies="pairs", outcomes="retention", replications=np.int64(2), workers=np.int64(1)
    )
    assert comparison.policies == ("no program", "pairs")
    assert comparison.replications == 2


def test_a_shipped_name_is_a_scenario() -> None:
    assert as_scenario("first_year_university").title == as_scenario(Path("first_year_university")).title


def test_a_mapping_may_hold_what_numpy_and_python_have() -> None:
    mapping = study().to_mapping()
    mapping["calendar"]["assessment_weeks"] = np.array([3, 6])
    mapping["cohort"]["first_years"] = np.int64(40)
    mapping["cohort"]["attributes"]["major"]["shares"] = (0.5, np.float64(0.3), 0.2)
    assert as_scenario(mapping).to_mapping() == study().to_mapping()


def test_a_mapping_is_loaded_with_overrides() -> None:
    assert ms.load_scenario(study().to_mapping(), ["program.mentors=4"]).program.mentors.count == 4
    with pytest.raises(ScenarioError, match=r"program\.mentor"):
        ms.load_scenario(study().to_mapping(), ["program.mentor=4"])


def test_a_mapping_that_is_wrong_is_refused_with_its_key() -> None:
    mapping = study().to_mapping()
    mapping["cohort"]["first_yeers"] = 3
    with pytest.raises(ScenarioError, match="first_years"):
        ms.compare(mapping)


@pytest.mark.parametrize("given", [None, 3, ["a"], b"first_year_university"])
def test_what_is_no_scenario_is_refused_by_its_type(given: Any) -> None:
    with pytest.raises(ScenarioError, match=f"not as {type(given).__name__}"):
        ms.compare(given)


def test_a_name_that_does_not_exist_is_an_unknown_name() -> None:
    with pytest.raises(UnknownNameError, match="first_year_university"):
        ms.compare("first_year_universty")


VALUES = {
    "list": [4, 8],
    "tuple": (4, 8),
    "range": range(4, 9, 4),
    "array": np.array([4, 8]),
    "list of NumPy numbers": list(np.arange(4, 9, 4)),
    "series": pd.Series([4, 8]),
    "index": pd.Index([4, 8]),
    "array of floats": np.linspace(4.0, 8.0, 2),
    "series of floats": pd.Series([4.0, 8.0]),
    "iterator": iter([4, 8]),
    "keys": {4: "few", 8: "many"}.keys(),
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_values_of_every_kind_are_a_list(values: Any) -> None:
    plan = planned(study(), {"program.mentors": values}, replications=1)
    (factor,) = plan.design.factors
    assert factor.levels == (4, 8)
    assert [type(level) for level in factor.levels] == [int, int]
    assert plan.fingerprint == planned(study(), {"program.mentors": [4, 8]}, replications=1).fingerprint


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({4, 8}, "a set has no order; write its values as a list"),
        ([Decimal(4)], r"Decimal\('4'\) is not a number, a text"),
        ([4.0, 8], "must be a whole number, not 4.0"),
        ([np.array([4])], "must be a whole number, none, or a section"),
    ],
)
def test_values_that_are_none_are_refused_with_their_path(values: Any, sentence: str) -> None:
    with pytest.raises(ScenarioError, match=f"program.mentors.*{sentence}"):
        planned(study(), {"program.mentors": values}, replications=1)


@pytest.mark.parametrize("value", [4, np.int32(4), np.array(4)])
def test_one_value_is_one_level(value: Any) -> None:
    assert planned(study(), {"program.mentors": value}, replications=1).design.factors[0].levels == (4,)


def test_a_distribution_may_be_given_with_a_tuple() -> None:
    vary = {"parameters.end_mentor": {"uniform": (-5.0, np.float64(-4.0))}}
    plan = planned(study(), vary, design="latin_hypercube", samples=3, replications=1)
    assert plan.design.factors[0].bounds == (-5.0, -4.0)


def test_points_may_be_a_table() -> None:
    table = pd.DataFrame({"program.mentors": [4, 8, 8], "program.offer.how": ["sign_up", None, "proactive"]})
    plan = planned(study(), points=table, replications=1)
    assert plan.design.points == ((4, "sign_up"), (8, None), (8, "proactive"))
    holes = pd.DataFrame({"program.mentors": [4, 8], "parameters.end_mentor": [np.nan, -4.5]})
    assert planned(study(), points=holes, replications=1).design.points == ((4, None), (8, -4.5))


def test_points_may_be_a_list_of_mappings() -> None:
    points = [{"program.mentors": np.int64(4)}, {"program.mentors": 8, "parameters.end_mentor": -4.5}]
    assert planned(study(), points=points, replications=1).design.points == ((4, None), (8, -4.5))
    with pytest.raises(ScenarioError, match=r"points: program\.mentor"):
        planned(study(), points=[{"program.mentor": 1}], replications=1)
    with pytest.raises(UserError, match="needs columns of different paths"):
        planned(study(), points=[{}], replications=1)


def test_points_of_a_table_are_those_of_the_same_file(tmp_path: Path) -> None:
    table = pd.DataFrame({"program.mentors": [4, 8], "parameters.end_mentor": [-5.0, -4.5]})
    table.to_csv(tmp_path / "points.csv", index=False)
    ours = planned(study(), points=table, replications=1)
    files = planned(study(), points=str(tmp_path / "points.csv"), replications=1)
    assert ours.fingerprint == files.fingerprint


def test_a_table_of_points_with_a_column_that_is_no_path_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"points: program\.mentor"):
        planned(study(), points=pd.DataFrame({"program.mentor": [1]}), replications=1)
    with pytest.raises(UserError, match="needs columns of different paths"):
        planned(study(), points=pd.DataFrame(), replications=1)


def test_an_experiment_may_be_a_mapping(file: Path) -> None:
    mapping = {"scenario": str(file), "vary": {"program.mentors": range(4, 9, 4)}, "replications": 1}
    assert planned(mapping).points == 2
    with pytest.raises(UserError, match="an experiment says itself what is varied"):
        planned(mapping, {"program.mentors": [1]})


def test_vary_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(ScenarioError, match="vary is a mapping of paths to values"):
        planned(study(), ["program.mentors"], replications=1)


def test_a_sweep_runs_from_a_path_and_an_array(file: Path, tmp_path: Path) -> None:
    results = ms.sweep(
        file,
        {"program.mentors": np.array([4, 8])},
        replications=1,
        policies=("pairs",),
        outcomes=["retention"],
        workers=1,
        out=tmp_path / "made",
    )
    assert len(results.runs()) == 4


@pytest.mark.parametrize("number", [1.5, "3", True, None])
def test_a_number_that_is_not_whole_is_refused(number: Any) -> None:
    with pytest.raises(UserError, match="replications must be a whole number, not"):
        whole_number("replications", number, low=1)


def test_an_argument_that_there_is_not_is_named_with_the_nearest() -> None:
    with pytest.raises(TypeError, match=r"compare\(\) has no argument 'worker'; did you mean workers\?"):
        ms.compare(study(), worker=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"calibrate\(\) has no argument 'until': help\(mentorsim"):
        ms.calibrate(until=1)  # type: ignore[call-arg]


def test_one_name_is_not_a_row_of_letters() -> None:
    assert names_of("pairs") == ("pairs",)
    assert names_of(np.array(["a", "b", "a"])) == ("a", "b")
    assert names_of(None) is None
