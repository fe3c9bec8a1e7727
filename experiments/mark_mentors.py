"""Name mentors in a list that has none: in each group the students with the highest number become mentors.

For trying out `mentorsim match` on a list of students that says nothing of mentors::

    python experiments/mark_mentors.py students.csv marked.csv --within Course --by "Age at enrollment"

writes the same rows with two more columns in front: ``student``, a running number, and ``role``, mentor or
mentee. Of students with the same number the earlier rows come first.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from mentorsim.documents.table_file import read_table


def mark(source: Path, target: Path, within: str, by: str, share: float) -> None:
    """Write the list with ids and roles.

    Parameters
    ----------
    source, target
        The list, and the CSV file to write.
    within, by
        The column that divides the students into groups, and the column of numbers.
    share
        Share of mentors in every group, 0 to 1; rounded down, but one at least where there are two students.
    """
    table = read_table(source)
    header, rows = table.rows[0], table.rows[1:]
    group, number = header.index(within), header.index(by)
    members: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        members[row[group]].append(place)
    mentors: set[int] = set()
    for places in members.values():
        count = max(int(len(places) * share), min(1, len(places) - 1))
        mentors.update(sorted(places, key=lambda place: -float(rows[place][number]))[:count])
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["student", "role", *header])
        for place, row in enumerate(rows):
            writer.writerow([place + 1, "mentor" if place in mentors else "mentee", *row])


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--within", required=True)
    parser.add_argument("--by", required=True)
    parser.add_argument("--share", type=float, default=0.1)
    given = parser.parse_args()
    mark(given.source, given.target, given.within, given.by, given.share)


if __name__ == "__main__":
    main()
