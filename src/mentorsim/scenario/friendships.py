"""The friendships with which the study begins: generated, or read from a file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mentorsim.scenario.settings import Settings, population_setting, setting


class FriendshipSettings(Settings):
    """How many friends students have, and whom; or the file that says so."""

    mean_degree: float = population_setting("mean_degree", low=0, high=50)
    clustering: float = population_setting("clustering", low=0, high=0.9)
    unevenness: float = setting(
        0.0,
        "How unevenly friendships are spread beyond what is usual: 0 not at all, 1 as the square of "
        "sociability, so that with much clustering, too, some have many friends and some hardly any",
        unit="0 to 1",
        low=0,
        high=1,
    )
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
    unknown_ids: Literal["refuse", "skip"] = setting(
        "refuse", "What becomes of a row of the file that names somebody who is not in the cohort"
    )
    not_listed: Literal["generate", "no_friends"] = setting(
        "generate",
        "Students whom the file does not name: their friendships are not known and are generated, or they "
        "have none",
    )
    one_sided: Literal["keep", "drop"] = setting(
        "keep",
        "A friendship that one names and the other, who names somebody or says there is nobody, does not",
    )
