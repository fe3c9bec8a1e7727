"""Hold what `mentorsim check` says about costs against what `mentorsim compare` finds.

    python experiments/robustness/planned_cost.py [replications] [random programs]

First every policy of every shipped scenario: its cost at most, about (a few replications), and the mean of
many; the largest difference of "about" from the mean, and how near the most expensive replication comes to
"at most". Then random programs on a small school: how often a replication costs more than "at most".
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np

from mentorsim.experiment.expected_cost import expected_uses
from mentorsim.experiment.plan import make_plan
from mentorsim.experiment.replicate import measured_columns, replicate
from mentorsim.scenario import Scenario, load_scenario
from mentorsim.scenario.planned_cost import planned_cost

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
SCHOOL = {
    "title": "Small",
    "calendar": {"terms": 2, "weeks_per_term": 8, "break_weeks": 2},
    "cohort": {
        "first_years": 60,
        "upper_years": 40,
        "attributes": {"first_generation": {"share": 0.3}},
    },
}


def costs_of(scenario: Scenario, replications: int) -> dict[str, np.ndarray]:
    """Return what every policy with a program cost in each replication."""
    names = [name for name, program in scenario.policies.items() if program is not None]
    plan = make_plan(scenario, policies=names, outcomes=["cost"])
    column = measured_columns(plan).index("cost")
    costs = np.array([replicate(plan, number).values[:, column] for number in range(replications)])
    return {name: costs[:, number] for number, name in enumerate(plan.policies) if name in names}


def shipped(replications: int) -> None:
    """Print the table of the shipped scenarios."""
    furthest, nearest = 0.0, 0.0
    print(
        f"{'policy':50s} {'at most':>10s} {'about':>10s} {f'mean of {replications}':>12s} {'about/mean':>10s}"
    )
    for file in sorted(FOLDER.glob("*.yaml")):
        scenario = load_scenario(file)
        about = expected_uses(scenario)
        for name, costs in costs_of(scenario, replications).items():
            program = scenario.policy(name)
            assert program is not None
            most, mean, found = planned_cost(scenario, program), costs.mean(), about[name].cost
            ratio = found / mean if mean else 1.0
            furthest = max(furthest, abs(ratio - 1.0))
            nearest = max(nearest, costs.max() / most if most else 0.0)
            print(f"{f'{file.stem}: {name}':50s} {most:10,.0f} {found:10,.0f} {mean:12,.0f} {ratio:10.3f}")
    print(
        f"about: at most {furthest:.1%} from the mean; most expensive replication: {nearest:.0%} of at most"
    )


def random_program(chance: random.Random) -> dict[str, object]:
    """Return a program with anything that costs money or time set at random."""
    group = chance.random() < 0.4
    rate = chance.choice([0.25, 0.5, 1.0, 1.4, 3.0])
    mentored = not group or chance.random() < 0.8
    source = chance.choice(["upper_years", "upper_years", "cohort"]) if mentored else "none"
    program: dict[str, object] = {
        "mentors": {"count": chance.randint(1, 20), "from": source} if mentored else {"from": "none"},
        "mentees_per_mentor": chance.randint(1, 6),
        "meetings_per_week": rate,
        "starts_week": chance.randint(1, 6),
        "offer": {"share": chance.choice([0.3, 1.0]), "how": chance.choice(["sign_up", "proactive"])},
        "waves": chance.randint(1, 3),
        "weeks_between_waves": chance.randint(1, 5),
        "late_joiners": {"share": chance.choice([0.0, 0.3])},
        "meet_in_breaks": chance.random() < 0.3,
        "training": {"hours": 4, "topics": ["listening"]},
        "mentee_training": {"hours": 2, "topics": ["study_skills"]},
        "mentor_support": {"hours_per_month": chance.choice([0, 2])},
        "preparation": chance.choice([0, 0.5]),
        "costs": {"minutes_per_match": 30, "per_mentor": 10, "fixed": 100},
    }
    if chance.random() < 0.5:
        program["check_ins"] = {
            "every_weeks": chance.randint(1, 5),
            "rematch_below": chance.choice([0.3, 0.9]),
            "action": chance.choice(["rematch", "coach", "close"]),
        }
    if chance.random() < 0.4:
        program["lasts_weeks"] = chance.randint(1, 10)
    if chance.random() < 0.2:
        program["stop_week"] = chance.randint(8, 15)
    if chance.random() < 0.4:
        program["eligibility"] = chance.choice(
            [{"at_risk": {"lowest_share": 0.3}}, {"attribute": "first_generation", "is": "yes"}]
        )
    if group:
        program |= {"format": "group", "group_size": chance.randint(2, 5)}
        if mentored:
            program["mentors_per_group"] = chance.randint(1, 2)
    elif chance.random() < 0.2:
        program["contact"] = "one_way"
    return program


def bounds(programs: int) -> None:
    """Print how often a replication of a random program costs more than at most."""
    chance = random.Random(13)
    over = 0
    for number in range(programs):
        program = random_program(chance)
        scenario = Scenario.model_validate({**SCHOOL, "program": program})
        most = planned_cost(scenario, scenario.program)
        for name, costs in costs_of(scenario, 5).items():
            if costs.max() > most + 1e-6:
                over += 1
                print(f"over: program {number} ({name}) {costs.max():,.0f} of {most:,.0f}: {program}")
    print(f"{over} of {programs} random programs cost more than at most in one of 5 replications")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    shipped(numbers[0] if numbers else 100)
    bounds(numbers[1] if len(numbers) > 1 else 300)
