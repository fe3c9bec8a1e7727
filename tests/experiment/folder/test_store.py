import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from mentorsim.api.compare import compare
from mentorsim.errors import UserError
from mentorsim.experiment.folder.identity import fingerprint_of, identity_of
from mentorsim.experiment.folder.store import ResultsFolder
from mentorsim.experiment.plan import make_plan
from mentorsim.experiment.sweep_plan import comparison_plan
from mentorsim.scenario import load_scenario
from mentorsim.statistics.stopping import StoppingRule
from tests.experiment.studies import FailingModel, InterruptedModel, study


def all_rows(folder):
    tables = [pq.read_table(path) for path in sorted((folder / "parts").glob("*.parquet"))]
    rows = [row for table in tables for row in table.to_pylist()]
    return sorted(rows, key=lambda row: (row["replication"], row["policy"]))


def assert_same_rows(one, other):
    assert [row["run_id"] for row in one] == [row["run_id"] for row in other]
    assert one == other


def test_a_part_holds_one_tidy_row_per_run(tmp_path):
    compare(study(), replications=4, workers=1, out=tmp_path / "results", model=FailingModel, by=["major"])
    rows = all_rows(tmp_path / "results")
    assert len(rows) == 12
    assert len({row["run_id"] for row in rows}) == 12
    failed = [row for row in rows if row["error"] is not None]
    assert [(row["replication"], row["policy"]) for row in failed] == [(1, "gap")]
    assert failed[0]["retention"] is None
    whole = rows[0]
    assert 0.0 < whole["retention"] <= 1.0
    assert whole["weekly_enrolled"][-1] == pytest.approx(whole["retention"])
    assert whole["gpa[major=law]"] is not None
    assert not list((tmp_path / "results").rglob(".*"))


def test_the_folder_says_what_was_run(tmp_path):
    scenario = study()
    compare(scenario, replications=3, workers=1, out=tmp_path, seed=5)
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["seed"] == 5
    assert record["policies"] == ["nothing", "random", "gap"]
    assert record["baseline"] == record["control"] == "nothing"
    assert set(record["versions"]) >= {"python", "numpy", "mesa", "numba"}
    again = load_scenario(tmp_path / "scenario.yaml")
    assert again.cohort == scenario.cohort
    assert again.policies == scenario.policies
    assert (tmp_path / "summary.csv").read_text().startswith("outcome,policy,unit,direction,mean,")
    assert json.loads((tmp_path / "comparison.json").read_text())["replications"] == 3


def test_resuming_does_only_what_is_missing_and_ends_like_an_undisturbed_run(tmp_path):
    scenario = study()
    undisturbed = compare(scenario, replications=9, workers=1, out=tmp_path / "one", model=FailingModel)
    compare(scenario, replications=4, workers=1, out=tmp_path / "two", model=FailingModel)
    resumed = compare(
        scenario, replications=9, workers=2, out=tmp_path / "two", resume=True, model=FailingModel
    )
    assert_same_rows(all_rows(tmp_path / "one"), all_rows(tmp_path / "two"))
    assert undisturbed.to_json() == resumed.to_json()
    assert (tmp_path / "one" / "summary.csv").read_text() == (tmp_path / "two" / "summary.csv").read_text()


def test_after_control_c_the_finished_replications_are_kept(tmp_path):
    scenario = study()
    stopped = compare(scenario, replications=8, workers=1, out=tmp_path, model=InterruptedModel)
    assert stopped.interrupted
    assert stopped.replications == 4
    assert "Ctrl-C" in stopped.warnings[0]
    assert sorted({row["replication"] for row in all_rows(tmp_path)}) == [0, 1, 2, 3]


def test_a_resumed_comparison_may_want_fewer_replications(tmp_path):
    scenario = study()
    compare(scenario, replications=6, workers=1, out=tmp_path)
    fewer = compare(scenario, replications=4, workers=1, out=tmp_path, resume=True)
    assert fewer.to_json() == compare(scenario, replications=4, workers=1).to_json()


def test_an_existing_folder_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="exists already"):
        compare(study(), replications=1, workers=1, out=tmp_path)
    with pytest.raises(UserError, match=r"no run\.json"):
        compare(study(), replications=1, workers=1, out=tmp_path, resume=True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("scenario", "options", "name"),
    [
        (study(institution__typical_grade=2.5), {}, r"institution\.typical_grade \(2\.98 there, 2\.5 now\)"),
        (study(), {"seed": 12}, r"seed \(11 there, 12 now\)"),
        (study(), {"baseline": "random"}, "baseline"),
        (study(), {"policies": ["gap"]}, "policies"),
        (study(), {"by": ["major"]}, "by"),
        (study(), {"model": FailingModel}, "model"),
    ],
)
def test_a_folder_of_another_comparison_is_refused_with_the_difference(tmp_path, scenario, options, name):
    compare(study(), replications=1, workers=1, out=tmp_path)
    with pytest.raises(UserError, match=name):
        compare(scenario, replications=2, workers=1, out=tmp_path, resume=True, **options)


def test_a_folder_made_by_other_code_is_refused(tmp_path, monkeypatch):
    compare(study(), replications=1, workers=1, out=tmp_path)
    monkeypatch.setattr("mentorsim.experiment.folder.identity.code_digest", lambda: "another")
    with pytest.raises(UserError, match="another state of mentorsim's code"):
        compare(study(), replications=2, workers=1, out=tmp_path, resume=True)


def test_a_change_that_changes_no_run_is_no_other_comparison(tmp_path):
    compare(study(), replications=2, workers=1, out=tmp_path)
    renamed = study(title="Another title", run__max_replications=77)
    assert compare(renamed, replications=3, workers=1, out=tmp_path, resume=True).replications == 3


def test_a_truncated_part_is_named(tmp_path):
    compare(study(), replications=2, workers=1, out=tmp_path)
    part = next((tmp_path / "parts").iterdir())
    part.write_bytes(part.read_bytes()[:-50])
    with pytest.raises(UserError, match=f"{part.name}.*not a whole Parquet file"):
        compare(study(), replications=3, workers=1, out=tmp_path, resume=True)
    part.unlink()
    assert compare(study(), replications=3, workers=1, out=tmp_path, resume=True).replications == 3


def test_a_part_of_other_results_is_named(tmp_path):
    compare(study(), replications=2, workers=1, out=tmp_path / "one")
    compare(study(), replications=2, workers=1, out=tmp_path / "two", seed=99)
    foreign = next((tmp_path / "two" / "parts").iterdir())
    foreign.rename(tmp_path / "one" / "parts" / "part-00009-abcdabcd.parquet")
    with pytest.raises(UserError, match=r"part-00009-abcdabcd.*belongs to other results"):
        compare(study(), replications=3, workers=1, out=tmp_path / "one", resume=True)


def test_a_folder_that_was_stopped_before_its_first_row_is_begun_again(tmp_path):
    ResultsFolder(tmp_path, comparison_plan(make_plan(study()), StoppingRule(None, 1))).close()
    (tmp_path / "run.json").unlink()
    assert compare(study(), replications=1, workers=1, out=tmp_path, resume=True).replications == 1


def test_a_place_that_cannot_be_written_is_said_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write to the results folder"):
        compare(study(), replications=1, workers=1, out=tmp_path / "file" / "results")


def test_rows_come_back_from_parts_as_they_were(tmp_path):
    kept = compare(study(), replications=3, workers=1, out=tmp_path, model=FailingModel)
    sweep = comparison_plan(kept.plan, StoppingRule(None, 3))
    folder = ResultsFolder(tmp_path, sweep, resume=True)
    back = folder.rows()
    folder.close()
    assert back is not None
    assert back.columns == kept.rows.columns
    assert [str(one) for one in back.failures] == [str(one) for one in kept.rows.failures]
    np.testing.assert_array_equal(back.values, kept.rows.values)
    np.testing.assert_array_equal(back.weekly, kept.rows.weekly)


def test_a_file_that_the_scenario_names_counts_by_its_content(tmp_path):
    network = tmp_path / "friends.csv"
    network.write_text("first,second\n")
    plan = make_plan(study(friendships={"file": str(network)}))
    before = fingerprint_of(identity_of(plan))
    assert fingerprint_of(identity_of(plan)) == before
    network.write_text("first,second\nfirst-year 1,first-year 2\n")
    assert fingerprint_of(identity_of(plan)) != before
