"""The friendships with which the study begins: generated, or read from a file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mentorsim.scenario.settings import Settings, population_setting, setting


class FriendshipSettings(Settings):
    """How many friends students have, and whom; or the file that says so."""

    mean_degree: float = population_setting("mean_degree", low=0, high=50)
    clustering: float = population_setting("clustering", low=0, high=0.9)
    homophily: dict[str, Annotated[float, Field(ge=0, le=1)]] = setting(
        {},
        "How much friends are alike beyond chance, for each attribute (Coleman's index)",
        unit="index, 0 to 1",
        example={"major": 0.5, "first_generation": 0.2},
    )
    file: str | None = setting(
        None,
        "Edge list (.csv) or network (.graphml) to read instead, relative to the scenario file",
        min_length=1,
        example="friends.csv",
    )
