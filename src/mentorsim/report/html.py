"""A comparison as a small HTML table, for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from mentorsim.statistics.comparison import ComparisonSummary, DifferenceSummary, OutcomeSummary

_BEST = 0.95


def comparison_html(summary: ComparisonSummary, warnings: Sequence[str] = ()) -> str:
    """Write a table with a row per policy: each outcome's mean, and its difference to the baseline.

    Parameters
    ----------
    summary
        The comparison.
    warnings
        Sentences that go under it.
    """
    heads = "".join(
        f"<th>{escape(name)}<br><small>{escape(outcome.unit)}{_arrow(outcome)}</small></th>"
        for name, outcome in summary.outcomes.items()
    )
    lines = "".join(
        f"<tr><th>{escape(policy)}</th>"
        + "".join(f"<td>{_cell(outcome, policy)}</td>" for outcome in summary.outcomes.values())
        + "</tr>"
        for policy in summary.policies
    )
    notes = "".join(f"<p>{escape(warning)}</p>" for warning in warnings)
    percent = f"{summary.confidence:.0%}"
    held = "simulation error" if summary.samples is None else "simulation error and parameters"
    caption = (
        f"{escape(summary.scenario)}: means over {summary.replications} replications; in brackets the "
        f"difference to {escape(summary.baseline)} with its {percent} interval ({held}, all comparisons of "
        "an outcome together)"
    )
    return (
        f"<table><caption>{caption}</caption><thead><tr><th>policy</th>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table>{notes}"
    )


def _arrow(outcome: OutcomeSummary) -> str:
    return {"higher": ", higher is better", "lower": ", lower is better"}.get(outcome.direction, "")


def _cell(outcome: OutcomeSummary, policy: str) -> str:
    own = outcome.policies[policy]
    difference = outcome.differences.get(policy)
    mean = "–" if own.mean is None else _number(own.mean)
    if own.probability_best is not None and own.probability_best >= _BEST:
        mean = f"<b>{mean}</b>"
    return mean if difference is None else f"{mean}<br><small>{_difference(difference)}</small>"


def _difference(difference: DifferenceSummary) -> str:
    mean = difference.mean
    low, high = difference.interval_low, difference.interval_high
    if mean is None:
        return f"({escape(difference.reason or 'undefined')})"
    if low is None or high is None:
        return f"({_number(mean)})"
    return f"({_number(mean)}: {_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    """Write a number with as many digits as a table bears."""
    size = abs(value)
    if size >= 1000.0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 100.0 else f"{value:.2f}" if size >= 10.0 else f"{value:.3f}"
