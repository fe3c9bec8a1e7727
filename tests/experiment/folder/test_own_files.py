"""A results folder's own files are read as carefully as a user's, and nobody else's are touched."""

import json

import pytest

from mentorsim import files
from mentorsim.errors import UserError
from mentorsim.experiment.folder.compacting import compact
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.sweep_results import read_results
from tests.experiment.planning import planned, run_sweep


@pytest.fixture
def plan():
    return planned({"program.mentors": [5, 10]}, replications=2)


@pytest.fixture
def folder(tmp_path, plan):
    """Make a folder with the results of a small sweep."""
    run_sweep(plan, tmp_path / "made", executor="serial")
    return tmp_path / "made"


def edit_record(folder, change):
    path = ResultsPaths(folder).run
    record = json.loads(path.read_text())
    change(record)
    path.write_text(json.dumps(record))


@pytest.mark.parametrize(
    "field", ["title", "policies", "max_replications", "fingerprint", "written", "reported", "seed"]
)
def test_a_field_that_the_record_lacks_is_named(folder, plan, field):
    edit_record(folder, lambda record: record.pop(field))
    with pytest.raises(UserError, match=f"'{field}' is missing; take the file from a copy"):
        read_results(folder)
    with pytest.raises(UserError, match=field):
        run_sweep(plan, folder, executor="serial", resume=True)


@pytest.mark.parametrize("field", ["vary", "design"])
def test_a_field_that_the_experiment_lacks_is_named(folder, field):
    edit_record(folder, lambda record: record["experiment"].pop(field))
    with pytest.raises(UserError, match=f"'experiment.{field}' is missing; take the file from a copy"):
        read_results(folder)


def test_a_part_whose_columns_have_no_readable_names_is_no_whole_part(folder):
    (part,) = (folder / "parts").glob("*.parquet")
    content = part.read_bytes()
    assert b"point" in content
    part.write_bytes(content.replace(b"point", b"\xffoint"))
    with pytest.raises(UserError, match="is not a whole Parquet file"):
        read_results(folder).runs()


@pytest.mark.parametrize(
    ("field", "value"), [("policies", "all"), ("max_replications", 0), ("written", []), ("files", {"a": 1})]
)
def test_a_field_of_another_kind_is_named(folder, field, value):
    edit_record(folder, lambda record: record.update({field: value}))
    with pytest.raises(UserError, match=f"'{field}.*holds something else"):
        read_results(folder)


@pytest.mark.parametrize("name", ["design.csv", "experiment.yaml", "scenario.yaml"])
def test_a_lost_description_is_written_again_on_resume(folder, plan, name):
    before = (folder / name).read_bytes()
    (folder / name).unlink()
    run_sweep(plan, folder, executor="serial", resume=True)
    assert (folder / name).read_bytes() == before


def test_a_lost_design_says_that_resume_writes_it(folder):
    (folder / "design.csv").unlink()
    with pytest.raises(UserError, match="--resume writes it again"):
        read_results(folder)


@pytest.mark.parametrize(
    ("text", "line"),
    [("sample,point,program.mentors\n0,one,5\n", 2), ("sample,place,program.mentors\n0,0,5\n", 1)],
)
def test_a_damaged_design_is_named_with_its_line(folder, text, line):
    (folder / "design.csv").write_text(text)
    with pytest.raises(UserError, match="is damaged") as caught:
        read_results(folder)
    assert caught.value.line == line


def test_a_copy_among_the_parts_is_not_read_and_is_named(folder, plan):
    first = ResultsPaths(folder).existing_parts()[0]
    copy = first.with_name("part-copy.parquet")
    copy.write_bytes(first.read_bytes())
    with pytest.warns(UserWarning, match=r"1 files .* part-copy\.parquet"):
        read = read_results(folder)
    assert len(read.runs()) == 2 * 2 * len(read.policies)
    with pytest.warns(UserWarning, match="part-copy"):
        run_sweep(plan, folder, executor="serial", resume=True)
    assert copy.exists()


def test_resume_deletes_only_temporary_files_of_its_own(folder, plan):
    others = [folder / ".my-notes.txt", folder / ".pre-commit-config.yaml", folder / "parts" / ".a-b.parquet"]
    for path in others:
        path.write_text("mine")
    own = files._temporary(ResultsPaths(folder).existing_parts()[0])
    own.write_text("half a part")
    run_sweep(plan, folder, executor="serial", resume=True)
    assert not own.exists()
    assert all(path.read_text() == "mine" for path in others)


def test_compact_follows_no_link_out_of_the_folder(folder, tmp_path):
    (tmp_path / "victim").write_text("precious")
    (folder / "runs.csv").symlink_to(tmp_path / "victim")
    compact(read_results(folder))
    assert (tmp_path / "victim").read_text() == "precious"
    assert (folder / "runs.csv").read_text().startswith('"run_id"')


def test_fewer_replications_on_resume_do_not_shrink_the_record(folder, plan):
    more = planned({"program.mentors": [5, 10]}, replications=3)
    run_sweep(more, folder, executor="serial", resume=True)
    assert read_results(folder).replications == 3
    run_sweep(plan, folder, executor="serial", resume=True)
    assert read_results(folder).replications == 3
