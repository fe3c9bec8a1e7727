"""What the studies measure, and what the model itself must be able to show."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.leveling import leveled as leveled_scenario
from mentorsim.evidence.saved_points import SavedPoints
from mentorsim.evidence.simulating import StudyTask, simulate
from mentorsim.evidence.studies import Study, observe, studies_of
from mentorsim.evidence.validation import validate
from mentorsim.statistics.emulator import fit_emulator

FACTS = {fact.id: fact for fact in read_facts()}


def means_of(study: Study, replications: int, **values: float) -> dict[str, float]:
    found = simulate([study], StudyTask(0, values, 0, {0: tuple(range(replications))}))[0]
    labels = [target.label for target in study.targets]
    return dict(zip(labels, found[:, 1].mean(axis=0).tolist(), strict=True))


def study_of(*names: str) -> Study:
    (study,) = studies_of([FACTS[name] for name in names])
    return study


def test_one_way_messages_change_nothing_when_reminders_do_not() -> None:
    assert abs(means_of(study_of("C08"), 1, motivation_reminder=0.0)["C08"]) < 0.002


def test_untrained_mentors_gain_nothing_and_trained_ones_do() -> None:
    found = means_of(study_of("C09", "C10"), 20)
    assert abs(found["C10 also"]) < 0.05
    assert found["C10"] > 0.1


def test_the_estimate_has_the_mean_of_what_studies_observe_with_less_noise() -> None:
    study = study_of("C09", "C10")
    found = simulate([study], StudyTask(0, {}, 0, {0: tuple(range(60))}))[0]
    observed, estimate = found[:, 0, 0], found[:, 1, 0]
    error = (observed - estimate).std(ddof=1) / np.sqrt(len(found))
    assert abs(observed.mean() - estimate.mean()) < 4.0 * error
    assert estimate.std() < 0.5 * observed.std()


def test_a_validation_gives_the_promised_keys_and_needs_two_replications() -> None:
    facts = [FACTS["C09"], FACTS["C10"]]
    found = validate(facts, replications=4).to_json()
    assert list(found) == ["facts"]
    keys = "id published low high simulated simulation_error predictive_low predictive_high verdict"
    assert [list(fact) for fact in found["facts"]] == [keys.split()] * 2
    with pytest.raises(UserError, match="2 or more"):
        validate(facts, replications=1)


def test_a_fact_far_from_the_simulation_is_out() -> None:
    fact = dataclasses.replace(FACTS["C09"], published=5.0, low=4.0, high=6.0)
    assert validate([fact], replications=6).results[0].verdict == "out"


def test_an_emulator_follows_a_quadratic_function() -> None:
    rng = np.random.default_rng(1)
    points = rng.standard_normal((300, 6))
    numbers = 1.0 + points[:, 0] - 0.5 * points[:, 1] ** 2 + 0.3 * points[:, 0] * points[:, 2]
    emulator = fit_emulator(points, numbers, np.ones(300))
    fresh = rng.standard_normal((50, 6))
    truth = 1.0 + fresh[:, 0] - 0.5 * fresh[:, 1] ** 2 + 0.3 * fresh[:, 0] * fresh[:, 2]
    assert np.abs(emulator(fresh) - truth).max() < 0.1
    assert emulator.error < 0.1


def test_an_emulator_follows_what_no_quadratic_does_and_knows_its_slopes() -> None:
    rng = np.random.default_rng(2)
    points = rng.standard_normal((400, 5))
    numbers = 2.0 / (1.0 + np.exp(-3.0 * points[:, 0])) + 0.3 * points[:, 1]
    emulator = fit_emulator(points, numbers, np.ones(400))
    assert emulator.error < 0.5 * emulator.whole.error
    fresh = rng.standard_normal((20, 5))
    step = 1e-5 * np.eye(5)
    rises = np.stack([(emulator(fresh + one) - emulator(fresh - one)) / 2e-5 for one in step], axis=1)
    np.testing.assert_allclose(emulator.slopes(fresh), rises, atol=1e-5)


@pytest.mark.parametrize("cut", ["1,0.", "1,00ff,0.1,0.2"])
def test_a_table_of_runs_is_continued_after_a_line_was_cut_off(tmp_path: Path, cut: str) -> None:
    table = SavedPoints(tmp_path / "runs.csv", {"seed": 1}, ("a", "b"))
    table.add(0, np.array([7.0, 8.0, 9.0]), np.array([0.1, 0.2]))
    with (tmp_path / "runs.csv").open("a") as opened:
        opened.write(cut)
    again = SavedPoints(tmp_path / "runs.csv", {"seed": 1}, ("a", "b"))
    assert len(again) == 1
    assert again.holds(0, np.array([7.0, 8.0, 9.0]))
    assert not again.holds(0, np.array([7.0, 8.0, np.nextafter(9.0, 10.0)])), "another point's numbers"
    np.testing.assert_array_equal(again.numbers(0, 1), [[0.1, 0.2]])
    with pytest.raises(UserError, match="another calibration"):
        SavedPoints(tmp_path / "runs.csv", {"seed": 2}, ("a", "b"))


def test_a_population_is_set_to_its_base_whatever_the_mechanisms_are() -> None:
    (study,) = studies_of([FACTS["C11"]])
    small = dataclasses.replace(
        study,
        scenario=study.scenario.with_changes(
            {"cohort.first_years": 3000, "cohort.upper_years": 48, "program.mentors": 48}
        ).with_parameters({"depart_motivation": 0.0, "depart_belonging": 0.0}),
    )
    assert [target.label for target in small.targets] == ["C11", "C11 base"]
    base = observe(small, 1, 0)[1, 1]
    assert base > 61.0
    leveled = dataclasses.replace(small, leveled=True)
    assert [target.label for target in leveled.targets] == ["C11"]
    assert observe(leveled, 1, 0).shape == (2, 1)
    scenario = leveled_scenario(leveled.scenario, FACTS["C11"], 1, 0)
    again = dataclasses.replace(small, scenario=scenario)
    assert observe(again, 1, 0)[1, 1] == pytest.approx(58.0, abs=0.15)


def test_a_study_that_states_no_base_is_the_same_leveled_or_not() -> None:
    study = study_of("C08")
    assert study.targets == dataclasses.replace(study, leveled=True).targets
