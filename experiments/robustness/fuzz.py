"""Feed the commands broken input of every kind: each ends in an answer or a sentence.

``python experiments/robustness/fuzz.py --inputs 10000`` spoils scenarios, rosters (CSV and XLSX), networks,
points files, records, results folders and lists of pairs, and runs the command that reads them. An input is
at fault when the command ends with anything but its answer (0) or a sentence (2 or 3), prints a traceback,
takes more than five seconds of processor time or more than 1 GB. Inputs at fault are kept in a folder. The
same seed makes the same inputs.
"""

from __future__ import annotations

import argparse
import io
import resource
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

MOST_SECONDS = 5.0
MOST_BYTES = 1_000_000_000
ACCEPTED, REFUSED, FAILED_FIT = 0, 2, 3

SCENARIO = """\
title: A small college
calendar: {terms: 1, weeks_per_term: 4}
cohort:
  first_years: 12
  upper_years: 8
  attributes: {commuter: {share: 0.4, gaps: {skill: -0.6}}}
friendships: {mean_degree: 3}
program: {mentors: 4, mentees_per_mentor: 2, match: {method: random}}
policies: {nothing: none, random: {}, gap: {match: {method: gap}}}
outcomes: [retention, gpa]
run: {seed: 11, replications: 2}
"""
ROSTER_SCENARIO = """\
title: A list
cohort:
  roster:
    file: students.FORMAT
    id: id
    role: {column: year, upper_years: [2]}
    prior_grade: {column: grade, reliability: 0.6}
    attributes: {major: major}
    slots: times
program:
  mentors: 4
  mentees_per_mentor: 2
  match: {criteria: [{field: major, rule: same, importance: high}]}
policies: {nothing: none, best: {}}
"""
NETWORK_SCENARIO = SCENARIO.replace("friendships: {mean_degree: 3}", "friendships: {file: friends.FORMAT}")
RECORDS_SCENARIO = """\
title: Records
calendar: {terms: 1, weeks_per_term: 10}
cohort:
  upper_years: 8
  roster:
    file: r.csv
    id: id
    prior_grade: {column: grade, reliability: 0.6}
    records: {retained: {column: left, no: [gone]}, results: [exam]}
program: {mentors: 4}
"""

#: What breaks programs that read files: in place of a cell, a word, or anywhere.
TOKENS = [
    *("", " ", "\0", "\ufeff", "\x1b[31m", "\u202e", "=cmd|' /C calc'!A0", "@SUM(1)", "NaN", "inf", "-0"),
    *("1e309", "9" * 400, "1_000", "0x10", "1,5", "12:30", "2-3", "x" * 5000, "é" * 300, "{" * 60, "[" * 60),
    *("&a", "*a", "!!python", "null", "yes", "~", "- ", ": ", "\t", "\r", "\n", '"', "'", ";", ",", "None"),
    *("../../etc/passwd", "/dev/zero", "true"),
]


def spoil_bytes(data: bytes, random: Random) -> bytes:
    """Cut, repeat, flip or fill in some bytes."""
    content = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        at = random.randrange(len(content) + 1)
        match random.randrange(5):
            case 0:
                del content[at : at + random.choice((1, 3, 50, 5000))]
            case 1:
                content[at:at] = content[at : at + random.choice((1, 20, 400))]
            case 2 if at < len(content):
                content[at] = random.randrange(256)
            case 3:
                content[at:at] = random.choice(TOKENS).encode("utf-8", "surrogatepass")
            case _:
                content[at:at] = random.randbytes(random.choice((1, 4, 64)))
    return bytes(content)


def spoil_text(data: bytes, random: Random) -> bytes:
    """Put what breaks programs in place of words and lines, so that the rest can still be read."""
    lines = data.decode().split("\n")
    for _ in range(random.choice((1, 1, 2, 4))):
        at = random.randrange(len(lines))
        words = lines[at].replace(",", " , ").replace(":", " : ").split(" ")
        words[random.randrange(len(words))] = random.choice(TOKENS)
        match random.randrange(6):
            case 0:
                lines.insert(at, lines[random.randrange(len(lines))])
            case 1:
                del lines[at]
                lines = lines or [""]
            case _:
                lines[at] = " ".join(words).replace(" , ", ",").replace(" : ", ": ")
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def spoil_archive(data: bytes, random: Random) -> bytes:
    """Spoil one file of a workbook, which remains a valid archive, or the archive itself."""
    if random.random() < 0.2:
        return spoil_bytes(data, random)
    spoiled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(spoiled, "w") as new:
        names = old.namelist()
        chosen = random.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen:
                content = random.choice((spoil_bytes, spoil_cells))(content, random)
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return spoiled.getvalue()


def spoil_cells(data: bytes, random: Random) -> bytes:
    """Move a cell of a sheet far away, or put an endless value into it."""
    places = (b"XFD1048576", b"A200000000", b"A0", b"ZZZZ1", b"A-1")
    spoiled = data.replace(b'r="B2"', b'r="' + random.choice(places) + b'"')
    return spoiled.replace(b"<v>1</v>", random.choice((b"<v>1e400</v>", b"<v></v>", b"<f>1+1</f>")), 1)


@dataclass
class Kind:
    """One kind of input: the files of a good one, which of them is spoiled, and what reads it."""

    name: str
    files: dict[str, bytes]
    spoiled: list[str]
    commands: list[list[str]]
    spoilers: tuple[Callable[[bytes, Random], bytes], ...] = (spoil_bytes, spoil_text, spoil_text)


@dataclass
class Count:
    """What became of the inputs of one kind."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def kinds(folder: Path) -> list[Kind]:
    """Make a good input of every kind; results folders and lists are made by the commands themselves."""
    students = ["id,year,grade,major,times"]
    for n in range(20):
        major, times = "arts" if n % 3 else "law", "Mon am; Tue pm" if n % 2 else "Fri am"
        students.append(f"s{n},{1 if n < 12 else 2},{10 + n % 7},{major},{times}")
    roster = "\n".join(students).encode() + b"\n"
    edges = b"one,other,strength\nfirst-year 1,first-year 2,0.5\nfirst-year 2,upper-year 1,1\n"
    graph = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        b'<graph edgedefault="undirected">\n<node id="first-year 1"/>\n<node id="first-year 2"/>\n'
        b'<edge source="first-year 1" target="first-year 2"/>\n</graph>\n</graphml>\n'
    )
    records = b"id,grade,left,exam\n" + b"".join(
        f"r{n},{10 + n % 9},{'gone' if n % 5 == 0 else 'here'},{'' if n % 5 == 0 else 1 + n % 4}\n".encode()
        for n in range(60)
    )
    sweep = ["sweep", "s.yaml", "program.mentors=2,4", "--replications", "1", "--executor", "serial", "-q"]
    study = SCENARIO.encode()

    def listed(form: str) -> dict[str, bytes]:
        content = roster if form == "csv" else workbook(students)
        return {f"students.{form}": content, "s.yaml": ROSTER_SCENARIO.replace("FORMAT", form).encode()}

    def befriended(form: str, content: bytes) -> dict[str, bytes]:
        return {f"friends.{form}": content, "s.yaml": NETWORK_SCENARIO.replace("FORMAT", form).encode()}

    match = ["match", "students.csv", "s.yaml", "--policy", "best", "--yes"]
    made = made_by(folder / "results", {"s.yaml": study}, [[*sweep, "--out", "made"]])
    pairs = made_by(folder / "list", listed("csv"), [[*match, "--out", "pairs.csv"]])
    own = [name for name in made if name.startswith("made/") and not name.endswith("log.txt")]
    return [
        Kind("scenario", {"s.yaml": study}, ["s.yaml"], [["check", "s.yaml"]]),
        Kind("roster, CSV", listed("csv"), ["students.csv"], [["check", "s.yaml"], match]),
        Kind(
            "roster, XLSX",
            listed("xlsx"),
            ["students.xlsx"],
            [["check", "s.yaml"], ["match", "students.xlsx", *match[2:]]],
            (spoil_archive,),
        ),
        Kind("network, CSV", befriended("csv", edges), ["friends.csv"], [["check", "s.yaml"]]),
        Kind("network, GraphML", befriended("graphml", graph), ["friends.graphml"], [["check", "s.yaml"]]),
        Kind(
            "points",
            {"s.yaml": study, "p.csv": b"program.mentors,program.focus\n2,tutoring\n4,social\n"},
            ["p.csv"],
            [["sweep", "s.yaml", "--points", "p.csv", "--replications", "1", "--dry-run"]],
        ),
        Kind(
            "records",
            {"s.yaml": RECORDS_SCENARIO.encode(), "r.csv": records},
            ["r.csv"],
            [["check", "s.yaml", "--records", "r.csv"]],
        ),
        Kind(
            "results folder",
            made,
            own,
            [
                ["results", "show", "made"],
                [*sweep, "--out", "made", "--resume"],
                ["results", "compact", "made"],
            ],
        ),
        Kind("list of pairs", pairs, ["pairs.csv", "pairs.csv.record.jsonl"],
             [["approve", "pairs.csv", "--reason", "x"], [*match, "--locked", "pairs.csv"]]),
    ]  # fmt: skip


def workbook(lines: list[str]) -> bytes:
    """Write lines of CSV as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def made_by(folder: Path, files: dict[str, bytes], commands: list[list[str]]) -> dict[str, bytes]:
    """Run commands in a folder with some files, and return all files that are there then."""
    write(folder, files)
    for arguments in commands:
        code, said = run_in(folder, arguments)
        if code != ACCEPTED:
            raise SystemExit(f"{' '.join(arguments)} failed: {said}")
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a new folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def run_in(folder: Path, arguments: list[str]) -> tuple[int, str]:
    """Run a command in this process, as if started in a folder."""
    from contextlib import chdir

    from typer.testing import CliRunner

    from mentorsim.cli import app

    with chdir(folder):
        result = CliRunner().invoke(app, arguments, prog_name="mentorsim")
    trouble = result.exception
    crashed = trouble is not None and not isinstance(trouble, SystemExit)
    return (1 if crashed else result.exit_code), (repr(trouble) if crashed else result.output)


def try_input(kind: Kind, number: int, seed: int, folder: Path, count: Count) -> None:
    """Make one input of a kind, run what reads it, and count what came of it."""
    random = Random(f"{seed}/{kind.name}/{number}")
    place = folder / "tried"
    shutil.rmtree(place, ignore_errors=True)
    files = dict(kind.files)
    name = random.choice(kind.spoiled)
    spoiler = random.choice(kind.spoilers)
    try:
        files[name] = spoiler(files[name], random)
    except UnicodeDecodeError:
        files[name] = spoil_bytes(files[name], random)
    write(place, files)
    count.inputs += 1
    codes = []
    for arguments in kind.commands:
        before, memory = time.process_time(), peak()
        code, said = run_in(place, arguments)
        seconds, grown = time.process_time() - before, peak() - memory
        codes.append(code)
        count.slowest = max(count.slowest, seconds)
        fault = ""
        if code not in (ACCEPTED, REFUSED, FAILED_FIT) or "Traceback" in said:
            fault = f"ended with {code}: {said.strip()[-200:]}"
        elif seconds > MOST_SECONDS:
            fault = f"took {seconds:.1f} s"
        elif grown > MOST_BYTES:
            fault = f"took {grown / 1e9:.1f} GB"
        if fault:
            count.faults.append(f"{kind.name} {number}, {name}, `{' '.join(arguments)}`: {fault}")
            kept = folder / "faults" / f"{kind.name.replace(', ', '-')}-{number}"
            shutil.copytree(place, kept, dirs_exist_ok=True)
    count.accepted += all(code == ACCEPTED for code in codes)
    count.refused += any(code in (REFUSED, FAILED_FIT) for code in codes)


def peak() -> int:
    """Return the most memory that this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def fuzz(inputs: int, seed: int, minutes: float, folder: Path) -> dict[str, Count]:
    """Try inputs of all kinds in turn, until there were enough or time is up."""
    import warnings

    end = time.monotonic() + 60.0 * minutes
    made = kinds(folder)
    for kind in made:  # good input is accepted, or what is said of spoiled input means nothing
        made_by(folder / "good" / kind.name.replace(", ", "-"), kind.files, kind.commands)
    counts = {kind.name: Count() for kind in made}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings are for the user; here they would only be many
        for number in range(inputs):
            if time.monotonic() > end:
                break
            kind = made[number % len(made)]
            try_input(kind, number, seed, folder, counts[kind.name])
    return counts


def main() -> int:
    """Try, print a table, and return 1 when an input is at fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="the folder for inputs at fault")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        counts = fuzz(options.inputs, options.seed, options.minutes, Path(temporary))
        faults = Path(temporary) / "faults"
        if options.keep and faults.exists():
            shutil.copytree(faults, options.keep, dirs_exist_ok=True)
    print(f"{'input':<18}{'tried':>8}{'accepted':>10}{'refused':>9}{'at fault':>10}{'slowest, s':>12}")
    for name, count in counts.items():
        print(
            f"{name:<18}{count.inputs:>8}{count.accepted:>10}{count.refused:>9}{len(count.faults):>10}"
            f"{count.slowest:>12.2f}"
        )
    print(f"{sum(count.inputs for count in counts.values()):,} inputs, seed {options.seed}")
    for count in counts.values():
        for fault in count.faults[:20]:
            print(fault)
    return int(any(count.faults for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main())
