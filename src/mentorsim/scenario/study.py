"""A whole study: the scenario that everything else is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from pydantic import ModelWrapValidatorHandler, PrivateAttr, ValidationError, model_validator

from mentorsim.documents.html_text import html_facts
from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import Places
from mentorsim.errors import ScenarioError, UnknownNameError
from mentorsim.mechanisms.built_in import MECHANISM
from mentorsim.mechanisms.registry import own_parameters
from mentorsim.scenario.budget import BUDGET, Budget
from mentorsim.scenario.calendar import Calendar
from mentorsim.scenario.checks import problems_between_sections
from mentorsim.scenario.cohort import CohortSettings
from mentorsim.scenario.friendships import FriendshipSettings
from mentorsim.scenario.institution import InstitutionSettings
from mentorsim.scenario.merging import NO_PROGRAM, merged_policies, policy_name_problems, refuse_unclear
from mentorsim.scenario.overrides import Override, applied, path_from_text
from mentorsim.scenario.parameter_table import parameter_table
from mentorsim.scenario.problems import scenario_error
from mentorsim.scenario.program import Program
from mentorsim.scenario.run import RunSettings
from mentorsim.scenario.settings import Items, Settings, plain, problems_error, setting

_TABLE_VALUES = {row.name: float(row.value) for row in MECHANISM}


class Scenario(Settings):
    """Everything that describes one study: who, where, the program, its policies, and how to run them.

    Two scenarios are equal when all their values are, wherever they were written.

    Examples
    --------
    >>> import mentorsim as ms
    >>> scenario = ms.load_scenario("first_year_university")
    >>> larger = scenario.with_changes({"cohort.first_years": 800})
    >>> scenario.cohort.first_years, larger.cohort.first_years, scenario == larger
    (400, 800, False)
    """

    title: str = setting(
        ..., "Title", min_length=1, max_length=200, example="First-year university, near-peer mentors"
    )
    description: str = setting("", "What the study is modeled on, with its sources", max_length=20_000)
    caution: str = setting(
        "",
        "A warning that every comparison of the study repeats, such as that its fit to records failed",
        max_length=2_000,
    )
    calendar: Calendar = setting(Calendar, "Terms, breaks and assessment weeks")
    institution: InstitutionSettings = setting(
        InstitutionSettings, "Grades, courses, attendance and departure"
    )
    cohort: CohortSettings = setting(..., "The students")
    friendships: FriendshipSettings = setting(FriendshipSettings, "Friendships at the start")
    budget: Annotated[Budget | None, BUDGET] = setting(
        None,
        "What there is to spend: a policy that needs more is flagged",
        example={"amount": 10_000, "mentors": 40},
    )
    program: Program = setting(..., "The program; policies are variants of it")
    policies: dict[str, Program | None] = setting(
        {},
        "Policies to compare, by name: none (no program, the control), or what differs from program; "
        "mappings merge, everything else is replaced. Without any, the program is compared to none",
        example={"no program": "none", "lighter load": {"mentees_per_mentor": 2}},
    )
    who_gets_places: Literal["by_policy", "same_students"] = setting(
        "by_policy",
        "Where places are short: by_policy, the matching method of each policy decides who gets one; "
        "same_students, one lottery for all policies does, so that only who is paired with whom differs",
        alias="places",
    )
    outcomes: Items[str] = setting(
        ("retention", "gpa", "belonging"), "Outcomes to compare", min_length=1, example=["retention", "gpa"]
    )
    run: RunSettings = setting(RunSettings, "Seed and number of replications")
    mechanisms: Items[str] = setting(
        (),
        "Advanced: mechanisms of your own that take part, by name; `--plugin MODULE` loads where they are "
        "defined",
        example=[],
    )
    parameters: dict[str, float] = setting(
        {}, "Advanced: mechanism parameters that differ from the parameter table, by name", example={}
    )

    # What the user wrote, shorthands and policies as overrides; it is what can be changed and written again.
    _raw: dict[str, Any] = PrivateAttr(default_factory=dict)
    _places: Places = PrivateAttr(default_factory=lambda: Places("<scenario>"))
    _folder: FilePath = PrivateAttr(default_factory=FilePath)

    @model_validator(mode="wrap")
    @classmethod
    def _merge_policies(cls, data: Any, handler: ModelWrapValidatorHandler[Scenario]) -> Scenario:
        if not isinstance(data, Mapping):
            return handler(data)
        raw = plain(data)
        policies = raw.get("policies")
        if policies is None or policies == {}:
            # An empty section, and none at all, mean the same: the program against no program.
            policies = {NO_PROGRAM: NO_PROGRAM, "program": {}}
        if isinstance(policies, Mapping):
            refuse_unclear(policies)
            policies = merged_policies(raw.get("program"), policies)
            if None not in policies.values():
                policies = {NO_PROGRAM: None, **policies}
        scenario = handler({**raw, "policies": policies})
        scenario._raw = raw
        return scenario

    @model_validator(mode="after")
    def _check(self) -> Scenario:
        problems = [*policy_name_problems(self.policies), *problems_between_sections(self, parameter_table())]
        if problems:
            raise problems_error(problems)
        return self

    def __eq__(self, other: object) -> bool:
        """Compare all values; where they were written, and the folder, do not count."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in type(self).model_fields)

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

    def __repr__(self) -> str:
        """Say in a line what it is of; `mentorsim.scenario.writing.scenario_yaml` writes all of it."""
        return f"<Scenario {self.title!r}: {self._who}; policies {', '.join(self.policies)}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return html_facts(
            self.title,
            [
                ("students", self._who),
                ("policies", ", ".join(self.policies)),
                ("outcomes", ", ".join(self.outcomes)),
                ("seed", self.run.seed),
            ],
        )

    @property
    def _who(self) -> str:
        cohort = self.cohort
        if cohort.roster is not None:
            return f"students of {cohort.roster.file}"
        return f"{cohort.first_years:,} first-years, {cohort.upper_years:,} upper-years"

    @property
    def folder(self) -> FilePath:
        """The folder against which files that the scenario names are resolved."""
        return self._folder

    @property
    def name(self) -> str:
        """The scenario's file as the user named it, for messages."""
        return self._places.name

    @property
    def places(self) -> Places:
        """Where each value was written."""
        return self._places

    @property
    def control_name(self) -> str:
        """The name of the policy that is ``none``."""
        return next(name for name, program in self.policies.items() if program is None)

    def file(self, name: str) -> FilePath:
        """Return the path of a file that the scenario names, relative to the scenario's folder."""
        return self._folder / name

    def policy(self, name: str) -> Program | None:
        """Return a policy's program by its name; None for the control, which ``none`` always names.

        Raises
        ------
        ScenarioError
            When there is no such policy.
        """
        if name == NO_PROGRAM:
            return None
        if name not in self.policies:
            guess = nearest(name, self.policies)
            known = ", ".join(map(repr, self.policies))
            hint = f"did you mean {guess!r}?" if guess else f"the policies are {known}"
            raise UnknownNameError(f"there is no policy {name!r}; {hint}")
        return self.policies[name]

    def mechanism_values(self) -> dict[str, float]:
        """Return the value of every mechanism parameter: the table's, or the scenario's own.

        Those of a user's own mechanism are among them where the scenario names the mechanism, or a value.
        """
        own = own_parameters() if self.mechanisms else {}
        rows = (row for row, owner in own.values() if owner in self.mechanisms)
        return {**_TABLE_VALUES, **{row.name: float(row.value) for row in rows}, **self.parameters}

    def with_parameters(self, parameters: Mapping[str, float]) -> Scenario:
        """Return a copy in which mechanism parameters have other values.

        Raises
        ------
        ScenarioError
            When a name is not in the parameter table, or a value outside its range.
        """
        return self.with_changes({f"parameters.{name}": float(value) for name, value in parameters.items()})

    def with_changes(self, changes: Mapping[str, object]) -> Scenario:
        """Return a validated copy with other values.

        Parameters
        ----------
        changes
            New values by their paths, such as ``{"program.mentees_per_mentor": 2}``; as for ``--set``.

        Raises
        ------
        ScenarioError
            When the copy would not be valid.
        """
        return self.overridden(
            Override(path_from_text(text, option := f"{text}={value!s:.80}"), plain(value), option)
            for text, value in changes.items()
        )

    def overridden(self, overrides: Iterable[Override]) -> Scenario:
        """Return a validated copy with other values, each of which says where it was written.

        Raises
        ------
        ScenarioError
            When the copy would not be valid.
        """
        value, places = applied(overrides, self.to_mapping(), self.places)
        return build_scenario(value, places, self.folder)

    def to_mapping(self) -> dict[str, Any]:
        """Return what the user wrote, options included, as plain mappings and lists."""
        raw: dict[str, Any] = plain(self._raw)
        return raw


def build_scenario(value: Any, places: Places, folder: FilePath) -> Scenario:
    """Validate plain values.

    Parameters
    ----------
    value
        What the file and the options say.
    places
        Where each value was written.
    folder
        Where files are that the scenario names.

    Raises
    ------
    ScenarioError
        With up to five mistakes, each with its line or option.
    """
    if not isinstance(value, Mapping):
        raise ScenarioError(
            "must be keys and values, a line for each, beginning with title:", file=places.name, line=1
        )
    try:
        scenario = Scenario.model_validate(value)
    except ValidationError as error:
        raise scenario_error(error, places, Scenario) from None
    scenario._places = places
    scenario._folder = folder
    return scenario
