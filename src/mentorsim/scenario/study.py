"""A whole study: the scenario that everything else is given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import ModelWrapValidatorHandler, PrivateAttr, model_validator

from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import Path, Places
from mentorsim.errors import ScenarioError
from mentorsim.mechanisms.built_in import MECHANISM
from mentorsim.mechanisms.registry import own_parameters
from mentorsim.scenario.budget import BUDGET, Budget
from mentorsim.scenario.calendar import Calendar
from mentorsim.scenario.checks import problems_between_sections
from mentorsim.scenario.cohort import CohortSettings
from mentorsim.scenario.friendships import FriendshipSettings
from mentorsim.scenario.institution import Institution
from mentorsim.scenario.merging import NO_PROGRAM, merged_policies
from mentorsim.scenario.parameter_table import parameter_table
from mentorsim.scenario.program import Program
from mentorsim.scenario.run import Run
from mentorsim.scenario.settings import Items, Settings, plain, problems_error, setting

_LONGEST_NAME = 80


class Scenario(Settings):
    """Everything that describes one study: who, where, the program, its policies, and how to run them.

    Two scenarios are equal when all their values are, wherever they were written.
    """

    title: str = setting(
        ..., "Title", min_length=1, max_length=200, example="First-year university, near-peer mentors"
    )
    description: str = setting("", "What the study is modeled on, with its sources", max_length=20_000)
    calendar: Calendar = setting(Calendar, "Terms, breaks and assessment weeks")
    institution: Institution = setting(Institution, "Grades, courses, attendance and departure")
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
    outcomes: Items[str] = setting(
        ("retention", "gpa", "belonging"), "Outcomes to compare", min_length=1, example=["retention", "gpa"]
    )
    run: Run = setting(Run, "Seed and number of worlds")
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
            _refuse_unclear(policies)
            policies = merged_policies(raw.get("program"), policies)
            if None not in policies.values():
                policies = {NO_PROGRAM: None, **policies}
        scenario = handler({**raw, "policies": policies})
        scenario._raw = raw
        return scenario

    @model_validator(mode="after")
    def _check(self) -> Scenario:
        problems = [*self._policy_name_problems(), *problems_between_sections(self, parameter_table())]
        if problems:
            raise problems_error(problems)
        return self

    def _policy_name_problems(self) -> list[tuple[Path, str]]:
        problems: list[tuple[Path, str]] = []
        controls = [name for name, program in self.policies.items() if program is None]
        if len(controls) > 1:
            problems.append(
                (("policies", controls[1]), f"is none, as is {controls[0]!r}: there can be one control")
            )
        for name, program in self.policies.items():
            if name == NO_PROGRAM and program is not None:
                problems.append(
                    (("policies", name), "is the name of the control: give this policy another one")
                )
            if name != name.strip() or not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
                problems.append(
                    (
                        ("policies", name),
                        f"must have a name of one line, 1 to {_LONGEST_NAME} characters, no blank ends",
                    )
                )
        return problems

    def __eq__(self, other: object) -> bool:
        """Compare all values; where they were written, and the folder, do not count."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in type(self).model_fields)

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

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
        """Give the path of a file that the scenario names, relative to the scenario's folder."""
        return self._folder / name

    def policy(self, name: str) -> Program | None:
        """Give a policy's program by its name; None is no program, which ``none`` always names.

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
            raise ScenarioError(f"there is no policy {name!r}; {hint}")
        return self.policies[name]

    def mechanism_values(self) -> dict[str, float]:
        """Return the value of every mechanism parameter: the table's, or the scenario's own.

        Those of a user's own mechanism are among them where the scenario names the mechanism, or a value.
        """
        own = own_parameters() if self.mechanisms else {}
        rows = (*MECHANISM, *(row for row, owner in own.values() if owner in self.mechanisms))
        return {**{row.name: float(row.value) for row in rows}, **self.parameters}

    def with_parameters(self, parameters: Mapping[str, float]) -> Scenario:
        """Give a copy in which mechanism parameters have other values.

        Raises
        ------
        ScenarioError
            When a name is not in the parameter table, or a value outside its range.
        """
        return self.with_changes({f"parameters.{name}": float(value) for name, value in parameters.items()})

    def with_changes(self, changes: Mapping[str, object]) -> Scenario:
        """Give a validated copy with other values.

        Parameters
        ----------
        changes
            New values by their paths, such as ``{"program.mentees_per_mentor": 2}``; as for ``--set``.

        Raises
        ------
        ScenarioError
            When the copy would not be valid.
        """
        from mentorsim.scenario.building import changed_scenario

        return changed_scenario(self, changes)

    def to_mapping(self) -> dict[str, Any]:
        """Give what the user wrote, options included, as plain mappings and lists."""
        raw: dict[str, Any] = plain(self._raw)
        return raw


def _refuse_unclear(policies: Mapping[str, object]) -> None:
    # An empty entry would look like the control and like the unchanged program.
    sentence = "must be none (the control), or what differs from program; {} where nothing does"
    problems: list[tuple[Path, str]] = [
        (("policies", name), sentence)
        for name, override in policies.items()
        if override != NO_PROGRAM and not isinstance(override, Mapping)
    ]
    if problems:
        raise problems_error(problems)
