"""Designs that do not fit a budget are flagged: in rows, in tables and in sentences."""

import numpy as np
import pandas as pd
import pytest

from mentorsim.api.compare import compare
from mentorsim.api.sweep import sweep
from mentorsim.errors import UserError
from mentorsim.experiment.budgets import planned_over_budget
from mentorsim.experiment.expected_cost import expected_uses
from mentorsim.report.page import comparison_page
from mentorsim.scenario import parse_scenario
from mentorsim.scenario.planned_cost import planned_uses
from tests.cli.commands import STUDY, run
from tests.experiment.planning import planned
from tests.experiment.studies import study


def test_every_run_says_whether_it_was_over_the_budget():
    means = compare(study(), replications=4, workers=1).runs.groupby("policy")["cost"].mean()
    amount = float(means[["random", "gap"]].mean())
    comparison = compare(study(budget=amount), replications=20, workers=1)
    runs = comparison.runs
    np.testing.assert_array_equal(runs["over_budget"], (runs["cost"] > amount).astype(float))
    assert not runs.loc[runs["policy"] == "nothing", "over_budget"].any()
    over = runs.groupby("policy")["over_budget"].mean()
    warned = [sentence for sentence in comparison.warnings if "over the budget" in sentence]
    assert len(warned) == int((over > 0).sum()) > 0
    for name in over.index[over > 0]:
        assert any(
            sentence.startswith(f"{name}: over the budget in {over[name]:.0%} of replications")
            for sentence in warned
        )
    assert f"Budget: {amount:,.0f} USD" in comparison_page(comparison, 100)
    told = {use["policy"]: use["share_over"] for use in comparison.to_json()["budget"]}
    assert told == pytest.approx({name: over[name] for name in ("random", "gap")})


def test_mentors_whom_there_are_not_count_as_well():
    comparison = compare(study(budget={"mentors": 14}), replications=2, workers=1)
    assert (comparison.runs.query("policy != 'nothing'")["over_budget"] == 1.0).all()
    assert any("15 mentors, where there are 14" in sentence for sentence in comparison.warnings)
    enough = compare(study(budget={"mentors": 15}), replications=2, workers=1)
    assert not enough.runs["over_budget"].any()
    assert not any("budget" in sentence for sentence in enough.warnings)


def test_without_a_budget_nothing_is_said_of_it():
    comparison = compare(study(), replications=2, workers=1)
    assert "over_budget" not in comparison.runs
    assert "Budget" not in comparison_page(comparison, 100)
    assert comparison.to_json()["budget"] == []


def test_a_budget_changes_no_run():
    with_one = compare(study(budget=1.0), replications=3, workers=1).runs
    without = compare(study(), replications=3, workers=1).runs
    shared = [name for name in without.columns if name != "run_id"]
    pd.testing.assert_frame_equal(with_one[shared], without[shared])


def test_a_sweep_flags_each_design(tmp_path):
    vary = {"program.mentors": [5, 10, 15]}
    results = sweep(study(budget={"mentors": 10}), vary, out=tmp_path, replications=2, policies=["gap"])
    over = results.runs(["over_budget"]).query("policy == 'gap'").groupby("point")["over_budget"].mean()
    assert over.tolist() == [0.0, 0.0, 1.0]
    plan = planned(vary, scenario=study(budget={"mentors": 10}), policies=["gap"])
    assert [(point, use.policy, use.over) for point, use in planned_over_budget(plan)] == [
        (2, "gap", ("5 mentors too many",))
    ]


def test_a_budget_may_be_varied_where_there_is_one(tmp_path):
    with pytest.raises(UserError, match="states no budget"):
        planned({"budget.amount": [1, 1e6]})
    vary = {"budget.amount": [1.0, 1e6]}
    results = sweep(study(budget=5), vary, out=tmp_path, replications=2, policies=["gap"])
    runs = results.runs(["over_budget"]).query("policy == 'gap'")
    assert runs.groupby("point")["over_budget"].mean().tolist() == [1.0, 0.0]


def test_commands_flag_what_may_not_fit_before_anything_is_run(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(STUDY + "budget: {mentors: 9}\n")
    checked = run("check", file)
    assert checked.exit_code == 0
    assert "Budget: 9 mentors" in checked.stdout
    assert checked.stdout.count("1 mentor too many") == 2
    dry = run("sweep", file, "program.mentors=8,9,12", "--dry-run")
    assert dry.exit_code == 0
    assert "at 1 of 3 design points a policy may need more" in dry.stdout
    assert "point 2, random: 3 mentors too many" in dry.stdout
    assert "Budget" not in run("check", file, "--set", "budget.mentors=10", "--set", "budget=null").stdout


def test_check_says_what_policies_cost_at_most_and_about(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(STUDY)
    expected = expected_uses(parse_scenario(f"{STUDY}budget: 1\n"))
    said = run("check", file, "--set", "budget=1").stdout
    assert "cost at most" in said
    assert "cost about" in said
    for name, use in expected.items():
        line = next(line for line in said.splitlines() if line.startswith(name))
        assert f"{use.cost:,.0f}" in line
        assert f"over in {use.replications} of {use.replications} replications" in line
    dear = max(use.cost for use in expected.values()) * 1.8
    uses = planned_uses(parse_scenario(f"{STUDY}budget: {dear:.0f}\n"))
    most = {use.policy: use.cost for use in uses if use.over}
    assert most, "the budget is to lie between what they cost and what they cost at most"
    said = run("check", file, "--set", f"budget={dear:.0f}").stdout
    for name in most:
        line = next(line for line in said.splitlines() if line.startswith(name))
        assert "fits in all" in line
        assert "may be up to" in line


def test_what_is_expected_is_the_mean_of_the_first_replications_of_compare():
    expected = expected_uses(study(budget=1.0))
    count = next(iter(expected.values())).replications
    costs = compare(study(), outcomes=["cost"], replications=count, workers=1).runs.groupby("policy")["cost"]
    for name, use in expected.items():
        assert use.cost == pytest.approx(costs.mean()[name])
