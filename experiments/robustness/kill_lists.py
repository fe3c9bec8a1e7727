"""Kill `match`, `approve` and a calibration while they write: nothing is lost, and nothing is half.

``python experiments/robustness/kill_lists.py`` starts each command in a process of its own, in which flushing
and renaming take long, and sends SIGKILL at a random moment after it has begun to write. After 25 kills of
`match` the list is the old one or the new one with all that belongs to it, it can be approved, and the same
command writes the new one whole. After 25 kills of `approve` the record can be read, nothing that was
approved is lost, and the same command ends it. A calibration that is killed 20 times ends with the numbers of
one that nobody disturbed. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for the other experiments

from experiments.robustness.fuzz import ROSTER_SCENARIO, run_in

#: Seconds that flushing or renaming a file takes, so that kills meet them.
SLOW = 0.03
MATCH = ["match", "students.csv", "s.yaml", "--policy", "best", "--yes", "--out", "pairs.csv"]
OLD = [*MATCH, "--set", "program.mentees_per_mentor=1"]
APPROVE = ["approve", "pairs.csv", "--reason", "they know each other"]


def main() -> None:
    """Kill, look at what is there, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--lists", type=int, default=25, help="kills of match, and of approve")
    parser.add_argument("--calibrations", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        kill_match(place, options.lists, random)
        kill_approve(place, options.lists, random)
        kill_calibration(place, options.calibrations, random)


def kill_match(place: Path, wanted: int, random: Random) -> None:
    """Kill `match` while it writes a first list, or a list over an older one."""
    first, after_old = inputs(place / "first"), inputs(place / "old")
    succeed(after_old, OLD)
    whole = inputs(place / "whole")
    succeed(whole, MATCH)
    old, new = visible(after_old), visible(whole)
    if old == new:
        sys.exit("the two lists do not differ, so that they would tell nothing")
    kills, seen = 0, {"nothing": 0, "the old list": 0, "the new list": 0}
    while kills < wanted:
        folder = place / "match"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(first if kills % 2 else after_old, folder)
        kills += killed(["list", str(folder), *MATCH], random.uniform(0.0, 25 * SLOW))
        looked = place / "looked"
        shutil.rmtree(looked, ignore_errors=True)
        shutil.copytree(folder, looked)
        code, said = run_in(looked, APPROVE[:2])
        found = visible(looked)
        state = {str(old): "the old list", str(new): "the new list", "{}": "nothing"}.get(str(found))
        if state is None or (code == 0) != bool(found):
            sys.exit(f"half of a list after kill {kills}: {sorted(found)}; {said}")
        seen[state] += 1
        succeed(folder, MATCH)
        if visible(folder) != new or left_over(folder):
            sys.exit(f"not what nobody disturbed after kill {kills}: {left_over(folder)}")
    there = ", ".join(f"{what} {times} times" for what, times in seen.items())
    print(f"match: {kills} kills; there was {there}; the same command wrote the whole", flush=True)


def kill_approve(place: Path, wanted: int, random: Random) -> None:
    """Kill `approve` while it writes the record of a list with a mentee moved by hand."""
    ready = inputs(place / "approve")
    succeed(ready, MATCH)
    move_somebody(ready / "pairs.csv")
    content = (ready / "pairs.csv").read_bytes()
    kills = through = 0
    while kills < wanted:
        folder = place / "approving"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ready, folder)
        kills += killed(["list", str(folder), *APPROVE], random.uniform(0.0, 4 * SLOW))
        through += len(record_of(folder)) == 2
        succeed(folder, APPROVE)
        approved = [line["content"]["moved"] for line in record_of(folder)[1:]]
        if not approved[0] or (folder / "pairs.csv").read_bytes() != content or left_over(folder):
            sys.exit(f"an approval is lost after kill {kills}: {approved}, {left_over(folder)}")
    print(
        f"approve: {kills} kills; the approval was there {through} times; the same command ended it",
        flush=True,
    )


def kill_calibration(place: Path, wanted: int, random: Random) -> None:
    """Kill a small calibration again and again, and compare with one that nobody disturbed."""
    subprocess.run([sys.executable, __file__, "--child", "fit", str(place / "undisturbed")], check=True)
    expected = (place / "undisturbed" / "posterior.csv").read_text()
    kills = calibrations = 0
    while kills < wanted:
        calibrations += 1
        out = place / f"fit-{calibrations}"
        while not (out / "posterior.csv").exists():
            longest = 1.0 if kills < wanted else 3600.0
            kills += killed(["fit", str(out)], random.uniform(0.0, longest))
        if (out / "posterior.csv").read_text() != expected or left_over(out):
            sys.exit(f"other numbers after {kills} kills: {left_over(out)}")
    print(f"calibrate: {kills} kills in {calibrations} calibrations: the same posterior samples", flush=True)


def killed(arguments: list[str], after: float) -> bool:
    """Start a child and kill it some time after it has begun to write; False when it ended before."""
    command = [sys.executable, __file__, "--child", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line == "writing\n":
                break
        try:
            child.wait(after)
        except subprocess.TimeoutExpired:
            child.kill()
            return True
        return False


def child(what: str, folder: Path, arguments: list[str]) -> None:
    """Run a command with slow files, and say when it begins to write."""
    from mentorsim import files

    temporary, flush, replace = files._temporary, files._flush_to_disk, Path.replace

    def announced(target: Path) -> Path:
        os.write(1, b"writing\n")  # not by print, whose output the runner of commands takes
        return temporary(target)

    def slow_flush(path: Path) -> None:
        time.sleep(SLOW)
        flush(path)

    def slow_replace(self: Path, target: Path) -> Path:
        time.sleep(SLOW)
        return replace(self, target)

    files._temporary, files._flush_to_disk = announced, slow_flush
    Path.replace = slow_replace  # type: ignore[method-assign, assignment]
    if what == "list":
        run_in(folder, arguments)
    else:
        fit(folder)


def fit(folder: Path) -> None:
    """Calibrate to one fact with few points."""
    from mentorsim.evidence.calibration import Waves, solve
    from mentorsim.evidence.facts import read_facts
    from mentorsim.evidence.problem import Problem

    facts = [fact for fact in read_facts() if fact.id == "C02"]
    waves = Waves(points=(60,), widened=(), samples=20, rounds=1, kept=8, moves=1)
    solve(Problem.of(facts, students=100), folder, waves).posterior.write(folder / "posterior.csv")


def inputs(folder: Path) -> Path:
    """Write a roster and its scenario into a new folder."""
    folder.mkdir()
    lines = ["id,year,grade,major,times"]
    for n in range(20):
        major, times = "arts" if n % 3 else "law", "Mon am; Tue pm" if n % 2 else "Fri am"
        lines.append(f"s{n},{1 if n < 12 else 2},{10 + n % 7},{major},{times}")
    (folder / "students.csv").write_text("\n".join(lines) + "\n")
    (folder / "s.yaml").write_text(ROSTER_SCENARIO.replace("FORMAT", "csv"))
    return folder


def move_somebody(pairs: Path) -> None:
    """Take the last mentee out of a list, as a coordinator would."""
    lines = pairs.read_text(encoding="utf-8-sig").splitlines()
    pairs.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8-sig")


def succeed(folder: Path, arguments: list[str]) -> None:
    """Run a command in a folder, which must succeed."""
    code, said = run_in(folder, arguments)
    if code != 0:
        sys.exit(f"{' '.join(arguments)} failed: {said}")


def visible(folder: Path) -> dict[str, str]:
    """Return what a list consists of, without the record, in which there are times."""
    paths = sorted(path for path in folder.glob("pairs*") if path.suffix == ".csv")
    return {path.name: path.read_text(encoding="utf-8-sig") for path in paths}


def left_over(folder: Path) -> list[str]:
    """Return the names of temporary files."""
    return [path.name for path in folder.glob(".*mentorsim*")]


def record_of(folder: Path) -> list[dict[str, dict[str, list[object]]]]:
    """Return the lines of the record, each of which must be whole."""
    text = (folder / "pairs.csv.record.jsonl").read_text()
    if not text.endswith("\n"):
        sys.exit("the last line of the record is unfinished")
    return [json.loads(line) for line in text.splitlines()]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
    else:
        main()
