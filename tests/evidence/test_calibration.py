"""Calibration finds what is there to find, resumes after an interruption, and says what it did not learn."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.evidence.calibration import Waves, calibrate, solve
from mentorsim.evidence.calibration_findings import findings_of
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.likelihood import Emulation, Targets
from mentorsim.evidence.moving import Copies, resampled
from mentorsim.evidence.problem import Problem
from mentorsim.evidence.refining import Refinement, steadied, values_of
from mentorsim.evidence.studies import targets_of
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.report.calibration_report import calibration_report
from mentorsim.scenario.prior import quantiles, rows_of
from mentorsim.statistics.weighted import effective_number

FACTS = {fact.id: fact for fact in read_facts()}
SMALL = Waves(points=(40, 10), widened=(2.0,), samples=8, rounds=2, kept=8, moves=2)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return Problem.of([FACTS["C02"], FACTS["C05"]], students=150)


def test_a_calibration_goes_on_where_it_was_interrupted_whatever_the_workers(
    problem: Problem, tmp_path: Path
) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert total >= SMALL.total
        if done == 45:
            raise StoppedError

    whole = solve(problem, tmp_path / "whole", SMALL)
    with pytest.raises(StoppedError):
        solve(problem, tmp_path / "parts", SMALL, progress=stop)
    seen: list[int] = []
    parts = solve(
        problem,
        tmp_path / "parts",
        SMALL,
        options=RunOptions(workers=2),
        progress=lambda done, _: seen.append(done),
    )
    assert min(seen) == 46
    np.testing.assert_array_equal(parts.posterior.samples, whole.posterior.samples)
    np.testing.assert_array_equal(parts.posterior.weights, whole.posterior.weights)
    np.testing.assert_array_equal(parts.numbers, whole.numbers)
    assert whole.weights.sum() == pytest.approx(1.0)
    assert len(np.unique(whole.posterior.samples, axis=0)) == len(whole.posterior)


def test_a_folder_with_another_calibration_is_refused(tmp_path: Path) -> None:
    facts = [FACTS["C02"]]
    waves = Waves(points=(6,), widened=(), samples=4, rounds=1)
    calibrate(facts, tmp_path, seed=1, waves=waves)
    with pytest.raises(UserError, match="another calibration"):
        calibrate(facts, tmp_path, seed=2, waves=waves)


def test_facts_that_no_sample_comes_near_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorsim.evidence.calibration._REACHED", 0.0)
    with pytest.raises(UserError, match="none of 4 samples came near what the facts ask for together"):
        calibrate([FACTS["C02"]], tmp_path, waves=Waves(points=(6,), widened=(), samples=4, rounds=1))


def test_what_a_killed_calibration_left_half_written_is_removed(tmp_path: Path) -> None:
    waves = Waves(points=(6,), widened=(), samples=4, rounds=1)
    left, foreign = tmp_path / ".runs.mentorsim-dffe6f5054b45d5d.csv", tmp_path / ".runs.other.csv"
    left.write_text("half")
    foreign.write_text("mine")
    calibrate([FACTS["C02"]], tmp_path, waves=waves)
    assert not left.exists()
    assert foreign.exists()


def test_the_findings_tell_what_is_identified_and_how_many_samples_meet_all_facts(
    problem: Problem, tmp_path: Path
) -> None:
    findings = findings_of(solve(problem, tmp_path, SMALL))
    record = findings.record
    assert record["points_simulated"] == SMALL.total
    assert set(record["facts"]) == {"C02", "C05"}
    assert 0.0 <= findings.all_inside <= min(one.inside for one in findings.targets) + 1e-9
    assert record["effective_samples"] <= min(record["samples"], record["effective_number_of_moved"]) + 0.1
    assert findings.all_inside_expected == pytest.approx(0.9857**2, abs=1e-3)
    assert "All at once" in calibration_report(findings)


def test_the_base_of_a_study_sets_its_population_and_is_no_target() -> None:
    problem = Problem.of([FACTS["C11"]], students=200)
    assert problem.targets.labels == ("C11",)
    assert problem.studies[0].scenario.cohort.first_years == 200


def test_refined_samples_have_the_mean_and_spread_of_the_exact_posterior() -> None:
    """Two targets that are linear in three parameters; the exact answer by weighting samples of the prior."""
    rows = rows_of(["eta", "phi", "take_up"])
    first, second = (targets_of(FACTS[name])[0] for name in ("C09", "C10"))
    targets = Targets.of([first, second])
    low, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "high"))
    slopes = np.array([[0.5, 0.0, 0.1], [0.2, 0.4, 0.0]]) / (high - low)

    def simulate(values: np.ndarray) -> np.ndarray:
        return np.array([0.1, 0.1]) + (values - low) @ slopes.T

    rng = np.random.default_rng(4)
    points = quantiles(rows, rng.random((300, 3)))
    noise = np.array([1e-4, 1e-4])
    emulation = Emulation.fitted(rows, targets, points, simulate(points), noise)
    refinement = Refinement.begin(emulation, 1500, 5)
    for _ in range(2):
        scores = refinement.proposal(emulation)
        refinement.take(scores, targets.moved(simulate(values_of(emulation, scores))))
    samples = values_of(emulation, refinement.place)
    weights = np.exp(refinement.log_weights(emulation, np.ones(len(samples), bool)))
    prior = quantiles(rows, rng.random((200_000, 3)))
    score = targets.log_likelihood(targets.moved(simulate(prior)), noise)
    mean, spread = weighted_moments(prior, np.exp(score - score.max()))
    found, found_spread = weighted_moments(samples, weights)
    plain = samples.mean(axis=0)
    assert np.abs((found - mean) / spread).max() < 0.12
    assert np.abs(found_spread / spread - 1.0).max() < 0.1
    # Without the weights the prior's bend at its center would lead astray.
    assert np.abs((plain - mean) / spread).max() > 0.25


def test_copies_that_are_moved_stay_samples_of_the_posterior_and_become_different() -> None:
    """One target that is curved in two parameters, with emulators that know it roughly."""
    rows = rows_of(["eta", "phi"])
    targets = Targets.of([targets_of(FACTS["C09"])[0]])
    low, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "high"))

    def simulate(values: np.ndarray) -> np.ndarray:
        shares = (values - low) / (high - low)
        return (0.1 + 0.4 * shares[:, 0] + 0.1 * np.sin(3.0 * shares[:, 1]))[:, None]

    rng = np.random.default_rng(8)
    points = quantiles(rows, rng.random((60, 2)))
    emulation = Emulation.fitted(rows, targets, points, simulate(points) + 0.01, np.array([1e-5]))
    many = rng.standard_normal((20_000, 2))
    score = targets.log_likelihood(simulate(values_of(emulation, many)), emulation.noise)
    weights = np.exp(score - score.max())
    few, found = many[:2000], simulate(values_of(emulation, many[:2000]))
    copies = Copies.of(resampled(weights[:2000], 1200, rng), few, found)
    before = len(np.unique(copies.place, axis=0))
    for _ in range(6):
        proposed = copies.proposal(emulation, rng)
        copies.take(emulation, proposed, simulate(values_of(emulation, proposed)), rng)
    numbers, own = copies.distinct()
    assert before < 1000 < 1150 < len(numbers) == len(np.unique(copies.place, axis=0))
    assert own.sum() == pytest.approx(1.0)
    assert effective_number(own) > 1100.0
    mean, spread = weighted_moments(values_of(emulation, many), weights)
    moved, moved_spread = weighted_moments(values_of(emulation, copies.place[numbers]), own)
    assert np.abs((moved - mean) / spread).max() < 0.15
    assert np.abs(moved_spread / spread - 1.0).max() < 0.12


def test_samples_of_a_linear_problem_have_equal_weights() -> None:
    """With few targets and a prior that is hardly bent where the samples are, no sample counts for more."""
    rows = rows_of(["show_mentee"])
    targets = Targets.of([targets_of(FACTS["C09"])[0]])
    values = np.linspace(rows[0].low, rows[0].high, 200)[:, None]
    emulation = Emulation.fitted(rows, targets, values, 0.33 + 1e-4 * values, np.array([1e-6]))
    refinement = Refinement.begin(emulation, 64, 1)
    scores = refinement.proposal(emulation)
    refinement.take(scores, 0.33 + 1e-4 * values_of(emulation, scores))
    assert np.ptp(refinement.log_weights(emulation, np.ones(64, bool))) < 0.01


def test_steadied_slopes_differ_less_and_stay_what_they_are_where_all_agree() -> None:
    rng = np.random.default_rng(2)
    same = np.repeat(rng.normal(size=(1, 2, 3)), 4, axis=0)
    np.testing.assert_allclose(steadied(same, same), same)
    nearby, overall = same + rng.normal(size=same.shape), same
    steady = steadied(nearby, overall)
    assert (np.ptp(steady, axis=0) < np.ptp(nearby, axis=0)).all()
    np.testing.assert_allclose(steady.mean(axis=0), 0.5 * (nearby + overall).mean(axis=0))
    assert steadied(nearby[:0], overall[:0]).shape == (0, 2, 3)


def misjudged_problem() -> tuple[Emulation, Callable[[np.ndarray], np.ndarray]]:
    """Return emulators of one target that know its slope badly, and what truly is there."""
    rows = rows_of(["eta", "phi"])
    targets = Targets.of([targets_of(FACTS["C09"])[0]])
    low, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "high"))

    def simulate(values: np.ndarray) -> np.ndarray:
        shares = (values - low) / (high - low)
        return (0.1 + 0.9 * shares[:, 0] + 0.1 * shares[:, 1])[:, None]

    points = quantiles(rows, np.random.default_rng(3).random((60, 2)))
    return Emulation.fitted(rows, targets, points, 0.2 * simulate(points), np.array([1e-4])), simulate


def test_what_emulators_missed_where_a_sample_stands_is_made_up_for() -> None:
    """Emulators that know a fifth of a slope lead to the targets all the same, round by round."""
    emulation, simulate = misjudged_problem()
    refinement = Refinement.begin(emulation, 200, 1)
    reached = []
    for _ in range(4):
        scores = refinement.proposal(emulation)
        refinement.take(scores, simulate(values_of(emulation, scores)))
        reached.append(float(np.mean(refinement.objective)))
    assert reached == sorted(reached, reverse=True), "no round makes it worse"
    assert reached[-1] < 0.7 * reached[0]


def test_what_the_common_replications_give_beyond_many_is_taken_out(problem: Problem, tmp_path: Path) -> None:
    """At the table's values a calibration sees what many more replications give."""
    from mentorsim.evidence.problem import means_of
    from mentorsim.evidence.simulating import simulate

    table = np.array([row.value for row in problem.rows])
    common = problem.task(0, table)
    many = {place: tuple(range(max(24, 8 * len(few)))) for place, few in common.replications.items()}
    expected = means_of(simulate(problem.studies, dataclasses.replace(common, replications=many)))
    few = means_of(simulate(problem.studies, common))
    mended = problem.targets.moved(few[None])[0] - problem.excess
    np.testing.assert_allclose(mended, problem.targets.moved(expected[None])[0], atol=1e-12)


def weighted_moments(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = np.average(values, axis=0, weights=weights)
    return mean, np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights))


def test_a_replication_without_a_number_does_not_count() -> None:
    from mentorsim.evidence.problem import means_of

    found = {0: np.full((3, 2, 2), np.nan), 1: np.ones((2, 2, 1))}
    found[0][:2, 1, 0] = 1.0, 3.0
    np.testing.assert_array_equal(means_of(found), [2.0, np.nan, 1.0])


def test_waves_count_their_points() -> None:
    assert SMALL.total == 40 + 10 + 2 * 8
    assert dataclasses.replace(SMALL, rounds=3).total == SMALL.total + 8
