"""What the options cost, what the budget allows, and how the choice depends on a student's value."""

from __future__ import annotations

from mentorsim.report.words.answer import POSSIBLE
from mentorsim.report.words.finding import Finding, Option
from mentorsim.report.words.phrases import capital, from_to, in_a_row, money, rounded

NO_COSTS = "What the options cost is not part of these results."


def costs(finding: Finding) -> list[str]:
    """Return what the options cost, the one that does best first; one sentence where nothing is known."""
    known = [option for option in finding.options if option.cost is not None]
    if not known:
        return [NO_COSTS]
    if all(option.cost == 0.0 for option in known):
        return ["No option costs anything at the prices of this scenario."]
    sentences = []
    helpful = [option for option in finding.helpful if option.cost is not None]
    shown = [option for option in helpful if (option.chance_best or 0.0) >= POSSIBLE] or helpful[:1]
    for option in shown[:2]:
        sentences.append(_price(finding, option))
    if not shown:
        cheapest = min(known, key=lambda option: option.cost or 0.0)
        dearest = max(known, key=lambda option: option.cost or 0.0)
        least, most = (money(one.cost or 0.0, finding.currency) for one in (cheapest, dearest))
        if cheapest is dearest:
            sentences.append(f"{capital(cheapest.name)} costs {least}.")
        elif least == most:
            sentences.append(f"Every option costs about {least}.")
        else:
            sentences.append(
                f"The options cost between {least} ({cheapest.name}) and {most} ({dearest.name})."
            )
    return [*sentences, *budget(finding)]


def budget(finding: Finding) -> list[str]:
    """Return which options need more than there is; nothing where no budget was stated."""
    if finding.budget is None and finding.budget_mentors is None:
        return []
    limits = []
    if finding.budget is not None:
        limits.append(money(finding.budget, finding.currency))
    if finding.budget_mentors is not None:
        limits.append(f"{finding.budget_mentors:,} mentors")
    limit = f"the budget of {in_a_row(limits)}"
    over = [option.name for option in finding.options if not option.fits]
    may = [option.name for option in finding.options if option.fits and (option.over_budget or 0.0) > 0.0]
    sentences = []
    if over:
        sentences.append(f"{capital(in_a_row(over))} {_verb(over, 'need')} more than {limit}.")
    if may:
        sentences.append(
            f"{capital(in_a_row(may))} {_verb(may, 'stay')} within {limit} in most years, not in all."
        )
    return sentences or [f"All options stay within {limit}."]


def choice_by_value(finding: Finding) -> list[str]:
    """Return how the best choice depends on what one more student retained is worth to the school."""
    if not finding.turns:
        return []
    currency = finding.currency
    first = finding.turns[0]
    sentences = [
        f"If one more student retained is worth less than {money(first.value, currency)} to the school, "
        f"{first.before} is the better choice; if it is worth more, {first.after}."
    ]
    sentences += [
        f"From {money(turn.value, currency)} on, {turn.after} is the better choice."
        for turn in finding.turns[1:]
    ]
    if finding.value is not None:
        chosen = first.before
        for turn in finding.turns:
            if finding.value >= turn.value:
                chosen = turn.after
        sentences.append(
            f"The scenario values a student retained at {money(finding.value, currency)}: {chosen}."
        )
    return sentences


def _price(finding: Finding, option: Option) -> str:
    currency = finding.currency
    cost = f"{capital(option.name)} costs {money(option.cost or 0.0, currency)}"
    paid = option.cost_per_student
    if paid is None:
        return f"{cost}."
    low = f"{rounded(paid.low):,.0f}".replace("-", "−")
    written = from_to(low, money(paid.high, currency))
    return f"{cost}: {money(paid.mean, currency)} for each additional student who stays ({written})."


def _verb(names: list[str], verb: str) -> str:
    return f"{verb}s" if len(names) == 1 else verb
