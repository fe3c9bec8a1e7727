"""The answer of a report: what to do, in people."""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.report.words.effects import between, effect_clause, in_years, of_students
from mentorsim.report.words.finding import Finding, Option, OptionStanding
from mentorsim.report.words.phrases import a_count, capital, chance, in_a_row, money, people

SURE = 0.9
"""An option with at least this chance of being the best is called the best."""
POSSIBLE = 0.05
"""Options with a smaller chance of being the best are not counted among those that may be."""
_LITTLE = (OptionStanding.SAME, OptionStanding.WORSE, OptionStanding.SLIGHTLY_WORSE)


def answer(finding: Finding) -> list[str]:
    """Return the sentences that answer the question, the most important first.

    Every case has its own: a clear winner, several that are not distinguishable, a winner that the budget
    does not allow, nothing worthwhile, too little known, and nothing to compare with.
    """
    if not finding.options:
        return [
            f"Only {finding.baseline} was simulated, so there is nothing to compare it with: add another "
            "policy to the scenario."
        ]
    if not finding.known:
        return ["The options cannot be compared on the main outcome; the table below says why."]
    helpful = finding.helpful
    if not helpful:
        return _nothing_surely_better(finding)
    fitting = [option for option in helpful if option.fits]
    if not fitting:
        first = helpful[0]
        return [f"{_does_best(finding, first)}. But no option that does better fits the budget."]
    if not helpful[0].fits:
        return [_too_dear(finding, helpful[0]), *_best_of(finding, fitting)]
    return _best_of(finding, helpful)


def who_loses(finding: Finding) -> list[str]:
    """Return which options do harm by the main outcome, a sentence each."""
    return [
        f"{capital(option.name)} does harm: {effect_clause(finding, option.effect)}"
        f"{in_years(finding, option.year)}."
        for option in finding.harmful
        if option.effect is not None
    ]


def answer_in_short(finding: Finding) -> str:
    """Return the answer as the title of a figure or page: the shortest true sentence."""
    fitting = [option for option in finding.helpful if option.fits]
    if not finding.known:
        return "Nothing is compared"
    if fitting:
        several = " and others" if _rivals(finding, fitting[0], fitting) else ""
        return f"{capital(fitting[0].name)}{several}: {_in_short(finding, fitting[0])}"
    if finding.helpful:
        first = finding.helpful[0]
        return f"{capital(first.name)}: {_in_short(finding, first)}, but it is over the budget"
    if all(option.standing in _LITTLE for option in finding.known):
        return "No option makes a difference that matters"
    first = finding.known[0]
    if first.standing is OptionStanding.SLIGHTLY_BETTER:
        return f"{capital(first.name)}: {_in_short(finding, first)}, {_too_little(finding)}"
    return "No option is surely better"


def _too_little(finding: Finding) -> str:
    return f"perhaps too {'little' if finding.main.does is None else 'few'} to matter"


def _in_short(finding: Finding, option: Option) -> str:
    assert option.effect is not None
    if finding.main.does is None:
        return effect_clause(finding, option.effect)
    word = "more" if option.effect.mean >= 0.0 else "fewer"
    return f"{people(option.effect.mean)} {word} {of_students(finding)} {finding.main.does}"


def _best_of(finding: Finding, options: Sequence[Option]) -> list[str]:
    first = options[0]
    rivals = _rivals(finding, first, options)
    if not rivals:
        return [f"{_does_best(finding, first)}.", *_how_likely(finding, first)]
    group = [first, *rivals]
    names = in_a_row([option.name for option in group])
    one = "either" if len(group) == 2 else "any of them"
    sentences = [f"{capital(names)} are not distinguishable: {one} may be the best."]
    priced = [option for option in group if option.cost is not None]
    shown = first
    if len(priced) == len(group):
        shown = min(priced, key=lambda option: option.cost or 0.0)
        sentences.append(f"The cheapest of them is {shown.name}.")
    if shown.effect is not None:
        sentences.append(
            f"With {shown.name}, {effect_clause(finding, shown.effect)}{in_years(finding, shown.year)}."
        )
    return sentences


def _rivals(finding: Finding, first: Option, options: Sequence[Option]) -> list[Option]:
    """The options that may be better than the first as well as it."""
    if first.chance_best is not None and first.chance_best >= SURE:
        return []
    others = options if not first.fits or first is not finding.known[0] else finding.known
    return [
        option
        for option in others
        if option is not first
        and option.fits
        and (option.chance_best or 0.0) >= POSSIBLE
        and option.standing is not OptionStanding.WORSE
    ]


def _does_best(finding: Finding, option: Option) -> str:
    assert option.effect is not None
    return (
        f"{capital(option.name)} does best: {effect_clause(finding, option.effect)}"
        f"{in_years(finding, option.year)}"
    )


def _how_likely(finding: Finding, first: Option) -> list[str]:
    if first.chance_best is None or len(finding.options) < 2:
        return []
    count = len(finding.options) + 1
    return [f"The chance that it is the best of all {count} options is {chance(first.chance_best)}."]


def _too_dear(finding: Finding, option: Option) -> str:
    limits = []
    if finding.budget is not None:
        limits.append(money(finding.budget, finding.currency))
    if finding.budget_mentors is not None:
        limits.append(a_count(finding.budget_mentors, "mentor"))
    return f"{_does_best(finding, option)}. But it needs more than the budget of {in_a_row(limits)} allows."


def _nothing_surely_better(finding: Finding) -> list[str]:
    known = finding.known
    best = known[0]
    assert best.effect is not None
    if best.standing is OptionStanding.SLIGHTLY_BETTER:
        return [
            f"{capital(best.name)} does a little better, perhaps too little to matter: "
            f"{effect_clause(finding, best.effect)}{in_years(finding, best.year)}."
        ]
    if all(option.standing in _LITTLE for option in known):
        nothing = (
            "Nothing here is worth doing"
            if finding.baseline_is_control
            else f"Nothing here is better than {finding.baseline}"
        )
        return [f"{nothing}: no option makes a difference for the better that matters."]
    undecided = [option for option in known if option.standing is OptionStanding.UNDECIDED]
    if undecided and undecided[0].effect is not None:
        first = undecided[0]
        low, high = undecided[0].effect.low, undecided[0].effect.high
        return [
            "It is not known yet whether any option does better "
            f"{'than no program' if finding.baseline_is_control else f'than {finding.baseline}'}.",
            f"With {first.name} the mean lies anywhere from {between(finding, low, high)} "
            f"{f'{of_students(finding)}' if finding.main.does else ''}".rstrip()
            + f": {_what_would_help(finding)}.",
        ]
    return ["The simulation gives no verdict on any option; the table below says why."]


def _what_would_help(finding: Finding) -> str:
    if finding.samples is None:
        return "more replications would narrow that"
    return "more replications, or better knowledge of the model's parameters, would narrow that"
