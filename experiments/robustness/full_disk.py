"""Let the disk fill up in `match`, `approve` and a calibration: nothing is lost, nothing half.

``python experiments/robustness/full_disk.py`` runs each command in a process of its own that may not make a
file longer than so many bytes, and raises the limit until the command succeeds. After every failure the list
is the old one (here: none) and no temporary file is left; the record can be read and holds what was approved
before; a calibration keeps the points that were whole. The same command with room enough then ends as if
nothing had happened. Linux and macOS.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for the other experiments

from experiments.robustness.fuzz import run_in
from experiments.robustness.kill_lists import (
    APPROVE,
    MATCH,
    fit,
    inputs,
    left_over,
    move_somebody,
    record_of,
    succeed,
    visible,
)

FAILED = 2


def limited(most: int, what: str, folder: Path, arguments: list[str]) -> tuple[int, str]:
    """Run a command in a process that may write no file longer than ``most`` bytes."""
    command = [sys.executable, "-B", __file__, "--child", str(most), what, str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def child(most: int, what: str, folder: Path, arguments: list[str]) -> int:
    """Do so, and return the exit code."""
    from mentorsim.errors import UserError

    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if what == "list":
        code, said = run_in(folder, arguments)
        print(said)
        return code
    try:
        fit(folder)
    except (OSError, UserError) as problem:
        print(problem)
        return FAILED
    return 0


def steps(longest: int, count: int = 8) -> list[int]:
    """Return growing limits, the last of which leaves room enough."""
    return [round(longest * (step + 0.5) / count) for step in range(count)] + [4 * longest + 1000]


def longest_file(folder: Path) -> int:
    """Return the length of the longest file in a folder, in bytes."""
    return max(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def full_for_match(place: Path) -> None:
    """Fill the disk while a list is written."""
    whole = inputs(place / "whole")
    succeed(whole, MATCH)
    failures = 0
    for most in steps(longest_file(whole)):
        folder = place / "match"
        shutil.rmtree(folder, ignore_errors=True)
        inputs(folder)
        code, said = limited(most, "list", folder, MATCH)
        if code != 0:
            failures += 1
            if code != FAILED or visible(folder) or left_over(folder):
                sys.exit(f"half of a list at {most} bytes: {code}, {said}, {sorted(visible(folder))}")
            succeed(folder, MATCH)
        if visible(folder) != visible(whole):
            sys.exit(f"another list at {most} bytes")
    print(f"match: {failures} full disks; no list and no temporary file was left, then the whole", flush=True)


def full_for_approve(place: Path) -> None:
    """Fill the disk while an approval is added to the record."""
    ready = inputs(place / "approve")
    succeed(ready, MATCH)
    succeed(ready, APPROVE)
    move_somebody(ready / "pairs.csv")
    before = (ready / "pairs.csv.record.jsonl").read_bytes()
    failures = 0
    for most in [len(before) // 2, len(before), len(before) + 1, len(before) + 40, 10 * len(before) + 10_000]:
        folder = place / "approving"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ready, folder)
        code, said = limited(most, "list", folder, APPROVE)
        if code != 0:
            failures += 1
            record = (folder / "pairs.csv.record.jsonl").read_bytes()
            if code != FAILED or record != before or left_over(folder):
                sys.exit(f"the record changed at {most} bytes: {code}, {said}")
            succeed(folder, APPROVE)
        if not record_of(folder)[-1]["content"]["moved"]:
            sys.exit(f"the approval is lost at {most} bytes")
    print(f"approve: {failures} full disks; the record was as before, then with the approval", flush=True)


def full_for_calibration(place: Path) -> None:
    """Fill the disk while a small calibration runs, each time where it is then, and go on."""
    subprocess.run(
        [sys.executable, __file__, "--child", str(10**9), "fit", str(place / "whole-fit")], check=True
    )
    expected = (place / "whole-fit" / "posterior.csv").read_text()
    longest, failures, out = longest_file(place / "whole-fit"), 0, place / "fit"
    for most in steps(longest):
        code, said = limited(most, "fit", out, [])
        failures += code != 0
        if code not in (0, FAILED) or (code and (out / "posterior.csv").exists()) or left_over(out):
            sys.exit(f"half of a calibration at {most} bytes: {code}, {said}, {left_over(out)}")
    if (out / "posterior.csv").read_text() != expected:
        sys.exit("other posterior samples than without full disks")
    print(f"calibrate: {failures} full disks in one calibration: the same posterior samples", flush=True)


def main() -> None:
    """Fill, look, and print."""
    with tempfile.TemporaryDirectory() as name:
        full_for_match(Path(name))
        full_for_approve(Path(name))
        full_for_calibration(Path(name))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        sys.exit(child(int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]), sys.argv[5:]))
    main()
