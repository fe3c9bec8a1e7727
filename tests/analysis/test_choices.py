"""Choosing among designs, from real runs: ranking, Pareto front, discovery, export to the EMA workbench."""

import io
import json
import tarfile

import numpy as np
import pandas as pd
import pytest

import mentorsim as ms
from mentorsim.analysis.prim import find_box
from mentorsim.analysis.subject import subject_of
from mentorsim.api.sweep import sweep
from mentorsim.errors import UserError
from tests.cli.commands import run
from tests.experiment.studies import FailingModel, study

VARY = {
    "program.mentors": "integers(2, 20)",
    "program.focus": ["tutoring", "social"],
    "friendships.mean_degree": "uniform(1, 8)",
}


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    """Thirty sampled designs of three policies."""
    folder = tmp_path_factory.mktemp("sampled") / "out"
    return sweep(
        study(), VARY, out=folder, design="latin_hypercube", samples=30, replications=4, workers=1,
        outcomes=["retention", "gpa", "cost", "mentor_gpa"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def selected(tmp_path_factory):
    """A sweep that selects, in which `gap` fails now and then."""
    folder = tmp_path_factory.mktemp("selected") / "out"
    select = {"outcome": "gpa", "replications_in_all": 150, "first": 8, "worthwhile": 0.01}
    vary = {"program.mentors": [1, 5, 10, 15]}
    outcomes = ["gpa", "cost"]
    return sweep(study(), vary, out=folder, workers=1, select=select, outcomes=outcomes, model=FailingModel)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A folder of `compare`: policies are the alternatives."""
    folder = tmp_path_factory.mktemp("compared") / "out"
    ms.compare(study(), replications=30, workers=1, out=folder, outcomes=["retention", "gpa", "cost"])
    return ms.read_results(folder)


def test_ranking_is_of_all_policies_at_all_points_and_a_control_that_nothing_touches_is_one(
    compared, sampled
):
    table = ms.analyze(compared, ["ranking"]).table("ranking")
    gpa = table[table["outcome"] == "gpa"]
    assert sorted(gpa["policy"]) == ["gap", "nothing", "random"]
    assert gpa["rank"].tolist() == [1, 2, 3]
    assert gpa["probability_best"].sum() == pytest.approx(1.0)
    found = ms.analyze(sampled, ["ranking"], outcomes=["gpa"]).table("ranking")
    assert len(found) == 90


def test_the_mean_and_the_difference_are_those_of_the_runs(compared):
    table = ms.analyze(compared, ["ranking"], outcomes=["gpa"]).table("ranking").set_index("policy")
    runs = compared.runs(["gpa"]).pivot(index="replication", columns="policy", values="gpa")
    leader = table.index[0]
    for policy, row in table.iterrows():
        assert row["estimate"] == pytest.approx(runs[policy].mean())
        if policy != leader:
            assert row["difference"] == pytest.approx((runs[policy] - runs[leader]).mean())


def test_differences_below_what_is_worthwhile_are_as_good(compared):
    table = ms.analyze(compared, ["ranking"], outcomes=["gpa"], worthwhile={"gpa": 3.0}).table("ranking")
    assert table["standing"].tolist()[1:] == ["as good"] * 2
    assert (table["probability_good"] == 1.0).all()


def test_no_program_costs_nothing_and_is_on_the_front(compared):
    found = ms.analyze(compared, ["pareto"], worthwhile={"gpa": 0.001}, front=["gpa", "cost"])
    table = found.table("pareto").set_index("policy")
    assert table.loc["nothing", "standing"] == "on the front"
    assert table.loc["nothing", "share_on_front"] == 1.0
    means = found.table("pareto_outcomes").pivot(index="policy", columns="outcome", values="estimate")
    assert means.loc["nothing", "cost"] == 0.0
    assert set(means.columns) == {"gpa", "cost"}


def test_the_page_says_which_differences_count_for_nothing_on_a_front(compared):
    told = run("analyze", compared.folder, "--what", "pareto", "--front", "gpa", "--front", "cost")
    by_default = subject_of(compared).worthwhile["gpa"]
    assert f"{by_default:.3f} grade points of GPA or less counts for nothing here" in " ".join(
        told.stdout.split()
    )
    options = ("--worthwhile", "gpa=0.25", "--front", "gpa", "--front", "cost")
    told = run("analyze", compared.folder, "--what", "pareto", *options)
    assert "0.250 grade points of GPA or less counts for nothing here" in " ".join(told.stdout.split())


def test_the_rounds_of_a_selection_are_told_again_from_its_rows(selected):
    found = ms.analyze(selected, ["ranking"])
    rounds = found.table("selection_rounds")
    replications = selected.runs([]).groupby("point")["replication"].nunique()
    assert rounds["replications_in_all"].iloc[-1] == replications.sum()
    assert rounds["replications_each"].iloc[-1] == replications.max()
    ranking = found.table("ranking")
    assert set(ranking["policy"]) == {"random", "gap"}
    assert (ranking.loc[ranking["outcome"] == "gpa", "worthwhile"] == 0.01).all()
    assert not any("not in the folder" in note for note in found.notes)
    log = (selected.folder / "log.txt").read_text()
    assert f"{rounds['replications_in_all'].iloc[-1]} replications so far" in log


def test_a_front_after_a_selection_rests_on_the_replications_that_all_have(selected):
    table = ms.analyze(selected, ["pareto"]).table("pareto")
    assert len(table) == 8
    assert 2 <= table["n"].iloc[0] <= 8


def test_boxes_describe_the_designs_that_they_count(sampled):
    found = ms.analyze(sampled, ["discovery"], when="gpa of random minus nothing > 0.05")
    points = found.table("discovery_points")
    assert len(points) == 30
    wide = sampled.runs(["gpa"]).pivot(index=["point", "replication"], columns="policy", values="gpa")
    gain = (wide["random"] - wide["nothing"]).groupby("point").mean()
    np.testing.assert_array_equal(points["holds"], gain > 0.05)
    assert points["margin"].to_numpy() == pytest.approx(gain.to_numpy() - 0.05)
    boxes = found.table("boxes")
    limits = found.table("box_limits")
    first = limits[limits["box"] == 1]
    inside = np.ones(30, dtype=bool)
    for row in first.to_dict("records"):
        values = points[row["factor"]]
        if row["side"] == "without":
            inside &= ~values.isin(row["without"].split("; "))
        else:
            inside &= values > row["at"] if row["side"] == "above" else values < row["at"]
    assert boxes["points"].iloc[0] == inside.sum()
    assert boxes["density"].iloc[0] == pytest.approx(points["holds"][inside].mean())


def test_discovery_without_a_condition_asks_where_each_policy_is_best(sampled):
    found = ms.analyze(sampled, ["discovery"], outcomes=["gpa"])
    asked = set(found.table("discovery_points")["when"]) | {
        note.partition(":")[0] for note in found.findings["discovery"].notes
    }
    assert {f"{policy} is best in gpa" for policy in ("nothing", "random", "gap")} <= asked


def test_what_does_not_fit_is_said(compared):
    found = ms.analyze(compared)
    assert "discovery" in found.not_done
    with pytest.raises(UserError, match="did you mean 'random'"):
        ms.analyze(compared, ["ranking"], policies=["randm"])


def test_the_command_prints_pages_writes_tables_and_draws(sampled, tmp_path):
    shown = run(
        "analyze", sampled.folder, "--what", "ranking", "--what", "pareto", "--what", "discovery",
        "--when", "gpa of random minus nothing > 0.05", "--worthwhile", "gpa=0.01", "--front", "gpa",
        "--front", "cost", "--out", tmp_path / "out", "--export-ema", tmp_path / "ema.tar.gz",
    )  # fmt: skip
    assert shown.exit_code == 0, shown.stderr
    assert "Box 1: where" in shown.stdout
    assert "on the front" in shown.stdout
    assert "The first is the best with probability" in shown.stdout
    assert "90 rows are in" in shown.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"ranking.csv", "ranking_gpa.png", "pareto.csv", "pareto_outcomes.csv", "pareto.svg"} <= names
    assert {"boxes.csv", "box_limits.csv", "box_peeling.csv", "discovery_points.csv"} <= names
    assert "discovery_gpa_of_random_minus_nothing___0_05.png" in names
    assert pd.read_csv(tmp_path / "out" / "ranking.csv")["rank"].min() == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--when", "random wins"], 'must be like "POLICY is best in OUTCOME"'),
        (["--worthwhile", "gpa"], "--worthwhile must be like retention=0.01"),
        (["--worthwhile", "gpa=-1"], "must be more than 0"),
        (["--worthwhile", "gap=1"], "no outcome 'gap'; did you mean 'gpa'?"),
        (["--front", "gap"], "no outcome 'gap'; did you mean 'gpa'?"),
    ],
)
def test_wrong_options_are_one_sentence(sampled, options, sentence):
    found = run("analyze", sampled.folder, *options)
    assert found.exit_code == 2
    assert sentence in found.stderr
    assert "Traceback" not in found.stderr


def test_an_export_has_the_layout_that_the_ema_workbench_reads(sampled, tmp_path):
    path = tmp_path / "out.tar.gz"
    assert ms.analyze(sampled, ["ranking"], outcomes=["gpa", "mentor_gpa"]).export_ema(path) == 90
    with tarfile.open(path, "r:gz") as archive:
        texts = {name: archive.extractfile(name).read().decode() for name in archive.getnames()}
    assert list(texts) == ["experiments.csv", "gpa.cls", "mentor_gpa.cls", "metadata.json"]
    metadata = json.loads(texts["metadata.json"])
    assert metadata["version"] == 0.1
    assert metadata["outcomes"] == [["ScalarOutcome", name, f"{name}.cls"] for name in ("gpa", "mentor_gpa")]
    experiments = pd.read_csv(io.StringIO(texts["experiments.csv"]))
    assert list(experiments.columns) == list(metadata["experiments"])
    assert metadata["experiments"] == {
        "program.mentors": "int64",
        "program.focus": "category",
        "friendships.mean_degree": "float64",
        "scenario": "int64",
        "policy": "category",
        "model": "category",
    }
    gpa = pd.read_csv(io.StringIO(texts["gpa.cls"]), header=None)[0]
    mentors = pd.read_csv(io.StringIO(texts["mentor_gpa.cls"]), header=None)[0]
    assert len(gpa) == len(mentors) == len(experiments) == 90
    means = sampled.runs(["gpa"]).groupby(["point", "policy"])["gpa"].mean()
    expected = [means[key] for key in zip(experiments["scenario"], experiments["policy"], strict=True)]
    assert gpa.to_numpy() == pytest.approx(np.array(expected))


def test_the_ema_workbench_opens_an_export(sampled, tmp_path):
    workbench = pytest.importorskip("ema_workbench")
    path = tmp_path / "out.tar.gz"
    ms.analyze(sampled, ["ranking"], outcomes=["gpa", "retention"]).export_ema(path)
    experiments, outcomes = workbench.load_results(str(path))
    assert len(experiments) == 90
    assert str(experiments["policy"].dtype) == "category"
    assert {name: values.shape for name, values in outcomes.items()} == {"gpa": (90,), "retention": (90,)}


def test_the_prim_of_an_analysis_is_the_prim_of_its_points(sampled):
    """What is found through the folder is what PRIM finds in the table of its points."""
    from mentorsim.analysis.discovery import dimensions_of

    found = ms.analyze(sampled, ["discovery"], when="gpa of random minus nothing > 0.05")
    hits = found.table("discovery_points")["holds"].to_numpy()
    box, _ = find_box(dimensions_of(sampled.design, np.ones(30, dtype=bool)), hits)
    assert found.table("boxes")["points"].iloc[0] == box.points
