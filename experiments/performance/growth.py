"""How time and memory grow with the number of students, up to a million; each size in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

SMALL = 5_000
MILLION = 1_000_000
SIZES = (500, SMALL, 50_000, 200_000, MILLION)


def year_of(students: int, times: int = 1) -> dict[str, float]:
    """Measure one size several times and return the median of each figure."""
    command = [sys.executable, str(Path(__file__).parent / "one_size.py"), str(students)]
    years = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(times)
    ]
    return {name: median(year[name] for year in years) for name in years[0]}


def growth(*, quick: bool) -> dict[str, float | None]:
    """Measure 5,000 students and, unless in a hurry, a million."""
    small = year_of(SMALL, 3)
    names = ("bytes_per_student", "bytes_per_friendship")
    figures: dict[str, float | None] = {name: small[name] for name in names}
    figures["ns_per_student_week_5k"] = small["ns_per_student_week"]
    large = None
    if not quick:
        try:
            large = year_of(MILLION)
        except subprocess.CalledProcessError as problem:  # not measured, and said so
            print(f"The million was not measured: {problem.stderr.strip()[-300:]}", file=sys.stderr)
    parts = ("year", "first_year", "world", "matching", "weeks")
    for part in parts:
        figures[f"{part}_1m_seconds"] = large[f"{part}_seconds"] if large else None
    figures["year_1m_megabytes"] = large["peak_megabytes"] if large else None
    figures["copy_peak_over_size"] = (large or small)["copy_peak_over_size"]
    whole = "ns_per_student_week_all"
    figures["growth_1m_over_5k"] = large[whole] / small[whole] if large else None
    figures["weeks_growth_1m_over_5k"] = (
        large["ns_per_student_week"] / small["ns_per_student_week"] if large else None
    )
    return figures
