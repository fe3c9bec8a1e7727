"""Errors that a user can correct, each in one sentence that names the fix.

They form one small tree, so that a program can see by type what went wrong::

    MentorsimError
    └── UserError                 anything that the user can correct
        ├── ScenarioError         the scenario or another input of a study
        │   ├── RosterError       the roster
        │   └── UnknownNameError  a policy, outcome, method, scenario that does not exist
        ├── SeedError             an invalid seed, or one that differs from the world's
        ├── FolderInUseError      a results folder that exists, or that another process works on
        ├── OtherStudyError       a results folder of something else
        └── DiskError             a file or folder that cannot be read or written
"""

from __future__ import annotations

from pathlib import Path


class MentorsimError(Exception):
    """The root of all errors of mentorsim: one sentence, with its file and line if they are known.

    Parameters
    ----------
    message
        One sentence that says what is wrong and how to correct it.
    file
        The file in which the mistake was found, if there is one.
    line
        The line in that file, counted from 1.
    page
        The page of the documentation that helps, within ``docs/``; by default that of the class.

    Examples
    --------
    >>> import mentorsim as ms
    >>> try:
    ...     ms.load_scenario("no_such_study.yaml")
    ... except ms.MentorsimError as error:
    ...     print(type(error).__name__, error.file, error.line)
    UnknownNameError no_such_study.yaml None
    """

    #: The page of the documentation that helps, within ``docs/``; the command line names it.
    page: str | None = None

    def __init__(
        self,
        message: str,
        *,
        file: Path | str | None = None,
        line: int | None = None,
        page: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else Path(file)
        self.line = line
        if page is not None:
            self.page = page

    def __str__(self) -> str:
        """Return the sentence, after its place (``file:line:``) if that is known."""
        if self.file is None:
            return self.message
        place = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with file, line and page, so that an error in a worker process arrives complete."""
        return _rebuild, (type(self), self.message, self.file, self.line, self.page)


class UserError(MentorsimError):
    """Something that the user can correct is wrong: shown as one sentence, without a traceback.

    Examples
    --------
    >>> import mentorsim as ms
    >>> try:
    ...     ms.read_results("no_such_folder")
    ... except ms.UserError as error:
    ...     print("no_such_folder" in str(error))
    True
    """


class ScenarioError(UserError):
    """A scenario, a roster or another input of a study is wrong.

    Examples
    --------
    >>> import mentorsim as ms
    >>> text = '''title: A study
    ... cohort: {first_years: -5}
    ... program: {mentors: 1}
    ... '''
    >>> try:
    ...     ms.parse_scenario(text, name="study.yaml")
    ... except ms.ScenarioError as error:
    ...     print(error.file, error.line)
    study.yaml 2
    """

    page: str | None = "how_to/troubleshooting.md"


class RosterError(ScenarioError):
    """A roster is wrong.

    Examples
    --------
    >>> import mentorsim as ms
    >>> from pathlib import Path
    >>> _ = Path("list.csv").write_text('''id,role
    ... ann,mentee
    ... ann,mentor
    ... ''')
    >>> scenario = '''
    ... title: One name twice
    ... cohort: {roster: {file: list.csv, id: id, role: {column: role, mentors: [mentor]}}}
    ... program: {mentors: 1}
    ... '''
    >>> try:
    ...     ms.match("list.csv", ms.parse_scenario(scenario))
    ... except ms.RosterError as error:
    ...     print(error.file.name)
    list.csv
    """

    page = "how_to/matching_a_roster.md"


class UnknownNameError(ScenarioError):
    """A policy, an outcome, a matching method or a shipped scenario with this name does not exist.

    Examples
    --------
    >>> import mentorsim as ms
    >>> try:
    ...     ms.MentoringModel("first_year_university", policy="as plannd")
    ... except ms.UnknownNameError as error:
    ...     print("as planned" in error.message)
    True
    """

    page = None


class SeedError(UserError):
    """A seed is invalid, or differs from the seed of the world that was given with it.

    Examples
    --------
    >>> import mentorsim as ms
    >>> try:
    ...     ms.MentoringModel("first_year_university", rng=1.5)
    ... except ms.SeedError as error:
    ...     print("1.5" in error.message)
    True
    """

    page = "reference/api.md"


class FolderInUseError(UserError):
    """A results folder exists already and is not to be resumed, or another process is working on it.

    Examples
    --------
    >>> import mentorsim as ms
    >>> _ = ms.compare("first_year_university", replications=2, out="compared", workers=1)
    >>> try:
    ...     ms.compare("first_year_university", replications=2, out="compared", workers=1)
    ... except ms.FolderInUseError as error:
    ...     print(type(error).__name__)
    FolderInUseError
    """

    page = "how_to/rerun_and_cite.md"


class OtherStudyError(UserError):
    """A results folder holds results of another study, or of another state of the code.

    Examples
    --------
    >>> import mentorsim as ms
    >>> _ = ms.compare("first_year_university", replications=2, out="compared", workers=1)
    >>> try:
    ...     ms.compare(
    ...         "first_year_university", replications=2, seed=8, out="compared", resume=True, workers=1
    ...     )
    ... except ms.OtherStudyError as error:
    ...     print("seed" in error.message)
    True
    """

    page = "how_to/rerun_and_cite.md"


class DiskError(UserError):
    """A file or folder cannot be read or written: no space left, no permission.

    Examples
    --------
    >>> import mentorsim as ms
    >>> from pathlib import Path
    >>> _ = Path("a_file").write_text("not a folder")
    >>> try:
    ...     ms.compare("first_year_university", replications=2, out="a_file/compared", workers=1)
    ... except ms.DiskError as error:
    ...     print(type(error).__name__)
    DiskError
    """


def _rebuild(
    kind: type[MentorsimError], message: str, file: Path | None, line: int | None, page: str | None
) -> MentorsimError:
    return kind(message, file=file, line=line, page=page)
