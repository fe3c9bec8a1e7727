"""All uncertain parameters at once: over their priors, or as the samples that come with mentorsim."""

from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import ScenarioError
from mentorsim.experiment.design.experiment import experiment_from_options
from mentorsim.experiment.design.factors import varied_by_option
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.posterior import load_posterior
from mentorsim.scenario.prior import quantiles, uncertain_parameters
from tests.experiment.planning import planned
from tests.experiment.studies import study


def test_the_word_uncertain_stands_for_every_uncertain_parameter_over_its_prior():
    plan = planned({"parameters": "uncertain"}, design="latin_hypercube", samples=5, replications=1)
    rows = uncertain_parameters()
    assert [factor.path for factor in plan.design.factors] == [f"parameters.{row.name}" for row in rows]
    assert plan.design.units is not None
    expected = quantiles(rows, plan.design.units)
    np.testing.assert_allclose(np.array(plan.design.points, dtype=float), expected, rtol=1e-12, atol=1e-12)


def test_what_is_said_of_one_parameter_itself_goes_before():
    vary = {"parameters": "uncertain", "parameters.take_up": "uniform(0, 1)", "take_up_need": [0.5]}
    plan = planned(vary, design="latin_hypercube", samples=3, replications=1)
    written = {factor.path: factor.written() for factor in plan.design.factors}
    assert len(written) == len(uncertain_parameters())
    assert written["parameters.take_up"] == {"uniform": [0, 1]}
    assert written["parameters.take_up_need"] == [0.5]


def test_the_command_line_says_it_as_well():
    path, values = varied_by_option("parameters=uncertain")
    plan = planned({path: values}, design="morris", samples=1, replications=1)
    assert len(plan.design.samples) == len(uncertain_parameters()) + 1


def test_another_word_in_its_place_is_a_mistake():
    with pytest.raises(ScenarioError, match="over the word uncertain"):
        planned({"parameters": "unsure"})
    with pytest.raises(ScenarioError, match="parameters: take_up: the design grid needs a list"):
        planned({"parameters": "uncertain"})


def test_points_may_be_the_samples_that_come_with_mentorsim():
    experiment, places = experiment_from_options("scenario", {}, {"points": "posterior", "replications": 1})
    design = prepare(experiment, places, Path(), scenario=study()).design
    posterior = load_posterior()
    assert [factor.path for factor in design.factors] == [f"parameters.{name}" for name in posterior.names]
    points = np.array(design.points, dtype=float)
    np.testing.assert_array_equal(points[design.samples], posterior.samples)
    assert len(np.unique(points, axis=0)) == len(points) == len(posterior)


def test_a_file_of_that_name_goes_before_the_samples(tmp_path):
    (tmp_path / "posterior").write_text("take_up\n0.5\n")
    experiment, places = experiment_from_options("scenario", {}, {"points": "posterior", "replications": 1})
    assert prepare(experiment, places, tmp_path, scenario=study()).design.points == ((0.5,),)
