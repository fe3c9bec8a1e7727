"""What is varied and no policy notices is refused; what only some notice is said."""

import pytest

from mentorsim.api.sweep import sweep
from mentorsim.errors import ScenarioError
from tests.experiment.planning import planned
from tests.experiment.studies import study

OWN_MENTORS = {
    "nothing": "none",
    "few": {"mentors": 5, "costs": {"value_per_retained": 100}},
    "many": {"mentors": 25, "costs": {"value_per_retained": 200}},
}


def own(**policies):
    return study(policies={**OWN_MENTORS, **policies})


@pytest.mark.parametrize(
    ("values", "design", "samples"),
    [([5, 10], "grid", None), ([10], "grid", None), ("integers(5, 10)", "latin_hypercube", 4)],
)
def test_a_factor_that_every_policy_sets_itself_is_refused_with_what_to_vary_instead(values, design, samples):
    with pytest.raises(ScenarioError, match=r"program\.mentors: has no effect.*'few' and 'many'") as found:
        planned({"program.mentors": values}, scenario=own(), design=design, samples=samples)
    assert "vary policies.few.mentors and policies.many.mentors" in str(found.value)


def test_a_factor_that_some_policies_set_themselves_is_noted(tmp_path):
    scenario = own(planned={})
    plan = planned({"program.mentors": [5, 10]}, scenario=scenario, replications=1)
    assert len(plan.notes) == 1
    assert "not in 'few' and 'many'" in plan.notes[0]
    with pytest.warns(UserWarning, match="not in 'few' and 'many'"):
        sweep(scenario, {"program.mentors": [5, 10]}, replications=1, out=tmp_path / "out")
    assert "not in 'few' and 'many'" in (tmp_path / "out" / "log.txt").read_text()


def test_only_policies_that_are_run_count():
    scenario = own(planned={})
    assert planned({"program.mentors": [5, 10]}, scenario=scenario, policies=["planned"]).notes == ()
    with pytest.raises(ScenarioError, match=r"has no effect.*'few'"):
        planned({"program.mentors": [5, 10]}, scenario=scenario, policies=["few"])
    with pytest.raises(ScenarioError, match="'many' is not run"):
        planned({"policies.many.mentors": [5, 10]}, scenario=scenario, policies=["few"])


def test_a_part_of_a_section_that_a_policy_changes_elsewhere_has_its_effect():
    scenario = own(trained={"training": {"topics": ["listening"]}})
    assert planned({"program.training.hours": [1, 2]}, scenario=scenario).notes == ()


def test_a_program_is_not_varied_where_only_the_control_runs():
    with pytest.raises(ScenarioError, match="only 'nothing' is run"):
        planned({"program.mentors": [5, 10]}, policies=["nothing"])


def test_what_only_the_control_reads_is_said():
    vary = {"program.costs.value_per_retained": [10, 20]}
    with pytest.raises(ScenarioError, match="has no effect"):
        planned(vary, scenario=own())
    (note,) = planned(vary, scenario=own(), outcomes=["net_benefit"]).notes
    assert "for 'nothing' alone" in note


def test_one_value_that_the_scenario_has_anyway_is_no_mistake():
    assert (
        planned({"program.mentors": [15], "program.mentees_per_mentor": [1, 2]}, scenario=own()).notes == ()
    )
