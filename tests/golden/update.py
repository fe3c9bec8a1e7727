"""Write the golden digests anew, after a change of the model's text that was meant.

``python -m tests.golden.update`` runs the scenarios and writes ``digests.json``.

``python -m tests.golden.update --complete`` first writes into the scenarios what they do not state yet, with
its default: needed after a new setting or parameter. Values that are stated stay as they are, so that a new
calibration changes no digest.
"""

from __future__ import annotations

import json
import sys

from mentorsim.scenario import load_scenario
from mentorsim.scenario.writing import scenario_yaml
from tests.golden.trajectories import DIGESTS, digests_of, scenario_files


def main() -> None:
    if "--complete" in sys.argv[1:]:
        for file in scenario_files():
            file.write_text(scenario_yaml(load_scenario(file), every_value=True), encoding="utf-8")
    found = {file.stem: digests_of(file.stem) for file in scenario_files()}
    DIGESTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"{DIGESTS.name}: {sum(map(len, found.values()))} runs of {len(found)} scenarios")


if __name__ == "__main__":
    main()
