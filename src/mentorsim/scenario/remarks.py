"""What is right in a scenario but may not mean what its author thinks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorsim.scenario.program import Program
    from mentorsim.scenario.study import Scenario


def remarks_on(scenario: Scenario) -> Iterator[str]:
    """Yield a sentence for every policy whose reward is the same as another, or nobody's."""
    for name, program in scenario.policies.items():
        same = None if program is None else same_reward(program)
        if same is not None:
            yield f"{name}: {same}"


def same_reward(program: Program) -> str | None:
    """Say which other reward a program's reward equals; None where it equals no other."""
    reward = program.reward
    if reward is None:
        return None
    what = f"a reward for {reward.for_}"
    if reward.size == 0:
        return f"{what} of size 0 is none"
    if program.format != "group":
        return None
    if not program.has_mentors and reward.to == "mentor":
        return f"{what} to the mentor is nobody's in groups without mentors"
    if not program.has_mentors and reward.to == "pair":
        return f"{what} to the pair is the same as one to the group in groups without mentors"
    if reward.for_ == "meetings":
        if reward.to == "pair":
            return f"{what} to the pair is the same as one to the group"
        if reward.to == "mentee" and not program.has_mentors:
            return f"{what} to the mentee is the same as one to the group in groups without mentors"
    return None
