"""A full disk stops a sweep with a sentence; after space is made it ends as if nothing had been."""

import errno
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from mentorsim.errors import UserError
from mentorsim.experiment.folder import parts
from mentorsim.experiment.sweep_results import read_results
from tests.experiment.planning import planned, run_sweep, same_rows

NO_SPACE = r"no space left.*what was written is kept; free some space.*--resume"
BLOCK = 4096


@pytest.fixture
def undisturbed(tmp_path, monkeypatch):
    """A sweep of 36 runs in four parts, and its plan."""
    monkeypatch.setattr("mentorsim.experiment.folder.store.RUNS_PER_PART", 9)
    plan = planned(replications=4)
    run_sweep(plan, tmp_path / "undisturbed", executor="serial")
    return plan


@contextmanager
def small_disk(folder, size):
    """Mount a disk of so many bytes, which only lives in memory; skip where that is not allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small disk")
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def size_on_disk(folder):
    """Return the bytes of the blocks that the files in a folder take."""
    return sum(-(-path.stat().st_size // BLOCK) * BLOCK for path in Path(folder).rglob("*") if path.is_file())


def test_a_disk_that_fills_up(tmp_path, undisturbed):
    disk, other = tmp_path / "disk", 64 * BLOCK
    needed = size_on_disk(tmp_path / "undisturbed")
    part = size_on_disk(tmp_path / "undisturbed" / "parts") // 4
    with small_disk(disk, needed + other):
        # Somebody else's file leaves room for two and a half parts.
        (disk / "other").write_bytes(bytes(other + part + part // 2))
        with pytest.raises(UserError, match=NO_SPACE):
            run_sweep(undisturbed, disk / "out", executor="local", workers=2)
        there = read_results(disk / "out").runs_there
        assert 0 < there < 36
        with pytest.raises(UserError, match=NO_SPACE):
            run_sweep(undisturbed, disk / "out", executor="serial", resume=True)
        assert read_results(disk / "out").runs_there >= there
        (disk / "other").unlink()
        run_sweep(undisturbed, disk / "out", executor="serial", resume=True)
        same_rows(tmp_path / "undisturbed", disk / "out")
        assert not [path for path in (disk / "out").rglob(".*") if path.is_file()]


def test_a_disk_that_is_full_from_the_beginning(tmp_path, undisturbed):
    disk = tmp_path / "disk"
    with small_disk(disk, 16 * BLOCK):
        (disk / "other").write_bytes(bytes(13 * BLOCK))
        with pytest.raises(UserError, match=NO_SPACE):
            run_sweep(undisturbed, disk / "out", executor="serial")
        (disk / "other").unlink()
        with pytest.raises(UserError, match=NO_SPACE):  # it holds the design, but not all parts
            run_sweep(undisturbed, disk / "out", executor="serial", resume=True)


def test_files_that_may_not_grow(tmp_path, undisturbed, monkeypatch):
    resource = pytest.importorskip("resource", reason="sizes of files cannot be limited here")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    write, written = parts.replace_table, []

    def limit(path, table, fingerprint):
        if len(written) >= 2:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        written.append(path)
        write(path, table, fingerprint)

    monkeypatch.setattr(parts, "replace_table", limit)
    try:
        with pytest.raises(UserError, match=NO_SPACE):
            run_sweep(undisturbed, tmp_path / "out", executor="serial")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    monkeypatch.undo()
    assert read_results(tmp_path / "out").runs_there == 18
    run_sweep(undisturbed, tmp_path / "out", executor="serial", resume=True)
    same_rows(tmp_path / "undisturbed", tmp_path / "out")


def test_what_the_system_says_of_a_full_disk_is_understood(tmp_path, undisturbed, monkeypatch):
    write, written = parts.replace_table, []

    def fill(path, table, fingerprint):
        if len(written) >= 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        write(path, table, fingerprint)

    monkeypatch.setattr(parts, "replace_table", fill)
    with pytest.raises(UserError, match=NO_SPACE):
        run_sweep(undisturbed, tmp_path / "out", executor="serial")
    assert read_results(tmp_path / "out").runs_there == 18
    monkeypatch.setattr(parts, "replace_table", write)
    run_sweep(undisturbed, tmp_path / "out", executor="serial", resume=True)
    same_rows(tmp_path / "undisturbed", tmp_path / "out")
