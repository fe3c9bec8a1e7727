"""One cohort week by week: a page that plays, and the same as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.animation.cohort_weeks import CohortWeeks, cohort_weeks
from mentorsim.animation.selection import MOST_STUDENTS
from mentorsim.errors import DiskError, UserError
from mentorsim.files import write_atomically
from mentorsim.report.cohort.event_words import selection_sentence, text_log
from mentorsim.scenario.accepting import ScenarioLike, as_scenario, whole_number
from mentorsim.seeds import generator_and_seed

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


@dataclass(frozen=True, eq=False)
class CohortAnimation:
    """One policy in one replication, week by week.

    Attributes
    ----------
    cohort
        What is shown of each week: students, ties, friendships, with the weeks in which each was there.

    Examples
    --------
    >>> import mentorsim as ms
    >>> animation = ms.animate("first_year_university", "as planned", students=40)
    >>> animation.html.startswith("<!") if isinstance(animation.html, str) else animation.html().startswith(
    ...     "<!"
    ... )
    True
    """

    cohort: CohortWeeks

    def __repr__(self) -> str:
        """Say what it shows."""
        cohort = self.cohort
        return (
            f"<CohortAnimation of {cohort.title!r}, {cohort.policy!r}: {len(cohort.students)} students, "
            f"{cohort.weeks} weeks: .html, .text, .write(file)>"
        )

    @property
    def shown(self) -> str:
        """Whom the page shows and who is left out, in a sentence."""
        return selection_sentence(self.cohort)

    @cached_property
    def html(self) -> str:
        """The page: one HTML file that asks for nothing else and plays without a server."""
        from mentorsim.report.cohort.page import cohort_page

        return cohort_page(self.cohort)

    @property
    def text(self) -> str:
        """Everything that happens as text, a line for each event, led by its week."""
        return text_log(self.cohort)

    def write(self, file: str | PathLike[str]) -> Path:
        """Write the page; a file that exists is replaced in one step.

        Parameters
        ----------
        file
            Its path; the folder is made where it is missing.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        DiskError
            When it cannot be written.
        """
        path = Path(fspath(file))
        try:
            write_atomically(path, self.html)
        except OSError as problem:
            raise DiskError(f"cannot write {path}: {problem.strerror or problem}") from None
        return path


def animate(
    scenario: ScenarioLike,
    policy: str,
    *,
    seed: int | None = None,
    replication: int = 0,
    students: int = MOST_STUDENTS,
    model: type[MentoringModel] | None = None,
) -> CohortAnimation:
    """Run one policy in one replication and collect what happens in each week.

    The page shows the network week by week: mentoring ties that form, grow and end, friendships, and
    students by their belonging. It has the same events as text. Students are numbered by their rows, from
    1, so the page holds no id of a roster. Watching a run does not change it.

    Parameters
    ----------
    scenario
        The study: a `Scenario`, a YAML file, the name of a shipped scenario, or a mapping of its keys.
    policy
        The name of one of its policies; ``none`` is always there.
    seed
        None: the scenario's.
    replication
        Which replication of that seed, from 0.
    students
        The most students to show, 1 to 150. If there are more, a part of the network is shown.
    model
        A subclass of `mentorsim.MentoringModel` to run.

    Raises
    ------
    UserError
        When there is no such policy, or the scenario cannot be run.

    Examples
    --------
    >>> import mentorsim as ms
    >>> animation = ms.animate("first_year_university", "as planned", students=40)
    >>> animation.write("year.html").name
    'year.html'
    """
    from mentorsim.model import MentoringModel

    study = as_scenario(scenario)
    study.policy(policy)
    if whole_number("students", students, low=1) > MOST_STUDENTS:
        raise UserError(f"students must be {MOST_STUDENTS} or fewer, because more are not distinguishable")
    found = cohort_weeks(
        study,
        policy,
        seed=generator_and_seed(study.run.seed if seed is None else seed)[1],
        replication=whole_number("replication", replication, low=0),
        most=int(students),
        model=model or MentoringModel,
    )
    return CohortAnimation(found)
