"""Files are replaced in one step or not at all, and errors name their place."""

from __future__ import annotations

import pickle
import sys
import threading
from pathlib import Path

import pytest

from mentorsim.errors import ScenarioError, UserError
from mentorsim.files import atomic_path, write_atomically


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
