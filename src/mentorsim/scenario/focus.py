"""What meeting time is spent on."""

from __future__ import annotations

from pydantic import model_validator

from mentorsim.scenario.settings import Settings, problems_error, setting, shares_problem
from mentorsim.scenario.shorthand import Shorthand

_THIRD = 1.0 / 3.0
_WORDS: dict[str, dict[str, float]] = {
    "tutoring": {"tutoring": 1.0},
    "guidance": {"guidance": 1.0},
    "social": {"social": 1.0},
    "mixed": {"tutoring": _THIRD, "guidance": _THIRD, "social": _THIRD},
}


class Focus(Settings):
    """How meeting time is divided; the shares add up to 1."""

    tutoring: float = setting(0.0, "Share of time on subject matter", low=0, high=1)
    guidance: float = setting(0.0, "Share of time on how to study and find one's way", low=0, high=1)
    social: float = setting(0.0, "Share of time on getting to know one another and others", low=0, high=1)

    @model_validator(mode="after")
    def _check(self) -> Focus:
        if problem := shares_problem((self.tutoring, self.guidance, self.social)):
            raise problems_error([((), problem)])
        return self


def mixed_focus() -> Focus:
    """Return the focus that divides the time equally."""
    return Focus(tutoring=_THIRD, guidance=_THIRD, social=_THIRD)


def expand_focus(value: object) -> object:
    """Return the shares that a word such as ``mixed`` stands for, and anything else unchanged."""
    if not isinstance(value, str):
        return value
    if value not in _WORDS:
        raise problems_error([((), f"must be one of {', '.join(_WORDS)}, or their shares, not {value!r}")])
    return dict(_WORDS[value])


FOCUS = Shorthand(expand_focus, ({"enum": list(_WORDS)},))
