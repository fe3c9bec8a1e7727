"""Put what `mentorsim validate --format json` printed into the package: reports say what the model meets.

mentorsim validate --format json > validation.json
python experiments/evidence/ship_validation.py validation.json
"""

import json
import sys
from pathlib import Path

from mentorsim.evidence.standing import SHIPPED

KEPT = ("id", "published", "low", "high", "simulated", "simulation_error", "verdict")


def main() -> None:
    found = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    facts = [{key: fact[key] for key in KEPT} for fact in found["facts"]]
    SHIPPED.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(f"{len(facts)} facts are in {SHIPPED}")


if __name__ == "__main__":
    main()
