"""The choice by the value of a student retained, at each design point of a sweep."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from mentorsim.analysis.acceptability import reason_against
from mentorsim.api.analyze import Analyses, analyze
from mentorsim.api.sweep import sweep
from mentorsim.experiment.replicate import FIRST_YEARS
from mentorsim.experiment.sweep_results import SweepResults, read_results
from tests.experiment.studies import STUDY


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> SweepResults:
    return read_results(_swept(tmp_path_factory.mktemp("sweep")))


@pytest.fixture(scope="module")
def analyses(results: SweepResults) -> Analyses:
    return analyze(results, what=["acceptability"])


def test_a_part_of_the_frontier_is_the_policy_with_the_highest_net_benefit(
    results: SweepResults, analyses: Analyses
) -> None:
    frontier = analyses.findings["acceptability"].tables["frontier"]
    runs = results.runs(["retention", "cost", FIRST_YEARS])
    runs["retained"] = runs["retention"] * runs[FIRST_YEARS]
    for point, parts in frontier.groupby("point"):
        means = runs[runs["point"] == point].groupby("policy")[["retained", "cost"]].mean()
        ends = [*parts["from"].tolist()[1:], np.nan]
        assert parts["from"].iloc[0] == 0.0
        assert parts["to"].tolist()[:-1] == ends[:-1]
        assert np.isnan(parts["to"].iloc[-1])
        for policy, start, end in zip(parts["policy"], parts["from"], parts["to"], strict=True):
            middle = start + 1_000.0 if np.isnan(end) else (start + end) / 2.0
            benefit = middle * means["retained"] - means["cost"]
            assert benefit[policy] == pytest.approx(benefit.max())
            at_start = start * means["retained"] - means["cost"]
            assert at_start[policy] == pytest.approx(at_start.max(), abs=1e-6)


def test_the_chances_at_a_value_sum_to_one_and_only_costs_count_where_students_are_worth_nothing(
    analyses: Analyses,
) -> None:
    curves = analyses.findings["acceptability"].tables["acceptability"]
    assert curves["estimate"].between(0.0, 1.0).all()
    assert curves.groupby(["point", "value"])["estimate"].sum().to_numpy() == pytest.approx(1.0)
    free = curves[(curves["value"] == 0.0) & (curves["policy"] == "nothing")]
    assert free["estimate"].to_numpy() == pytest.approx(1.0)
    assert set(curves["point"]) == {0, 1}


def test_it_is_in_json(analyses: Analyses) -> None:
    tables = json.loads(analyses.to_json_text())["analyses"]["acceptability"]["tables"]
    assert {row["point"] for row in tables["frontier"]} == {0, 1}
    assert {"point", "value", "policy", "estimate"} <= set(tables["acceptability"][0])


def test_without_costs_or_a_second_policy_there_is_a_reason() -> None:
    def reason(policies: tuple[str, ...], outcomes: tuple[str, ...]) -> str | None:
        return reason_against(cast(SweepResults, SimpleNamespace(policies=policies, outcomes=outcomes)))

    assert reason(("nothing",), ("retention", "cost")) == "there is one policy, and nothing to choose from"
    assert reason(("nothing", "gap"), ("retention", "gpa")) == "the runs do not hold cost"
    assert reason(("nothing", "gap"), ("retention", "cost")) is None


def _swept(folder: Path) -> Path:
    scenario = folder / "study.yaml"
    scenario.write_text(STUDY, encoding="utf-8")
    sweep(
        {
            "scenario": str(scenario),
            "vary": {"program.mentors": [5, 15]},
            "policies": ["nothing", "random"],
            "outcomes": ["retention", "cost"],
            "replications": 6,
        },
        out=folder / "sweep",
        workers=1,
    )
    return folder / "sweep"
