"""The model: one policy in one replication, as a Mesa model. Every run, alone or among a million, is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from mentorsim.agents import StudentAgents
from mentorsim.documents.html_text import html_facts
from mentorsim.dynamics.ahead import compile_the_rest
from mentorsim.dynamics.matching import Matcher
from mentorsim.dynamics.mechanism import Mechanism, WeekContext, initial_values, named_mechanism
from mentorsim.dynamics.participation import Rows
from mentorsim.dynamics.rows import Participation, WeeklySeries
from mentorsim.dynamics.settings import program_record
from mentorsim.dynamics.state_check import check_state
from mentorsim.dynamics.views import view_students
from mentorsim.dynamics.week import ALL_STAGES, run_weeks
from mentorsim.dynamics.week_plan import distinct, week_plan
from mentorsim.edits import Edits
from mentorsim.mechanisms.column import Column
from mentorsim.model_columns import ModelColumns
from mentorsim.network import FriendshipList
from mentorsim.pairing.eligibility import eligible_students
from mentorsim.pairing.pair_files import listed_pairs
from mentorsim.pairing.problem import no_pairs
from mentorsim.scenario import Program
from mentorsim.scenario.accepting import ScenarioLike, as_scenario
from mentorsim.scenario.match import PairsFile
from mentorsim.seeds import Seed, generator_and_seed, refuse_another_world
from mentorsim.students import show_columns
from mentorsim.views import with_views, without_views
from mentorsim.world import World, make_world


class MentoringModel(Edits, ModelColumns, StudentAgents):
    """One policy in one replication of a scenario.

    Parameters
    ----------
    scenario
        The study: a `Scenario`, a YAML file, the name of a shipped scenario, or a mapping of its keys and
        values. Kept as ``study`` (newer versions of Mesa own the name ``scenario``).
    policy
        The name of one of its policies; ``none`` is always there.
    rng
        What Mesa takes: the seed of all draws, a whole number from 0 to 2**63 - 1; a
        `numpy.random.SeedSequence`, whose first 63 bits are the seed; or a Generator or BitGenerator, whose
        next words are. None: the scenario's seed.
    replication
        Which replication of that seed, from 0.
    world
        The world, if it has been made already; all policies of a replication share it. Seed and replication
        are then the world's.

    Attributes
    ----------
    week
        How many weeks are done; the next one has this number, counted from 0.
    weeks
        The horizon.
    matchings
        What was matched, and from whom.

    Raises
    ------
    MentorsimError
        When the scenario is not valid, there is no such policy, the seed is not a whole number from 0 to
        2**63 - 1, or seed or replication are not those of the world.

    Notes
    -----
    ``copy.deepcopy`` and ``pickle`` give a model that continues bit for bit like this one, also in the middle
    of a run. Made by a mechanism or by a student's step, the copy continues after it: its next ``step`` ends
    that week. An attribute of a subclass that is a view of a column, such as ``self.students.skill``, stays a
    view in the copy; a view deeper inside (in a list, a dict, an agent) becomes an array of its own.

    A student takes one step a week. Where `student_class` has a ``step``, `MentoringModel.step` calls it at
    the end of the week, in row order, for every student who was not removed. Mesa's tutorials write
    ``super().step()`` and then ``self.agents.shuffle_do("step")``: no student then steps twice, because a
    second call in the same week does nothing but warn. To choose when and in which order students step, set
    ``steps_students = False`` in the subclass and call them yourself.

    Examples
    --------
    Subclasses run everywhere the built-in model does. Mechanisms of your own are functions of a
    `WeekContext`; name the stage that each comes after::

        @mechanism(after="motivation")
        def long_commute(context):
            tired = context.students.sociability < 0.2
            context.students.motivation[tired] *= 0.99


        class CommuterModel(MentoringModel):
            mechanisms = (long_commute,)


        compare(scenario, model=CommuterModel)

    Examples
    --------
    >>> import mentorsim as ms
    >>> model = ms.MentoringModel("first_year_university", policy="as planned", rng=7)
    >>> model.step()
    >>> model.week, len(model.agents)
    (1, 700)
    >>> lonely = model.agents.select(lambda student: student.belonging < 0.3)
    >>> len(lonely) < 100
    True
    """

    mechanisms: Sequence[Mechanism] = ()

    def __init__(
        self,
        scenario: ScenarioLike,
        policy: str = "none",
        *,
        rng: Seed | None = None,
        replication: int | None = None,
        world: World | None = None,
    ) -> None:
        scenario = as_scenario(scenario)
        if world is not None:
            refuse_another_world(world, rng, replication)
            rng = int(world.replication_key.seed)
        generator, seed = generator_and_seed(scenario.run.seed if rng is None else rng)
        super().__init__(rng=generator)
        self.study = scenario
        self.policy = policy
        self.program: Program | None = scenario.policy(policy)
        self.world = (
            world
            if world is not None
            else make_world(scenario, seed, 0 if replication is None else replication)
        )
        self.replication = int(self.world.replication_key.replication)
        self.mechanisms = distinct((*type(self).mechanisms, *map(named_mechanism, scenario.mechanisms)))
        self.stages = week_plan(self.mechanisms)
        self._own_declared = self._columns_declared()
        self.parameters = self.world.parameters_with(self.mechanisms)
        self.settings = program_record(self.program, self.world.parameters)
        self.week = 0
        self._run = self.world.placed(
            self.world.begin_run(), None if self.program is None else self.program.placement
        )
        self.weeks = self._run.calendar.shape[1]
        self.own_columns: dict[str, NDArray[Any]] = {}
        self.students = view_students(self._run, self.world.cohort.slots)
        self.participation = Participation(*self._run.participation)
        self.weekly = WeeklySeries(*self._run.series)
        self._matcher = self._make_matcher() if self.program is not None else None
        self._revision = 0
        self._friendship_list: tuple[int, FriendshipList] | None = None
        self._network: tuple[int, nx.MultiGraph[int]] | None = None
        self._stages_done = 0  # of the week that runs
        self._by_row, self._still_to_step = [], []
        if self.mechanisms:
            self._begin_own_columns()
        if self._students_step:
            self._make_students()

    def __repr__(self) -> str:
        """Say what runs, and how far it is."""
        return (
            f"<{type(self).__name__} {self.policy!r} of {self.study.title!r}: week {self.week} of "
            f"{self.weeks}, {len(self.students.key):,} students: .students, .ties, .network, .agents>"
        )

    def _repr_html_(self) -> str:
        enrolled = int(self.students.enrolled.sum())
        active = int((self.ties.end_week < 0).sum())
        return html_facts(
            f"{type(self).__name__}: {self.study.title}",
            [
                ("policy", self.policy),
                ("week", f"{self.week} of {self.weeks}"),
                ("students", f"{len(self.students.key):,}, {enrolled:,} of them enrolled"),
                (
                    "mentoring ties",
                    f"{active:,} active, {len(self.ties):,} ever made",
                ),
                ("seed, replication", f"{self.world.replication_key.seed}, {self.replication}"),
            ],
        )

    # Copies

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle needs: views as places in their blocks, nothing made on demand."""
        blocks = self._blocks()
        state = {name: without_views(value, blocks) for name, value in self.__dict__.items()}
        # Own mechanisms go by name, and what they declare comes with them: it may hold functions.
        remade = dict.fromkeys(("_network", "_friendship_list", "stages", "_own_declared"))
        return {**state, "_run": self._run, **remade}

    def __copy__(self) -> NoReturn:
        """Refuse a copy whose columns would be those of the original."""
        raise TypeError("a shallow copy of a model would share its columns: use copy.deepcopy(model)")

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the views anew from the copied blocks."""
        self._run = state["_run"]
        blocks = self._blocks()
        self.__dict__.update({name: with_views(value, blocks) for name, value in state.items()})
        self.stages = week_plan(self.mechanisms)
        self._own_declared = self._columns_declared()
        if self.own_columns:
            self.students = view_students(self._run, self.world.cohort.slots, self.own_columns)

    def _columns_declared(self) -> tuple[Column, ...]:
        return tuple(column for one in self.mechanisms for column in one.declaration.columns)

    def _blocks(self) -> dict[str, Any]:
        return {name: block for name, block in self._run._asdict().items() if isinstance(block, np.ndarray)}

    # Time

    def step(self) -> None:
        """Run one week.

        Raises
        ------
        StateError
            When a mechanism, a student's step or code between weeks left a number that a column cannot hold.
        """
        self._end_students_steps()  # of a copy that one of them has made
        if self.week >= self.weeks:
            self.running = False
            return
        if not self._stages_done:
            self._check_state("code between weeks", self.week)
        if self.mechanisms:
            self._step_by_stages()
        else:
            self._advance(self.week + 1)
        if self._students_step and self.steps_students:
            self._still_to_step = self._by_row[::-1]
            self._end_students_steps()
        self.columns_changed()
        self.running = self.week < self.weeks

    def run(self) -> Self:
        """Run to the end of the horizon and return the model.

        Raises
        ------
        StateError
            As for `step`.
        """
        if not self._stages_done:
            self._check_state("code between weeks", self.week)
        if type(self).step is MentoringModel.step and not self.mechanisms and not self._students_step:
            self._advance(self.weeks)
            self._run = self.world.take_columns_back(self._run)
            self.columns_changed()
            self.running = False
            return self
        while self.week < self.weeks:
            self.step()
        self._end_students_steps()
        self._check_state("the last step", self.week - 1)
        return self

    def _end_students_steps(self) -> None:
        if self._step_students():
            self._check_state(f"a step of {self.student_class.__name__}", self.week - 1)

    def _check_state(self, what: str, week: int) -> None:
        check_state(what, week, self._run, self.own_columns, self._own_declared)

    def _advance(self, until: int) -> None:
        compile_the_rest(self._run, self.settings, self.world.parameters, self.world.replication_key)
        while self.week < until:
            stop = self._prepare_week(until)
            self.week = self._run_weeks(self.week, stop, 0, ALL_STAGES)

    def _run_weeks(self, first: int, last: int, first_stage: int, last_stage: int) -> int:
        return run_weeks(
            self._run,
            self.settings,
            self.world.parameters,
            self.world.replication_key,
            first,
            last,
            first_stage,
            last_stage,
        )

    def _prepare_week(self, until: int) -> int:
        """Do what needs Python before the coming week; return the week before which it is needed again."""
        self._run = self.world.lend_columns(self._run)
        self._make_room()
        if self._matcher is None:
            return until
        active = self.in_term(self.week) or self.settings.meet_in_breaks != 0.0
        if active:
            self._run = self._matcher.match(self._run, self.week)
        return min(until, max(self._matcher.next_offer(), self.week + 1))

    def _step_by_stages(self) -> None:
        week = self.week
        if not self._stages_done:
            self._prepare_week(week + 1)
        context = WeekContext(self, week)
        for stage in self.stages[self._stages_done :]:
            self._stages_done += 1  # a copy that a mechanism makes continues after it
            # A mechanism may have made or ended ties or friendships, so that the run has other arrays now.
            if stage.mechanism is None:
                assert stage.number is not None
                self._run_weeks(week, week + 1, stage.number, stage.number + 1)
                continue
            self.columns_changed()
            stage.mechanism(context)
            self._check_state(f"the mechanism {stage.name}", week)
        self._stages_done = 0
        self.week = week + 1

    def _begin_own_columns(self) -> None:
        context = WeekContext(self, self.week)
        for column in self._own_declared:
            self.own_columns[column.name] = initial_values(column, context)
        self.students = view_students(self._run, self.world.cohort.slots, self.own_columns)
        show_columns(self._own_declared)
        self._check_state("initial values", self.week)

    def _make_matcher(self) -> Matcher:
        program = self.program
        assert program is not None
        cohort = self.world.cohort
        return Matcher(
            program=program,
            observed=cohort.observed,
            friendships=cohort.friendships,
            volunteers=self.world.volunteers(program.mentors.from_),
            eligible=eligible_students(program, cohort.observed),
            replication_key=self.world.replication_key,
            settings=self.settings,
            parameters=self.world.parameters,
            required=self._listed_pairs(program.match.required, may_be_gone=False),
            forbidden=self._listed_pairs(program.match.never),
            same_students=self.study.who_gets_places == "same_students",
            preferred=self._listed_pairs(program.match.prefer),
            avoided=self._listed_pairs(program.match.avoid),
        )

    def _listed_pairs(self, listed: PairsFile | None, *, may_be_gone: bool = True) -> Rows:
        if listed is None:  # as hardly ever not; naming everybody takes a while
            return no_pairs()
        observed = self.world.cohort.observed
        on_roster = observed.identifiers is not None
        return listed_pairs(
            listed, self.study.file, self.world.names, observed.lists, may_be_gone=may_be_gone and on_roster
        ).pairs
