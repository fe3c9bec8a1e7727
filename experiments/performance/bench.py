"""Measure the speed of mentorsim and set it beside its targets.

``make bench`` prints a table, ``python experiments/performance/bench.py --json`` one JSON object, and
``--markdown`` also writes the table of ``docs/evidence/performance.md``; ``--quick`` leaves out a million
students.
Ratios are medians of pairs measured one right after the other. What keeps one core busy is measured in
processor time, so that both hold on a busy machine; seconds are this machine's. Each file here measures one
thing and says how.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))  # for tests.reference.twin

DOCUMENT = PROJECT / "docs" / "evidence" / "performance.md"
BEGIN, END = "<!-- written by bench.py --markdown -->", "<!-- until here -->"


def measured(times: int, *, quick: bool) -> dict[str, float | None]:
    """Measure everything."""
    from compare_share import kernel_share, two_worker_speedup
    from growth import growth
    from startup import start_up
    from sweep_sharing import sharing_ratio
    from twin import twin_ratios

    figures: dict[str, float | None] = {**start_up(times), **twin_ratios(times)}
    from plain_c import c_ratio

    return {
        **figures,
        **c_ratio(times),
        **kernel_share(200, 3),
        **two_worker_speedup(150, 3),
        **sharing_ratio(10, 3),
        **growth(quick=quick),
        **matching_figures(quick=quick),
    }


def matching_figures(*, quick: bool) -> dict[str, float | None]:
    """Measure the best total score in one pool and within majors, in a process of its own for its memory."""
    from matching_scale import matching_scale
    from timing import in_a_process

    whole = (1000, 2000) if quick else (1000, 10_000)
    within = (4000, 16_000) if quick else (4000, 100_000)
    found = in_a_process(matching_scale, whole, within)
    return {
        "best_score_10k_seconds": found.get("whole_10000_seconds"),
        "best_score_100k_in_majors_seconds": found.get("majors_100000_seconds"),
        "best_score_growth": found["whole_growth"],
        "best_score_growth_in_majors": found["majors_growth"],
        "best_score_megabytes": found["peak_mb"],
    }


def write_into(document: Path, figures: dict[str, float | None]) -> None:
    """Put a new table between the two marks of a document."""
    from targets import markdown

    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    today = datetime.now(UTC).date().isoformat()
    measured_on = f"Measured on {today}, on {os.cpu_count()} cores."
    text = f"{before}{BEGIN}\n{measured_on}\n\n{markdown(figures)}\n{END}{after}"
    document.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--markdown", action="store_true", help="write the table of docs/evidence/performance.md"
    )
    parser.add_argument("--quick", action="store_true", help="leave out the million students")
    parser.add_argument(
        "--times", type=int, default=5, help="how often each is measured; medians are printed"
    )
    options = parser.parse_args()
    figures = measured(options.times, quick=options.quick)
    if options.json:
        print(json.dumps(figures))
        return
    if options.markdown:
        write_into(DOCUMENT, figures)
    from targets import TARGETS, table

    print(table({name: figures[name] for name in TARGETS}))


if __name__ == "__main__":
    main()
