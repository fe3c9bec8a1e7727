"""How many replications are simulated, and when it is enough."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mentorsim.scenario.settings import Settings, setting


class Until(Settings):
    """Continue until the paired differences of an outcome are known this well."""

    outcome: str = setting("retention", "Outcome that is watched", min_length=1, example="retention")
    half_width: float = setting(
        0.005, "Half-width of the interval to reach", unit="unit of the outcome", above=0
    )


class RunSettings(Settings):
    """Seed and number of replications; a replication is shared by all policies."""

    seed: int = setting(
        1, "Seed: the same scenario and seed give the same results", low=0, high=2**63 - 1, example=2026
    )
    replications: int | None = setting(
        None,
        "Fixed number of replications; where it is given, `until` is not used",
        unit="replications",
        low=1,
        high=1_000_000,
    )
    until: Until = setting(Until, "When to stop, where no number of replications is given")
    max_replications: int = setting(
        2000, "Most replications with `until`", unit="replications", low=1, high=1_000_000
    )
    smallest_worthwhile: dict[str, Annotated[float, Field(gt=0)]] = setting(
        {},
        "Smallest difference that would matter, for each outcome; else 0.01 of a share, 0.05 grade points "
        "(of 4), 0.02 of 0 to 1, 0.05 SD, half a week, a tenth of a course or a friend",
        unit="unit of the outcome, more than 0",
        example={"retention": 0.01},
    )
    family_wise: bool = setting(
        False,
        "Whether the verdicts of all outcomes are right together (95 %), instead of those of each outcome",
    )
