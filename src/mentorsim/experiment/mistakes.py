"""Mistakes in a scenario that can be found without a run, but not by its own validation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mentorsim.cohort.people import student_names
from mentorsim.cohort.plan import cohort_plan
from mentorsim.errors import ScenarioError, UserError
from mentorsim.experiment.plan import make_plan
from mentorsim.experiment.summarizing import limits_of
from mentorsim.help_pages import page_of
from mentorsim.pairing import check_match
from mentorsim.pairing.pair_files import listed_pairs
from mentorsim.scenario import Scenario


def refuse_mistakes(study: Scenario, *, also_files: bool) -> None:
    """Refuse what a scenario's own validation cannot know of.

    Parameters
    ----------
    study
        A valid scenario.
    also_files
        Whether to read the files that it names, and to see that gaps and correlations agree.

    Raises
    ------
    UserError
        For an unknown matching method or outcome, and for files that cannot be used; with all mistakes.
    """
    problems = [*_method_problems(study), *_problems(_check_outcomes, study)]
    if not problems and also_files:
        problems = list(_problems(_check_files, study))
    if problems:
        raise _together(problems)


def refuse_unknown_methods(study: Scenario) -> None:
    """Refuse matching methods that do not exist, all at once.

    Raises
    ------
    UserError
        When there is one.
    """
    problems = list(_method_problems(study))
    if problems:
        raise _together(problems)


def names_files(study: Scenario) -> bool:
    """Whether a scenario names a roster, a network or lists of pairs."""
    matches = [program.match for program in study.policies.values() if program is not None]
    return (
        study.cohort.roster is not None
        or study.friendships.file is not None
        or any(
            listed is not None
            for match in matches
            for listed in (match.required, match.never, match.prefer, match.avoid)
        )
    )


def _method_problems(study: Scenario) -> Iterator[UserError]:
    """Look at the matching method of the program and of every policy, each mistake once."""
    said: set[str] = set()
    for name, program in study.policies.items():
        if program is None:
            continue
        try:
            check_match(program.match, "groups" if program.format == "group" else "pairs")
        except UserError as error:
            place = study.places.of(("policies", name, "match", "method"))
            line = None if place is None else place.line
            if error.message not in said:
                said.add(error.message)
                sentence = f"policy {name!r}: {error.message}"
                yield ScenarioError(sentence, file=study.name, line=line, page=page_of(error))


def _check_outcomes(study: Scenario) -> None:
    run = study.run
    plan = make_plan(study, watched=run.until.outcome if run.replications is None else None)
    limits_of(plan, run.smallest_worthwhile)


def _check_files(study: Scenario) -> None:
    """Read the roster, the network and the lists of pairs, and see that gaps and correlations agree."""
    plan = cohort_plan(study)
    names = plan.identifiers or student_names(plan.role)
    for program in study.policies.values():
        if program is None:
            continue
        match, on_roster = program.match, plan.identifiers is not None
        for listed in (match.required, match.never, match.prefer, match.avoid):
            may_be_gone = on_roster and listed is not match.required
            listed_pairs(listed, study.file, names, plan.lists, may_be_gone=may_be_gone)


def _problems(look: Callable[[Scenario], None], study: Scenario) -> Iterator[UserError]:
    try:
        look(study)
    except UserError as error:
        yield error


def _together(problems: list[UserError]) -> UserError:
    """Report several mistakes at once, each in a line of its own."""
    first, *others = problems
    lines = [first.message, *(str(other) for other in others)]
    return UserError("\n".join(lines), file=first.file, line=first.line, page=page_of(first))
