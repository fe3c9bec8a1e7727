"""Who got a place under each policy of a comparison, and which policies did the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunTable
from mentorsim.outcomes.places import (
    PAIRS_DIGEST,
    PLACED_DIGEST,
    PLACES,
    PRIOR_GRADE_WITH,
    PRIOR_GRADE_WITHOUT,
    RAN_OUT,
    RUN_DIGEST,
    SKILL_WITH,
    SKILL_WITHOUT,
    WAITING,
)
from mentorsim.statistics.intervals import mean_interval

#: What is told of each policy, in this order: the name, the column of the rows, the unit.
PLACE_MEANS = (
    ("applied", "accepted", "students"),
    ("places", PLACES, "students"),
    ("with_mentor", "participants", "students"),
    ("waiting", WAITING, "students"),
    (PRIOR_GRADE_WITH, PRIOR_GRADE_WITH, "SD"),
    (PRIOR_GRADE_WITHOUT, PRIOR_GRADE_WITHOUT, "SD"),
    (SKILL_WITH, SKILL_WITH, "SD"),
    (SKILL_WITHOUT, SKILL_WITHOUT, "SD"),
)


def place_records(plan: Plan, table: RunTable) -> Iterator[dict[str, object]]:
    """Yield one record per policy with a program: means over replications with their 95 % intervals.

    ``places`` is None for a program without mentors, and what is told of students without a place is None
    where everybody has one. ``places_ran_out`` is the share of replications in which there were too few.
    """
    whole = table.whole
    for number, policy in enumerate(plan.policies):
        if plan.scenario.policy(policy) is None:
            continue
        record: dict[str, object] = {"policy": policy}
        for name, column, unit in PLACE_MEANS:
            values = table.of(column)[whole, number]
            known = values[np.isfinite(values)]
            record[name] = {"unit": unit, **_interval(known)}
        ran_out = table.of(RAN_OUT)[whole, number]
        ran_out = ran_out[np.isfinite(ran_out)]
        record["places_ran_out"] = float(ran_out.mean()) if ran_out.size else None
        yield record


def _interval(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> dict[str, float | None]:
    if not values.size:
        return {"mean": None, "low": None, "high": None}
    found = mean_interval(values[:, None])
    ends = (found.mean[0], found.low[0], found.high[0])
    return {
        name: None if np.isnan(end) else float(end)
        for name, end in zip(("mean", "low", "high"), ends, strict=True)
    }


def place_report(plan: Plan, table: RunTable) -> dict[str, object]:
    """Return all of it as plain values, for JSON."""
    return {
        "policies": list(place_records(plan, table)),
        "same_runs": [list(policies) for policies in same_runs(plan, table)],
        "same_pairs": [list(policies) for policies in same_pairs(plan, table)],
        "same_students": [list(policies) for policies in same_students(plan, table)],
        "sentences": list(place_sentences(plan, table)),
    }


def place_lines(plan: Plan, table: RunTable) -> Iterator[dict[str, object]]:
    """Yield one record per number and policy, laid out as the lines of an outcome are."""
    records = list(place_records(plan, table))
    for name, _, unit in PLACE_MEANS:
        for record in records:
            found = record[name]
            assert isinstance(found, dict)
            ends = {key: found[key] for key in ("mean", "low", "high")}
            yield {"outcome": name, "policy": record["policy"], "unit": unit, "direction": "neither", **ends}


def same_runs(plan: Plan, table: RunTable) -> tuple[tuple[str, ...], ...]:
    """Return the sets of policies whose runs are the same in every state, in every replication."""
    return _same(plan, table, RUN_DIGEST)


def same_pairs(plan: Plan, table: RunTable) -> tuple[tuple[str, ...], ...]:
    """Return the sets of policies that made the same pairs and groups in every replication."""
    return _same(plan, table, PAIRS_DIGEST)


def same_students(plan: Plan, table: RunTable) -> tuple[tuple[str, ...], ...]:
    """Return the sets of policies under which the same students got a place in every replication."""
    return _same(plan, table, PLACED_DIGEST)


def place_sentences(plan: Plan, table: RunTable) -> Iterator[str]:
    """Say which policies did the same, and which differ only in who is paired with whom."""
    alike = same_runs(plan, table)
    for policies in alike:
        short = any(_ran_out(plan, table, policy) for policy in policies)
        reason = ": places never ran out" if not short and _have_mentors(plan, policies) else ""
        yield f"{_listed(policies)} did the same in all replications{reason}."
    for policies in same_pairs(plan, table):
        if not any(set(policies) <= set(others) for others in alike) and _took_place(plan, table, policies):
            yield f"{_listed(policies)} made the same pairs in all replications."
    named = [set(policies) for policies in (*alike, *same_pairs(plan, table))]
    for policies in same_students(plan, table):
        if any(set(policies) <= one for one in named) or not _took_place(plan, table, policies):
            continue
        programs = [name for name in plan.policies if plan.scenario.policy(name) is not None]
        who = "All policies" if len(policies) == len(programs) > 2 else _listed(policies)
        yield (
            f"{who} gave a place to the same students in all replications: they differ in who is paired "
            "with whom, and in what else their programs state."
        )
    yield from _different_students(plan, table)


def _different_students(plan: Plan, table: RunTable) -> Iterator[str]:
    programs = [name for name in plan.policies if plan.scenario.policy(name) is not None]
    if any(_ran_out(plan, table, name) for name in programs) and len(programs) > 1:
        together = [set(policies) for policies in same_students(plan, table)]
        if not any(set(programs) <= one for one in together):
            fixed = plan.scenario.who_gets_places == "same_students"
            yield (
                "Places ran out, and not every policy gave them to the same students: differences between "
                "policies are partly about who has a place. "
                + (
                    "One lottery admits students for all policies, but programs differ in whom they invite, "
                    "in their places or in what rules pairs out."
                    if fixed
                    else "`places: same_students` holds that fixed."
                )
            )


def _same(plan: Plan, table: RunTable, column: str) -> tuple[tuple[str, ...], ...]:
    # A failed run is like no other.
    values = table.of(column)[table.whole]
    groups: dict[tuple[float, ...], list[str]] = {}
    for number, policy in enumerate(plan.policies):
        own = values[:, number]
        if len(own) and np.isfinite(own).all():
            groups.setdefault(tuple(own.tolist()), []).append(policy)
    return tuple(tuple(names) for names in groups.values() if len(names) > 1)


def _ran_out(plan: Plan, table: RunTable, policy: str) -> bool:
    ran_out = table.of(RAN_OUT)[table.whole, plan.policies.index(policy)]
    return bool(np.nan_to_num(ran_out).any())


def _took_place(plan: Plan, table: RunTable, policies: Sequence[str]) -> bool:
    number = plan.policies.index(policies[0])
    return bool(np.nan_to_num(table.of("participants")[table.whole, number]).any())


def _have_mentors(plan: Plan, policies: Sequence[str]) -> bool:
    programs = [plan.scenario.policy(name) for name in policies]
    return all(program is not None and program.has_mentors for program in programs)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
