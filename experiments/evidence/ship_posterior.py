"""Put the samples of a calibration into the package, and its report into the documentation.

mentorsim calibrate --out results/one --seed 1
python experiments/evidence/ship_posterior.py results/one
python docs/make_numbers.py
"""

import shutil
import sys
from pathlib import Path

import mentorsim

PACKAGE = Path(mentorsim.__file__).parent / "evidence"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "evidence" / "calibration_report.md"


def main() -> None:
    """Copy the samples, their record, and the report."""
    folder = Path(sys.argv[1])
    for name in ("posterior.csv", "posterior.json"):
        shutil.copyfile(folder / name, PACKAGE / name)
    PAGE.write_text((folder / "report.md").read_text(encoding="utf-8"), encoding="utf-8")
    print(f"The samples are in {PACKAGE}, the report is {PAGE}; now renew docs/make_numbers.py")


if __name__ == "__main__":
    main()
