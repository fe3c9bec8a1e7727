"""The table of facts, the presets that stand for its studies, and the posterior's file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.evidence.facts import SHIPPED, read_facts
from mentorsim.evidence.presets import load_preset, preset_names
from mentorsim.evidence.studies import studies_of
from mentorsim.experiment.posterior import Posterior, load_posterior
from mentorsim.experiment.posterior_samples import SAMPLES, posterior_samples
from mentorsim.scenario import parameter_table
from mentorsim.scenario.prior import prior_shares, quantiles, uncertain_parameters
from mentorsim.statistics.weighted import weighted_correlation

GOOD = "id,statement,target,low,high,scenario,quantity,outcome\nX1,One,1,0,2,us_grades,mean,gpa\n"


def facts_file(folder: Path, text: str) -> Path:
    file = folder / "facts.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", preset_names())
def test_no_preset_overrides_a_mechanism_parameter(name: str) -> None:
    scenario = load_preset(name, SHIPPED.parent)
    assert scenario.parameters == {}
    assert "parameters" not in scenario.to_mapping()


def test_every_preset_is_used_by_a_fact_and_every_fact_has_one() -> None:
    facts = read_facts()
    assert [fact.id for fact in facts] == [f"C{number:02}" for number in range(1, 26)]
    assert {study.name for study in studies_of(facts)} == set(preset_names())


def test_every_fact_has_a_source_and_lies_in_its_band() -> None:
    for fact in read_facts():
        assert fact.source
        assert fact.basis
        assert fact.status
        assert fact.low < fact.published < fact.high


def test_numbers_that_belong_to_a_fact_are_with_it_and_may_state_a_direction_alone() -> None:
    facts = {fact.id: fact for fact in read_facts()}
    assert [one.id for one in facts["C10"].further] == ["C10 also"]
    with_direction = [one for fact in facts.values() for one in fact.further if not one.has_band]
    assert {one.id.split()[0] for one in with_direction} == {"C19", "C20", "C25"}
    (study,) = studies_of([facts["C19"], facts["C20"]])
    assert [target.label for target in replace(study, leveled=True, banded=True).targets] == ["C19", "C20"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("1,0,2", "3,0,2", ":2: target must lie between low and high"),
        ("1,0,2", "one,0,2", ":2: target must be a number, not 'one'"),
        ("mean", "meen", ":2: quantity must be one of"),
        (",gpa\n", ",\n", ":2: the quantity mean needs an outcome"),
        ("statement", "statment", ":1: there is no column 'statment'; did you mean statement?"),
        (",One", "", ":2: has 7 cells, not 8"),
        ("mean,gpa", "closed,gpa", ":2: the quantity closed needs a policy"),
    ],
)
def test_a_wrong_table_of_facts_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert read_facts(facts_file(tmp_path, GOOD))[0].published == 1.0
    with pytest.raises(UserError, match=r"facts\.csv") as problem:
        read_facts(facts_file(tmp_path, GOOD.replace(old, new, 1)))
    assert sentence in str(problem.value)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("X2,Two,,1,,us_grades,mean,gpa,X9", ":3: fact X2: part_of names no fact of the table: 'X9'"),
        ("X2,Two,,2,1,us_grades,mean,gpa,X1", ":3: target must lie between low and high"),
        ("X2,Two,,1,,us_retention,mean,gpa,X1", ":3: fact X2: must be measured in the scenario of X1"),
    ],
)
def test_a_number_that_belongs_to_no_fact_is_refused(tmp_path: Path, row: str, sentence: str) -> None:
    text = GOOD.replace("outcome\n", "outcome,part_of\n").replace("mean,gpa\n", "mean,gpa,\n")
    good = read_facts(facts_file(tmp_path, f"{text}X2,Two,,1,,us_grades,mean,gpa,X1\n"))
    assert [one.id for one in good[0].further] == ["X2"]
    with pytest.raises(UserError) as problem:
        read_facts(facts_file(tmp_path, f"{text}{row}\n"))
    assert sentence in str(problem.value)


def test_an_unknown_scenario_is_refused_with_the_line_and_the_nearest_preset(tmp_path: Path) -> None:
    facts = read_facts(facts_file(tmp_path, GOOD.replace("us_grades", "us_grade")))
    with pytest.raises(UserError, match=r"facts\.csv:2: fact X1: .*did you mean us_grades"):
        studies_of(facts, tmp_path)


@pytest.mark.parametrize(
    ("policy", "sentence"), [("halp", "there is no policy 'halp'"), ("no program", "is the control")]
)
def test_a_wrong_policy_is_refused_with_the_line_of_its_fact(
    tmp_path: Path, policy: str, sentence: str
) -> None:
    text = GOOD.replace("outcome\n", "outcome,policy\n").replace("mean,gpa\n", f"offered,gpa,{policy}\n")
    with pytest.raises(UserError, match=rf"facts\.csv:2: fact X1: .*{sentence}"):
        studies_of(read_facts(facts_file(tmp_path, text)), tmp_path)


def test_the_prior_has_its_median_at_the_center_and_stays_in_the_range() -> None:
    rows = uncertain_parameters()
    values = quantiles(rows, np.tile(np.linspace(0.0, 1.0, 5)[:, None], (1, len(rows))))
    np.testing.assert_allclose(values[0], [row.low for row in rows])
    np.testing.assert_allclose(values[2], [row.prior_center for row in rows])
    np.testing.assert_allclose(values[4], [row.high for row in rows])
    samples = Posterior.prior(count=50, seed=3).samples
    np.testing.assert_allclose(quantiles(rows, prior_shares(rows, samples)), samples)


def test_a_posterior_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = Posterior.prior(("eta", "phi"), 7, 2)
    written.write(tmp_path / "samples.csv")
    read = load_posterior(tmp_path / "samples.csv")
    assert read.names == ("eta", "phi")
    np.testing.assert_allclose(read.samples, written.samples, rtol=1e-5)
    np.testing.assert_allclose(read.weights, 1.0 / 7.0, rtol=1e-4)
    assert read.effective == pytest.approx(7.0)


def test_a_posterior_without_weights_counts_every_sample_the_same_and_fewer_stand_for_all(
    tmp_path: Path,
) -> None:
    (tmp_path / "plain.csv").write_text("eta\n0.01\n0.02\n0.03\n")
    plain = load_posterior(tmp_path / "plain.csv")
    assert plain.weights.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    (tmp_path / "weighted.csv").write_text("eta,weight\n0.01,1\n0.02,6\n0.03,1\n")
    weighted = load_posterior(tmp_path / "weighted.csv")
    assert weighted.center()["eta"] == pytest.approx(0.02)
    assert weighted.effective == pytest.approx(64 / 38)
    assert 0.02 in weighted.fewer(2).samples


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("eta,psi\n0.01,1\n", "posterior.csv:1: 'psi' is not a mechanism parameter"),
        ("eta,phi\n0.01,9\n", "posterior.csv:2: phi must be a number of 0 to 2, not '9'"),
        ("eta\n", "has no samples"),
        ("weight\n1\n", ":1: names no parameter"),
        ("eta,weight\n0.01,-1\n", ":2: weight must be a number of 0 or more, not '-1'"),
        ("eta,weight\n0.01,0\n", "gives every sample a weight of 0"),
        ("eta,phi\n0.01,1\n0.02,1\n0.010,1.0\n", ":4: is the same sample as line 2"),
    ],
)
def test_a_wrong_posterior_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "posterior.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as problem:
        load_posterior(file)
    assert sentence in str(problem.value)


def test_the_mechanism_table_states_prior_centers_within_ranges() -> None:
    for row in parameter_table().values():
        assert row.low <= row.prior_center <= row.high


def test_the_shipped_posterior_has_enough_samples_of_every_uncertain_parameter() -> None:
    posterior = load_posterior()
    assert len(posterior) >= 250
    assert len(np.unique(posterior.samples, axis=0)) == len(posterior)
    assert posterior_samples(posterior, 5).effective_of(SAMPLES) >= 200, "in the default use"
    assert posterior.names == tuple(row.name for row in uncertain_parameters())
    assert posterior.record["seed"] == 1
    assert posterior.record["all_inside"] >= 0.3, "samples that agree with all facts at once"


def test_the_defaults_lie_in_the_middle_of_the_shipped_posterior() -> None:
    posterior = load_posterior()
    table = parameter_table()
    assert set(posterior.names) == {row.name for row in uncertain_parameters()}
    for name in posterior.names:
        least, most = posterior.interval(name)
        # A default at the end of its range is not in the middle of anything.
        at_an_end = table[name].value in (table[name].low, table[name].high)
        assert at_an_end or least <= table[name].value <= most, name


def test_the_shipped_posterior_says_how_it_was_made() -> None:
    record = load_posterior().record
    assert record["samples"] == len(load_posterior())
    assert set(record["versions"]) == {"mentorsim", "python", "numpy", "scipy", "numba"}
    studies = (replace(study, leveled=True, banded=True) for study in studies_of(read_facts()))
    assert {target.label for study in studies for target in study.targets} >= set(record["facts"])
    for one in record["facts"].values():
        low, high = one["band"]
        assert low <= one["simulated"][1] <= high


def test_no_two_parameters_go_together_that_the_facts_do_not_tie() -> None:
    posterior = load_posterior()
    together = weighted_correlation(posterior.samples, posterior.weights) - np.eye(len(posterior.names))
    for one, other, _ in posterior.record["correlated"]:
        place, other_place = posterior.names.index(one), posterior.names.index(other)
        together[place, other_place] = together[other_place, place] = 0.0
    # What chance has it among so many pairs, by the effective number of samples.
    chance = 1.0 / np.sqrt(posterior.effective)
    assert np.abs(together).max() < 5.0 * chance
    assert np.sqrt(np.mean(together**2)) < 1.25 * chance
