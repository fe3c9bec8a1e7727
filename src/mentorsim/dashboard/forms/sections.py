"""Which settings of a program stand in its form, in which order, under which headings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from mentorsim.dashboard.forms.fields import FormField, field_of
from mentorsim.scenario import Scenario
from mentorsim.scenario.program import Program

#: The choice of who may take part: one field of the form stands for three forms of the setting.
WHO = ("eligibility", "who")
EVERYONE, AT_RISK, ATTRIBUTE = "everyone", "lowest grades", "an attribute"


@dataclass(frozen=True)
class FormSection:
    """Fields under a heading.

    Attributes
    ----------
    title
        The heading.
    fields
        The fields, in order.
    hint
        A sentence under the heading.
    whole
        A section of the program whose values are written together; empty: each by itself.
    switch
        What turns that section on; empty: it always is. Off, the scenario says ``none``.
    start
        Texts by field while the section is off.
    folded
        Whether its fields are shown only when somebody opens it: what most leave as it is.
    """

    title: str
    fields: tuple[FormField, ...]
    hint: str = ""
    whole: tuple[str, ...] = ()
    switch: str = ""
    start: tuple[tuple[str, str], ...] = ()
    folded: bool = True

    @property
    def switch_name(self) -> str:
        """The switch's name in what is sent."""
        return ".".join(self.whole) + ".on"

    def has_any(self, names: Collection[str]) -> bool:
        """Return whether any of its fields, or what stands in it beside them, is among names."""
        own = {one.name for one in self.fields} | ({"match.criteria"} if self.title == "Matching" else set())
        return not own.isdisjoint(names)

    @property
    def id(self) -> str:
        """The section's id in the page."""
        return "s-" + self.title.lower().replace(" ", "-")


def program_sections(scenario: Scenario) -> tuple[FormSection, ...]:
    """Return the sections of a program's form, with the attributes and methods that a scenario has."""
    return tuple(
        replace(section, fields=tuple(_with_names(one, scenario) for one in section.fields))
        for section in _sections()
    )


def observed_numbers(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of observed numbers that a scenario has."""
    roster = scenario.cohort.roster
    return ("prior_grade", *(() if roster is None else roster.numbers))


def _with_names(field: FormField, scenario: Scenario) -> FormField:
    if field.name == "eligibility.at_risk.by":
        return field.with_choices(observed_numbers(scenario))
    if field.name == "eligibility.attribute":
        return replace(field.with_choices(scenario.cohort.attribute_names), optional=True)
    if field.name == "match.method":
        from mentorsim.pairing import matching_methods

        return field.with_choices(tuple(dict.fromkeys(one.name for one in matching_methods())))
    return field


@cache
def _sections() -> tuple[FormSection, ...]:
    who = FormField(
        WHO,
        "Who may take part",
        "choice",
        "Everyone, the students with the lowest grades, or those with an attribute",
        choices=(EVERYONE, AT_RISK, ATTRIBUTE),
    )
    return (
        FormSection(
            "Mentors and places",
            (
                _field("mentors.count", "Mentors"),
                _field("mentees_per_mentor", "Mentees per mentor"),
                _field("format", "Pairs or groups", "one_to_one: pairs; group: groups that meet together"),
                _field("group_size", "Group size"),
                _field("mentors_per_group", "Mentors per group"),
                _field("mentors.from", "Where mentors come from"),
            ),
            folded=False,
        ),
        FormSection(
            "Who takes part",
            (
                who,
                _field("eligibility.at_risk.lowest_share", "Lowest share", "For lowest grades: their share"),
                _field("eligibility.at_risk.by", "Lowest by", "For lowest grades: the number that orders"),
                _field("eligibility.attribute", "Attribute", "For an attribute: which"),
                _field(
                    "eligibility.is", "Value of the attribute", "For an attribute: its value, such as yes"
                ),
            ),
            whole=("eligibility",),
            start=(("eligibility.at_risk.lowest_share", "0.4"), ("eligibility.at_risk.by", "prior_grade")),
            folded=False,
        ),
        FormSection(
            "Offer",
            (
                _field("offer.how", "How places are offered"),
                _field("offer.share", "Share offered a place"),
                _field("late_joiners.share", "Share that joins late"),
                _field("late_joiners.weeks_late", "Weeks late"),
            ),
        ),
        FormSection(
            "Meetings",
            (
                _field("meetings_per_week", "Meetings per week"),
                _field("hours_per_meeting", "Hours per meeting"),
                _field("meet_in_breaks", "Meetings in breaks"),
                _field("contact", "Contact"),
            ),
            folded=False,
        ),
        FormSection(
            "What meetings are about",
            (
                _field("focus.tutoring", "Tutoring"),
                _field("focus.guidance", "Guidance"),
                _field("focus.social", "Social"),
            ),
            hint="The three shares add up to 1.",
            whole=("focus",),
        ),
        FormSection(
            "Start and length",
            (
                _field("starts_week", "First week"),
                _field("lasts_weeks", "Planned length"),
                _field("waves", "Rounds of matching"),
                _field("weeks_between_waves", "Weeks between rounds"),
            ),
        ),
        FormSection(
            "Training and support",
            (
                _field("training.hours", "Training of mentors"),
                _field("training.topics", "Topics for mentors", "The hours are divided among them"),
                _field("mentee_training.hours", "Training of mentees"),
                _field("mentee_training.topics", "Topics for mentees", "The hours are divided among them"),
                _field("preparation", "Preparation"),
                _field("mentor_support.hours_per_month", "Support of mentors"),
            ),
        ),
        FormSection(
            "Check-ins",
            (
                _field("check_ins.every_weeks", "Weeks between check-ins"),
                _field("check_ins.rematch_below", "Act below"),
                _field("check_ins.action", "What is done"),
                _field("check_ins.delay_weeks", "Weeks until it is done"),
            ),
            whole=("check_ins",),
            switch="Ask every pair how it goes",
            start=(
                ("check_ins.every_weeks", "4"),
                ("check_ins.rematch_below", "0.3"),
                ("check_ins.action", "rematch"),
                ("check_ins.delay_weeks", "1"),
            ),
            folded=False,
        ),
        FormSection(
            "Reward",
            (
                _field("reward.to", "Who gets it"),
                _field("reward.for", "What it is for"),
                _field("reward.size", "Size"),
            ),
            whole=("reward",),
            switch="Give a reward, such as credit or a voucher",
            start=(("reward.to", "pair"), ("reward.for", "meetings"), ("reward.size", "1")),
        ),
        FormSection(
            "Matching",
            (
                _field("match.method", "Matching method", "What turns students into pairs or groups"),
                _field("match.minimum_score", "Lowest score"),
            ),
        ),
        FormSection(
            "Prices",
            (
                _field("costs.mentor_hour", "Hour of a mentor"),
                _field("costs.training_hour", "Hour of training"),
                _field("costs.coordinator_hour", "Hour of a coordinator"),
                _field("costs.per_mentor", "For each mentor"),
                _field("costs.fixed", "For the whole program"),
                _field("costs.value_per_retained", "Value of a student retained"),
            ),
        ),
    )


def _field(name: str, label: str, help_: str = "") -> FormField:
    return field_of(Program, tuple(name.split(".")), label, help_)
