"""Files are replaced in one step or not at all, and errors name their place."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mentorsim import files
from mentorsim.errors import ScenarioError, UserError
from mentorsim.files import atomic_path, is_left_over, settle, write_atomically, write_together


class InterruptionError(Exception):
    pass


def write_half(path: Path) -> None:
    with atomic_path(path) as temporary:
        temporary.write_text("half of the ne")
        raise InterruptionError


def test_text_is_written_as_utf8_with_its_line_ends_untouched(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.csv", "é\r\nb\n")
    assert (tmp_path / "a.csv").read_bytes() == b"\xc3\xa9\r\nb\n"


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.bin", b"\x00\xff\r\n")
    assert (tmp_path / "a.bin").read_bytes() == b"\x00\xff\r\n"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "results" / "run 1" / "a.txt", "x")
    assert (tmp_path / "results" / "run 1" / "a.txt").read_text() == "x"


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_atomically(target, "old")
    with pytest.raises(InterruptionError):
        write_half(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_target_is_untouched_until_the_end(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with atomic_path(target) as temporary:
        temporary.write_text("new")
        assert not target.exists()
        assert temporary.parent == target.parent
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_the_temporary_path_keeps_the_suffix_by_which_writers_choose_a_format(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "figure.svg") as temporary:
        assert temporary.suffix == ".svg"


def test_a_writer_may_replace_the_temporary_file_by_its_own(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "a.txt") as temporary:
        temporary.unlink()
        temporary.write_text("made anew")
    assert (tmp_path / "a.txt").read_text() == "made anew"


@pytest.mark.parametrize("name", ["é" * 100 + ".csv", "x" * 240 + ".csv", ".hidden", "no suffix"])
def test_long_and_unusual_names_can_be_written(tmp_path: Path, name: str) -> None:
    write_atomically(tmp_path / name, "x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_permissions_are_those_of_the_old_file_or_the_usual_ones(tmp_path: Path) -> None:
    usual = tmp_path / "usual.txt"
    usual.touch()
    target = tmp_path / "a.txt"
    write_atomically(target, "x")
    assert target.stat().st_mode == usual.stat().st_mode
    target.chmod(0o640)
    write_atomically(target, "y")
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_atomically(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_a_reader_never_sees_half_of_a_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    contents = [letter * 200_000 for letter in "abcd"]
    write_atomically(target, contents[0])
    done = threading.Event()

    def rewrite() -> None:
        for turn in range(40):
            write_atomically(target, contents[turn % 4])
        done.set()

    writer = threading.Thread(target=rewrite)
    writer.start()
    while not done.is_set():
        assert target.read_text() in contents
    writer.join()


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        write_atomically(tmp_path / "file" / "a.txt", "x")


def test_a_user_error_leads_with_its_place() -> None:
    assert str(UserError("Write 3.")) == "Write 3."
    assert str(UserError("Write 3.", file="a.yaml")) == "a.yaml: Write 3."
    assert str(ScenarioError("Write 3.", file=Path("a.yaml"), line=7)) == "a.yaml:7: Write 3."


def test_a_user_error_arrives_whole_from_another_process() -> None:
    error = pickle.loads(pickle.dumps(ScenarioError("Write 3.", file="a.yaml", line=7)))
    assert type(error) is ScenarioError
    assert (error.message, error.file, error.line) == ("Write 3.", Path("a.yaml"), 7)
    assert str(error) == "a.yaml:7: Write 3."


KILLED_AT = """
import os, sys
from pathlib import Path
from mentorsim import files

steps = 0
def count(event, arguments):
    global steps
    if event in ("open", "os.rename", "os.remove", "os.chmod") and armed:
        steps += 1
        if steps == int(sys.argv[2]):
            os.kill(os.getpid(), 9)

armed = False
sys.addaudithook(count)
folder = Path(sys.argv[1])
armed = True
contents = {folder / name: b"new " + name.encode() for name in ("a.csv", "b.csv", "c.csv")}
files.write_together(folder / "a.csv", contents)
armed = False
print("end")
"""


def test_a_set_of_files_is_all_new_or_all_old_wherever_the_process_is_killed(tmp_path: Path) -> None:
    names = ("a.csv", "b.csv", "c.csv")
    found = set()
    for step in range(1, 60):
        folder = tmp_path / str(step)
        folder.mkdir()
        for name in names:
            (folder / name).write_text(f"old {name}")
        script = [sys.executable, "-c", KILLED_AT, str(folder), str(step)]
        done = subprocess.run(script, capture_output=True, text=True, check=False)
        settle(folder / "a.csv")
        texts = {(folder / name).read_text().split()[0] for name in names}
        assert len(texts) == 1, f"half of a set after step {step}"
        found |= texts
        if done.returncode == 0:
            assert "end" in done.stdout
            break
        write_together(folder / "a.csv", {folder / name: "again" for name in names})
        assert sorted(path.name for path in folder.iterdir()) == sorted(names), "something was left over"
    assert done.returncode == 0
    assert found == {"old", "new"}


def test_a_set_that_cannot_be_written_leaves_every_file_as_it_was(tmp_path: Path, monkeypatch) -> None:
    write_atomically(tmp_path / "a", "old")
    real, count = files._flush_to_disk, iter(range(9))

    def fails_at_the_second(path: Path) -> None:
        if next(count) == 1:
            raise OSError(28, "No space left on device")
        real(path)

    monkeypatch.setattr(files, "_flush_to_disk", fails_at_the_second)
    with pytest.raises(OSError, match="No space"):
        write_together(tmp_path / "a", {tmp_path / "a": "new", tmp_path / "b": "new"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_set_is_in_one_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not in the folder"):
        write_together(tmp_path / "a", {tmp_path / "a": "x", tmp_path / "other" / "b": "x"})
    assert not list(tmp_path.iterdir())


def test_a_journal_names_no_file_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "victim").write_text("precious")
    temporary = folder / f".a.mentorsim-{'0' * 16}"
    temporary.write_text("evil")
    files._journal(folder / "a").write_text(json.dumps({temporary.name: "../victim", "../victim": "b"}))
    settle(folder / "a")
    assert (tmp_path / "victim").read_text() == "precious"
    assert [path.name for path in folder.iterdir()] == [temporary.name]


def test_only_files_of_our_own_count_as_left_over(tmp_path: Path) -> None:
    own = files._temporary(tmp_path / "runs.csv")
    assert is_left_over(own, frozenset({"runs"}))
    for name in (".pre-commit-config.yaml", ".my-notes.txt", own.name[1:], own.name.replace("runs", "other")):
        assert not is_left_over(tmp_path / name, frozenset({"runs"}))


def test_a_link_is_replaced_where_links_are_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "link").symlink_to(victim)
    with atomic_path(tmp_path / "link", follow_links=False) as temporary:
        temporary.write_text("new")
    assert victim.read_text() == "precious"
    assert (tmp_path / "link").read_text() == "new"
    assert not (tmp_path / "link").is_symlink()
