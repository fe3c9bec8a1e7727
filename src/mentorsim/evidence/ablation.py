"""Ablation: each mechanism switched off in turn, to see which facts need it.

The population of a study with a base (C11) is set to that base each time: that fewer leave without a
mechanism of leaving is not news, and its population would be another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from mentorsim.evidence.fact import Fact
from mentorsim.evidence.validation import Validation, validate

Progress = Callable[[int, int], None]

#: Mechanisms, and the parameters that switch each of them off: 0 but where that is not what does it.
MECHANISMS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "tutoring and teaching (at their least)": {"eta": 0.002},
        "learning by teaching": {"phi": 0.0},
        "training of tutors and coaches": {"quality_training": 0.0},
        "guidance": {"guidance_rate": 0.0},
        "closeness as a gate": {"closeness_shape": 0.0},
        "load on closeness": {"rapport_load": 0.0},
        "help by fellow members": {"fellow_help": 0.0, "fellow_friend": 0.0},
        "a stake in a fellow's progress": {"fellow_stake": 0.0, "accountability_stake": 0.0},
        "studying with friends": {"together_rate": 0.0},
        "learning in class": {"class_rate": 0.0},
        "meeting and teaching in sections": {"venue_section": 0.0, "teacher_adjusts": 0.0},
        "courses dropped by motivation": {"drop_motivation": 0.0},
        "being expected (accountability)": {
            "attendance_accountability": 0.0,
            "effort_accountability": 0.0,
            "motivation_accountability": 0.0,
        },
        "following up by training": {"accountability_training": 0.0},
        "being expected by those one sits with": {"accountability_fellows": 0.0},
        "contact and belonging": {"belonging_contact": 0.0, "fellow_contact": 0.0},
        "friends and belonging": {"belonging_friends": 0.0},
        "being few in one's field": {"belonging_few": 0.0},
        "a mentor of one's own group": {"few_mentor": 0.0},
        "friends of one's own group": {"few_friends": 0.0},
        "motivation from results": {"motivation_competence": 0.0},
        "standing in one's group": {"motivation_standing": 0.0, "show_standing": 0.0},
        "friends alike in results": {"befriend_ability": 0.0, "affinity_ability": 0.0},
        "friends' motivation": {"motivation_friends": 0.0},
        "reminders": {"motivation_reminder": 0.0},
        "decline of belonging and motivation": {"belonging_drift": 0.0, "motivation_drift": 0.0},
        "courses not completed by state": {
            "unfinished_motivation": 0.0,
            "unfinished_attendance": 0.0,
            "unfinished_skill": 0.0,
        },
        "grades from effort and attendance": {"grade_effort": 0.0, "grade_attendance": 0.0},
        "leaving on belonging": {"depart_belonging": 0.0},
        "leaving on motivation": {"depart_motivation": 0.0},
        "leaving on results": {"depart_performance": 0.0},
        "leaving after friends": {"depart_friends": 0.0},
        "closeness and coming": {"show_closeness": 0.0},
        "need and coming": {"show_need": 0.0},
        "habit and use that falls over a term": {"show_habit": 0.0, "show_fade": 0.0},
        "likeness of values and rapport": {"rapport_deep": 0.0},
        "likeness in attributes and matches": {"show_surface": 0.0, "end_surface": 0.0},
        "choosing one's partner": {"rapport_chosen": 0.0},
        "rapport keeping pairs together": {"end_rapport": 0.0},
        "mentors ending pairs (at their least)": {"end_mentor": -8.0},
        "missed meetings ending pairs": {"end_missed": 0.0},
        "overload": {"show_load": 0.0, "gamma": 0.0},
        "mentor strain": {"show_strain": 0.0, "quit_strain": 0.0, "motivation_strain": 0.0},
        "mentors' own studies": {"quit_performance": 0.0},
        "felt endings": {"lambda_failed": 0.0, "lambda_motivation": 0.0},
        "endings felt by closeness": {"lambda_closeness": 0.0},
        "endings that leave a trace": {"lambda_lasting": 0.0},
        "taking up help by need or motivation": {
            "take_up_need": 0.0,
            "take_up_motivation": 0.0,
            "take_up_belonging": 0.0,
        },
    }
)

#: Ablations use one of so many replications of a validation: what breaks a fact does so by more than that
#: loses.
_ONE_OF = 4


@dataclass(frozen=True)
class Ablated:
    """What an ablation has found.

    Attributes
    ----------
    whole
        With every mechanism.
    without
        The name of each mechanism, and the facts without it.

    Examples
    --------
    >>> import mentorsim as ms
    >>> found = ms.experimental.ablate(replications=2, workers=1)
    >>> len(found.whole.results) == len(dict(found.without)["leaving on results"].results)
    True
    """

    whole: Validation
    without: tuple[tuple[str, Validation], ...]

    def __repr__(self) -> str:
        """Say how many mechanisms were switched off."""
        return f"<Ablated: {len(self.without)} mechanisms, each switched off in turn: .whole, .without>"


def ablated(
    facts: Sequence[Fact],
    *,
    folder: Path | None = None,
    seed: int = 0,
    replications: int | None = None,
    mechanisms: Sequence[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> Ablated:
    """Validate with all mechanisms, and without each in turn; parameters as for `validate`."""
    report = progress or (lambda done, total: None)
    without: dict[str, tuple[Mapping[str, float], Sequence[str]]] = {
        **{name: ({}, [one for one in mechanisms if one != name]) for name in mechanisms},
        **{name: (values, mechanisms) for name, values in MECHANISMS.items()},
    }
    total = len(without) + 1
    results = []
    for number, (values, left) in enumerate((({}, mechanisms), *without.values())):
        report(number, total)
        results.append(
            validate(
                facts,
                folder=folder,
                parameters=values,
                seed=seed,
                replications=replications,
                one_of=_ONE_OF,
                leveled=True,
                mechanisms=left,
                workers=workers,
            )
        )
    report(total, total)
    return Ablated(results[0], tuple(zip(without, results[1:], strict=True)))
