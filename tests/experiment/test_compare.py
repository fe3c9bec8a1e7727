import csv
import io
import json

import numpy as np
import pytest

from mentorsim.api.compare import compare
from mentorsim.errors import ScenarioError, UserError
from tests.experiment.studies import AlwaysFailingModel, FailingModel, study


@pytest.fixture(scope="module")
def comparison():
    return compare(study(), replications=12, workers=1, by=["first_generation", "major"], model=FailingModel)


def test_the_json_has_the_promised_keys(comparison):
    found = json.loads(comparison.to_json_text())
    assert found["scenario"] == "A small college"
    assert found["seed"] == 11
    assert found["replications"] == 12
    assert found["failures"] == 4
    assert found["baseline"] == "nothing"
    assert found["interval"] == "simulation error"
    assert found["outcomes"]["retention"]["unit"] == "share"
    assert found["outcomes"]["retention"]["direction"] == "higher"
    assert set(found["policies"]) == {"nothing", "random", "gap"}
    assert set(found["policies"]["gap"]["gpa"]) >= {"mean", "low", "high", "probability_best"}
    assert set(found["differences"]) == {"random", "gap"}
    assert set(found["differences"]["gap"]["gpa"]) >= {
        "mean", "low", "high", "simultaneous_low", "simultaneous_high", "year_low", "year_high",
    }  # fmt: skip
    ratio = found["policies"]["gap"]["cost_per_retained"]
    assert ratio["mean"] is None
    assert ratio["reason"]


def test_differences_are_paired_and_leave_out_failed_replications(comparison):
    runs = comparison.runs
    whole = runs.groupby("replication").filter(lambda replication: replication["error"].isna().all())
    assert whole["replication"].nunique() == 8
    wide = whole.pivot(index="replication", columns="policy", values="gpa")
    stated = comparison.differences().set_index(["outcome", "policy"])["mean"]
    assert stated["gpa", "gap"] == pytest.approx((wide["gap"] - wide["nothing"]).mean())
    assert comparison.table().loc["gap", "gpa"] == pytest.approx(wide["gap"].mean())
    assert comparison.failures == 4
    assert any("gap: failed in 4 of 12" in warning for warning in comparison.warnings)
    assert len(comparison.failed_runs()) == 4


def test_a_comparison_does_not_depend_on_the_number_of_workers():
    scenario = study(run__until={"outcome": "gpa", "half_width": 0.08}, run__max_replications=120)
    one = compare(scenario, workers=1)
    two = compare(scenario, workers=2)
    assert one.replications in (50, 100, 120)
    assert one.to_json() == two.to_json()
    assert "half-width" in one.stopped


def test_permuting_or_leaving_out_policies_changes_no_mean():
    scenario = study()
    all_policies = compare(scenario, replications=6, workers=1, outcomes=["retention", "gpa"])
    fewer = compare(
        scenario, replications=6, workers=1, outcomes=["gpa", "retention"], policies=["gap", "nothing"]
    )
    assert fewer.policies == ("gap", "nothing")
    for outcome in ("retention", "gpa"):
        for policy in fewer.policies:
            assert fewer.table().loc[policy, outcome] == all_policies.table().loc[policy, outcome]


def test_the_control_is_always_compared():
    for chosen in (["gap"], ["none", "gap"], ["nothing", "gap", "gap"]):
        assert compare(study(), replications=2, workers=1, policies=chosen).policies == ("nothing", "gap")


def test_another_baseline_turns_the_differences_around():
    scenario = study()
    to_control = compare(scenario, replications=5, workers=1).differences().set_index(["outcome", "policy"])
    to_gap = compare(scenario, replications=5, workers=1, baseline="gap")
    assert to_gap.baseline == "gap"
    turned = to_gap.differences().set_index(["outcome", "policy"])
    assert turned.loc[("gpa", "nothing"), "mean"] == pytest.approx(-to_control.loc[("gpa", "gap"), "mean"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"policies": ["gaps"]}, "no policy 'gaps' to compare; did you mean 'gap'"),
        ({"baseline": "randomly"}, "no policy 'randomly'"),
        ({"by": ["majors"]}, "no attribute 'majors' to compare; did you mean 'major'"),
        ({"outcomes": ["retension"]}, "no outcome 'retension'; did you mean 'retention'"),
        ({"smallest_worthwhile": {"gpa": -1.0}}, "must be above 0"),
        ({"smallest_worthwhile": {"height": 1.0}}, "no outcome 'height'"),
        ({"replications": 0}, "replications must be 1 or more"),
        ({"workers": 0}, "workers must be 1 or more"),
    ],
)
def test_what_does_not_exist_is_refused_before_the_first_run(options, sentence):
    with pytest.raises(UserError, match=sentence):
        compare(study(), **{"replications": 2, "workers": 1, **options})


def test_what_would_matter_in_an_outcome_that_is_not_asked_for_is_no_mistake():
    scenario = study(outcomes=["retention"], run__smallest_worthwhile={"gpa": 0.05, "retention": 0.01})
    found = compare(scenario, replications=2, workers=1).summary.outcomes
    assert list(found) == ["retention"]
    assert found["retention"].smallest_worthwhile == 0.01


def test_an_unknown_outcome_of_a_scenario_is_refused_with_its_line():
    scenario = study(outcomes=["retention", "gpaa"])
    with pytest.raises(ScenarioError, match="did you mean 'gpa'"):
        compare(scenario, replications=1, workers=1)


def test_if_every_run_fails_the_first_error_is_said():
    with pytest.raises(UserError, match="every run failed; the first error: RuntimeError: never"):
        compare(study(), replications=2, workers=1, model=AlwaysFailingModel)


def test_too_few_places_are_a_warning():
    found = compare(study(program__mentors=3, program__mentees_per_mentor=2), replications=3, workers=1)
    assert [w for w in found.warnings if "too few places" in w and w.startswith(("random", "gap"))]
    enough = compare(study(program__mentees_per_mentor=12), replications=3, workers=1)
    assert not [warning for warning in enough.warnings if "too few places" in warning]


def test_small_groups_are_marked(comparison):
    groups = comparison.subgroups()
    sizes = groups.groupby(["attribute", "group"])[["students", "small"]].first()
    assert sizes.loc[("major", "music"), "small"]
    assert not sizes.loc[("major", "arts"), "small"]
    assert any(warning.startswith("major = music") for warning in comparison.warnings)
    two = sizes.loc["first_generation", "students"]
    assert two.sum() == pytest.approx(60)


def test_group_means_add_up_to_the_mean(comparison):
    groups = comparison.subgroups()
    chosen = groups[(groups["attribute"] == "first_generation") & (groups["outcome"] == "retention")]
    assert set(chosen["policy"]) == {"nothing", "random", "gap"}
    runs = comparison.runs
    for _, row in chosen.iterrows():
        replication = runs[(runs["policy"] == row["policy"]) & ~runs["replication"].isin([1, 4, 7, 10])]
        column = f"retention[first_generation={row['group']}]"
        assert row["mean"] == pytest.approx(replication[column].mean())


def test_helped_and_harmed_explain_the_difference_in_retention(comparison):
    helped = comparison.helped_and_harmed().set_index("policy")
    stated = comparison.differences().set_index(["outcome", "policy"])["mean"]
    for policy in ("random", "gap"):
        net = helped.loc[policy, "stayed_only_with"] - helped.loc[policy, "stayed_only_without"]
        assert net == pytest.approx(stated["retention", policy])


def test_a_policy_that_pairs_nobody_and_trains_nobody_equals_none(comparison):
    nobody = study(
        program__offer={"share": 0.0},
        program__training={"hours": 0, "topics": []},
        outcomes=["gpa", "retention"],
    )
    found = compare(nobody, replications=4, workers=1).differences()
    assert (found["mean"] == 0.0).all()


def test_the_csv_has_a_line_per_outcome_and_policy(comparison):
    every_line = list(csv.DictReader(io.StringIO(comparison.to_csv())))
    # Who got a place comes first: nothing of that is an outcome that was asked for.
    lines = [line for line in every_line if line["outcome"] in comparison.summary.outcomes]
    assert lines == every_line[-len(lines) :]
    assert len(lines) == 3 * len(comparison.summary.outcomes)
    gap = next(line for line in lines if line["outcome"] == "gpa" and line["policy"] == "gap")
    assert float(gap["difference_mean"]) == comparison.to_json()["differences"]["gap"]["gpa"]["mean"]
    control = next(line for line in lines if line["outcome"] == "gpa" and line["policy"] == "nothing")
    assert control["difference_mean"] == ""


def test_a_notebook_shows_every_policy_and_outcome(comparison):
    html = comparison._repr_html_()
    for name in (*comparison.policies, *comparison.summary.outcomes):
        assert name in html
    assert "over 12 replications" in repr(comparison)


def test_the_weekly_table_starts_with_everybody_and_ends_with_retention(comparison):
    weekly = comparison.weekly()
    last = weekly[weekly["week"] == weekly["week"].max()].set_index("policy")
    assert last.loc["gap", "enrolled"] == pytest.approx(comparison.table().loc["gap", "retention"], rel=1e-6)
    assert (weekly["enrolled"] <= 1.0).all()
    assert (np.diff(weekly[weekly["policy"] == "gap"]["enrolled"]) <= 1e-12).all()


def test_progress_is_told_until_all_is_done():
    seen = []
    compare(study(), replications=5, workers=1, progress=seen.append)
    assert seen[0].done == 0
    assert (seen[-1].done, seen[-1].expected) == (5, 5)
    assert [moment.done for moment in seen] == sorted(moment.done for moment in seen)


def test_a_gap_is_better_the_smaller_it_is():
    found = compare(study(outcomes=["equity_gap_gpa_first_generation"]), replications=40, workers=1)
    name = "equity_gap_gpa_first_generation"
    assert (found.table("low")[name] > 0.0).all()
    assert found.summary.outcomes[name].direction == "lower"
    # Eight replications have positive gaps on average too, but do not establish them: nothing is better or
    # worse.
    few = compare(study(outcomes=[name]), replications=8, workers=1)
    assert (few.table()[name] > 0.0).all()
    assert few.summary.outcomes[name].direction == "neither"
