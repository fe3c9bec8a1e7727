"""From draft to approved: who was moved by hand and why is kept, and nothing approved is lost."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from typer.testing import Result

from mentorsim import files
from mentorsim.errors import UserError
from mentorsim.roster_match.record import append, read_record, record_path
from tests.cli.commands import run
from tests.roster_match.rosters import (
    PROGRAM,
    ROSTER,
    STUDENTS,
    change,
    match,
    read_pairs,
    read_rows,
    write_inputs,
    write_table,
)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A draft."""
    roster, scenario = write_inputs(tmp_path)
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    return tmp_path / "pairs.csv"


def approve(path: Path, *arguments: str) -> str:
    result = run("approve", path, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    return result.stderr


def free_mentor(pairs: Path) -> str:
    rows = read_rows(pairs.with_name("pairs.mentors.csv"))
    return next(row["mentor"] for row in rows if int(row["free places"]))


def move_somebody(pairs: Path, **cells: str) -> tuple[str, str, str]:
    """Move a mentee to the mentor with a free place; give who, from whom and to whom."""
    to = free_mentor(pairs)
    mentee, was = next((mentee, mentor) for mentee, mentor in read_pairs(pairs).items() if mentor != to)
    change(pairs, mentee, mentor=to, **cells)
    return mentee, was, to


def line_of(pairs: Path, mentee: str) -> int:
    return 2 + list(read_pairs(pairs)).index(mentee)


def moved(pairs: Path) -> list[dict[str, object]]:
    found = read_record(pairs)[-1].content["moved"]
    assert isinstance(found, list)
    return found


def test_an_unchanged_list_is_approved_and_never_written_over(pairs: Path, tmp_path: Path) -> None:
    printed = approve(pairs, "--by", "the coordinator", "--note", "for the autumn")
    assert "Approved: 6 rows, 0 changed by hand." in printed
    last = read_record(pairs)[-1]
    assert (last.what, last.content["by"], last.content["note"]) == (
        "approved",
        "the coordinator",
        "for the autumn",
    )
    before = pairs.read_bytes()
    said = refused(run("match", tmp_path / "students.csv", tmp_path / "study.yaml", "--out", pairs))
    assert "this list is approved and is not written over" in said
    assert pairs.read_bytes() == before


def test_who_was_moved_from_whom_to_whom_and_why_is_kept(pairs: Path) -> None:
    mentee, was, to = move_somebody(pairs)
    said = refused(run("approve", pairs))
    assert f"mentees moved by hand without a reason: 1 (row {line_of(pairs, mentee)}); say why" in said
    assert len(read_record(pairs)) == 1
    approve(pairs, "--reason", "they know each other")
    assert moved(pairs) == [{"mentee": mentee, "from": [was], "to": [to], "reason": "they know each other"}]


def test_each_row_can_give_its_own_reason_and_a_mentee_can_be_taken_out(pairs: Path) -> None:
    before = read_pairs(pairs)
    mentee, _, _ = move_somebody(pairs, reason_for_change="same hall")
    gone = next(name for name in before if name != mentee)
    rows = [list(row.values()) for row in read_rows(pairs) if row["mentee"] != gone]
    write_table(pairs, rows, list(read_rows(pairs)[0]))
    assert "(1 taken out)" in refused(run("approve", pairs))
    approve(pairs, "--reason", "left school")
    reasons = {move["mentee"]: move["reason"] for move in moved(pairs)}
    assert reasons == {mentee: "same hall", gone: "left school"}
    assert {"mentee": gone, "from": [before[gone]], "to": [], "reason": "left school"} in moved(pairs)


def test_rules_that_a_change_breaks_are_warned_of_by_row(tmp_path: Path) -> None:
    write_table(tmp_path / "never.csv", [("s3", "m1")], ("mentee", "mentor"))
    program = PROGRAM.replace("method: score", "method: score\n    never: {pairs_file: never.csv}")
    mandatory = program.replace("rule: same, importance: high", "rule: same, importance: mandatory")
    roster, scenario = write_inputs(tmp_path, scenario=ROSTER + mandatory)
    pairs = tmp_path / "pairs.csv"
    match(roster, scenario, "--out", pairs)
    change(pairs, "s3", mentor="m1")
    line = line_of(pairs, "s3")
    third = max(line_of(pairs, mentee) for mentee, mentor in read_pairs(pairs).items() if mentor == "m1")
    printed = approve(pairs, "--reason", "asked for it")
    assert f"Warning: row {third}: the mentor has 2 places, and the rows above have taken all" in printed
    assert f"Warning: row {line}: this pair is one of those that are never to be made" in printed
    assert f'Warning: row {line}: the pair does not pass the mandatory criterion "same major"' in printed
    assert len(read_record(pairs)[-1].content["warnings"]) == 3
    assert not any(name in printed for name in ("s3", "m1"))


@pytest.mark.parametrize(
    ("mentor", "sentence"),
    [
        ("nobody", "the mentor is not a mentor on the roster"),
        ("s1", "the mentor is not a mentor on the roster"),
    ],
)
def test_a_stranger_is_refused(pairs: Path, mentor: str, sentence: str) -> None:
    change(pairs, "s4", mentor=mentor)
    said = refused(run("approve", pairs, "--reason", "x"))
    assert f"row 5: {sentence}" in said
    assert len(read_record(pairs)) == 1


def test_a_draft_changed_by_hand_is_not_written_over(pairs: Path, tmp_path: Path) -> None:
    move_somebody(pairs)
    changed = pairs.read_bytes()
    said = refused(run("match", tmp_path / "students.csv", tmp_path / "study.yaml", "--out", pairs))
    assert "changed by hand after it was written" in said
    assert pairs.read_bytes() == changed


def test_an_unchanged_draft_is_written_anew(pairs: Path, tmp_path: Path) -> None:
    arguments = (tmp_path / "students.csv", tmp_path / "study.yaml", "--set", "run.seed=6", "--out", pairs)
    match(*arguments)
    assert [entry.content["seed"] for entry in read_record(pairs)] == [5, 6]


def test_a_file_that_somebody_else_has_written_is_not_written_over(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    (tmp_path / "pairs.mentors.csv").write_text("mine", encoding="utf-8")
    said = refused(run("match", roster, scenario, "--out", tmp_path / "pairs.csv"))
    assert "pairs.mentors.csv exists already, without a record of mentorsim's" in said
    assert "delete the file if nobody needs it" in said
    assert not (tmp_path / "pairs.csv").exists()


def test_what_was_moved_by_hand_still_needs_its_reason_after_locking(pairs: Path, tmp_path: Path) -> None:
    mentee, was, to = move_somebody(pairs)
    again = tmp_path / "again.csv"
    match(tmp_path / "students.csv", tmp_path / "study.yaml", "--locked", pairs, "--out", again)
    assert "mentees moved by hand without a reason: 1" in refused(run("approve", again))
    approve(again, "--reason", "same hall")
    assert moved(again) == [{"mentee": mentee, "from": [was], "to": [to], "reason": "same hall"}]


def test_a_list_approved_and_changed_is_approved_again_with_what_was_moved_since(pairs: Path) -> None:
    approve(pairs)
    was = move_somebody(pairs)[1]
    approve(pairs, "--reason", "conflict")
    assert [move["from"] for move in moved(pairs)] == [[was]]
    assert [entry.what for entry in read_record(pairs)] == ["draft", "approved", "approved"]


def test_pairs_approved_beyond_places_stay_when_late_joiners_are_added(pairs: Path, tmp_path: Path) -> None:
    for mentee in ("s1", "s2", "s6"):
        change(pairs, mentee, mentor="m1")
    approve(pairs, "--reason", "they asked for it")
    write_table(tmp_path / "students.csv", [*STUDENTS, ("s9", "mentee", "3.0", "arts", "no", "", "")])
    later = tmp_path / "later.csv"
    printed = match(tmp_path / "students.csv", tmp_path / "study.yaml", "--locked", pairs, "--out", later)
    after = read_pairs(later)
    assert {mentee: after[mentee] for mentee in read_pairs(pairs)} == read_pairs(pairs)
    assert after["s9"] in ("m2", "m3")
    assert "the mentor has 2 places, and the rows above have taken all" in printed


def test_a_roster_that_has_changed_since_is_said(pairs: Path, tmp_path: Path) -> None:
    write_table(tmp_path / "students.csv", [*STUDENTS, ("s9", "mentee", "3.0", "law", "no", "", "")])
    assert "students.csv has changed since the list was made" in approve(pairs)


def test_a_list_without_a_record_is_refused(pairs: Path) -> None:
    record_path(pairs).unlink()
    assert "there is no record pairs.csv.record.jsonl beside it" in refused(run("approve", pairs))


def test_a_line_of_the_record_that_was_changed_is_noticed(pairs: Path) -> None:
    approve(pairs)
    move_somebody(pairs)
    approve(pairs, "--reason", "conflict")
    path = record_path(pairs)
    lines = path.read_text(encoding="utf-8").splitlines()
    entry = json.loads(lines[1])
    entry["content"]["by"] = "somebody else"
    path.write_text("\n".join([lines[0], json.dumps(entry), lines[2]]) + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="this line was changed after it was written") as caught:
        read_record(pairs)
    assert caught.value.line == 2
    path.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")
    assert "was changed or taken out" in refused(run("approve", pairs, "--reason", "x"))


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Make a record of three lines, and return the list that it belongs to."""
    out = tmp_path / "pairs.csv"
    for number in range(3):
        append(out, "draft", {"number": number, "file_sha256": "", "pairs": {}, "proposed": {}})
    return out


def test_the_record_only_grows(record: Path) -> None:
    before = record_path(record).read_bytes()
    append(record, "approved", {"file_sha256": "", "pairs": {"s1": ["m1"]}})
    assert record_path(record).read_bytes().startswith(before)
    assert [entry.content.get("number") for entry in read_record(record)] == [0, 1, 2, None]


def test_a_changed_last_line_is_noticed(record: Path) -> None:
    path = record_path(record)
    path.write_bytes(path.read_bytes().replace(b'"number":2', b'"number":7'))
    with pytest.raises(UserError, match="this line was changed after it was written") as caught:
        read_record(record)
    assert caught.value.line == 3


def test_an_unfinished_last_line_says_what_to_do(record: Path) -> None:
    path = record_path(record)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UserError, match=r"the last line is unfinished .* delete that line") as caught:
        append(record, "approved", {"file_sha256": "", "pairs": {}})
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "content", [[], {}, {"file_sha256": 1, "pairs": {}}, {"file_sha256": "", "pairs": {"s1": [["m1"]]}}]
)
def test_a_line_with_other_content_than_a_record_s_is_refused(record: Path, content: object) -> None:
    path = record_path(record)
    path.write_text(json.dumps({"previous": "0" * 64, "what": "approved", "content": content}) + "\n")
    with pytest.raises(UserError, match="this line is not a line of a record"):
        read_record(record)


def test_lists_and_records_are_for_their_owner_only(pairs: Path) -> None:
    files = [pairs, record_path(pairs), *pairs.parent.glob("pairs.*.csv")]
    assert len(files) >= 5
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_record_that_cannot_be_written_is_as_it_was(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = record_path(record).read_bytes()

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mentorsim.files._flush_to_disk", no_space)
    with pytest.raises(UserError, match=r"cannot write .*No space left"):
        append(record, "approved", {"file_sha256": "", "pairs": {}})
    assert record_path(record).read_bytes() == before
    assert [path.name for path in record.parent.iterdir()] == [record_path(record).name]


@pytest.mark.parametrize("files_before_it_is_full", [0, 1, 4])
def test_a_disk_that_is_full_leaves_no_half_of_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_before_it_is_full: int
) -> None:
    students, study = write_inputs(tmp_path)
    flush, done = files._flush_to_disk, []

    def full(path: Path) -> None:
        if len(done) == files_before_it_is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(path)
        flush(path)

    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.setattr(files, "_flush_to_disk", full)
    result = run("match", students, study, "--out", tmp_path / "pairs.csv", "--yes")
    assert result.exit_code == 2, result.output
    assert "No space left" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before
