"""The table of facts, the presets that stand for its studies, and the posterior's file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.evidence.calibration import Waves
from mentorsim.evidence.facts import SHIPPED, read_facts
from mentorsim.evidence.presets import load_preset, preset_names
from mentorsim.evidence.studies import studies_of
from mentorsim.experiment.posterior import Posterior, load_posterior
from mentorsim.scenario import parameter_table
from mentorsim.scenario.prior import prior_shares, quantiles, uncertain_parameters

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
    assert [fact.id for fact in facts] == [f"C{number:02}" for number in range(1, 13)]
    assert {study.name for study in studies_of(facts)} == set(preset_names())


def test_every_fact_has_a_source_and_lies_in_its_band() -> None:
    for fact in read_facts():
        assert fact.source
        assert fact.basis
        assert fact.low < fact.published < fact.high


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("1,0,2", "3,0,2", ":2: target must lie between low and high"),
        ("1,0,2", "one,0,2", ":2: target must be a number, not 'one'"),
        ("mean", "meen", ":2: quantity must be one of"),
        (",gpa\n", ",\n", ":2: the quantity mean needs an outcome"),
        ("statement", "statment", ":1: there is no column 'statment'; did you mean statement?"),
        (",One", "", ":2: has 7 cells, not 8"),
    ],
)
def test_a_wrong_table_of_facts_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert read_facts(facts_file(tmp_path, GOOD))[0].published == 1.0
    with pytest.raises(UserError, match=r"facts\.csv") as problem:
        read_facts(facts_file(tmp_path, GOOD.replace(old, new, 1)))
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
    draws = Posterior.prior(count=50, seed=3).draws
    np.testing.assert_allclose(quantiles(rows, prior_shares(rows, draws)), draws)


def test_a_posterior_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = Posterior.prior(("eta", "phi"), 7, 2)
    written.write(tmp_path / "draws.csv")
    read = load_posterior(tmp_path / "draws.csv")
    assert read.names == ("eta", "phi")
    np.testing.assert_allclose(read.draws, written.draws, rtol=1e-5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("eta,psi\n0.01,1\n", "posterior.csv:1: 'psi' is no mechanism parameter"),
        ("eta,phi\n0.01,9\n", "posterior.csv:2: phi must be a number of 0 to 2, not '9'"),
        ("eta\n", "has no draws"),
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


def test_the_shipped_posterior_has_enough_draws_of_every_uncertain_parameter() -> None:
    posterior = load_posterior()
    assert len(posterior) >= 200
    assert posterior.names == tuple(row.name for row in uncertain_parameters())
    assert posterior.record["seed"] == 1


def test_the_defaults_lie_in_the_middle_of_the_shipped_posterior() -> None:
    posterior = load_posterior()
    table = parameter_table()
    assert set(posterior.names) == {row.name for row in uncertain_parameters()}
    assert len(posterior) >= 200
    low, high = np.quantile(posterior.draws, [0.05, 0.95], axis=0)
    for name, least, most in zip(posterior.names, low, high, strict=True):
        assert least <= table[name].value <= most, name


def test_the_shipped_posterior_says_how_it_was_made() -> None:
    record = load_posterior().record
    assert record["points_simulated"] == Waves().total
    assert record["draws"] == len(load_posterior())
    assert set(record["versions"]) == {"mentorsim", "python", "numpy", "scipy", "numba"}
    facts = {fact.id for fact in read_facts()}
    assert facts | {"C10 also"} == set(record["facts"])
    for one in record["facts"].values():
        low, high = one["band"]
        assert low <= one["simulated"][1] <= high


def test_no_two_parameters_go_together_that_the_facts_do_not_tie() -> None:
    posterior = load_posterior()
    told = set(posterior.record["identified"])
    free = [place for place, name in enumerate(posterior.names) if name not in told]
    together = np.corrcoef(posterior.draws[:, free], rowvar=False) - np.eye(len(free))
    assert np.abs(together).max() < 0.5
    assert np.sqrt(np.mean(together**2)) < 0.12
