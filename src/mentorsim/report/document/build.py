"""From a comparison to its report: the one way for the command, for Python and for the local page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mentorsim.experiment.folder.identity import fingerprint_of, identity_of, mentorsim_version, surroundings
from mentorsim.experiment.one_cohort import CohortNetwork, cohort_network
from mentorsim.experiment.plan import Plan
from mentorsim.report.document.losers import leading
from mentorsim.report.document.pages import comparison_page_of, report_html
from mentorsim.report.document.source import ComparisonSource, Provenance
from mentorsim.report.document.written import Report
from mentorsim.report.web.charts.network import MOST_PEOPLE
from mentorsim.report.words.phrases import day_in_words

_log = logging.getLogger(__name__)


def comparison_report(
    found: Mapping[str, Any], plan: Plan, provenance: Provenance, network: CohortNetwork | None = None
) -> Report:
    """Return the report of a comparison.

    Parameters
    ----------
    found
        What ``comparison.json`` holds.
    plan
        What was run.
    provenance
        Where the runs come from.
    network
        One cohort of the leading policy; None: it is run once more, where this is the same code.
    """
    source = ComparisonSource(found, plan, provenance, network)
    if network is None and provenance.same_code:
        source = replace(source, network=network_of(source))
    return Report(report_html(comparison_page_of(source)))


def network_of(source: ComparisonSource) -> CohortNetwork | None:
    """Return one cohort of the leading policy, or of the first one that makes pairs; None without any."""
    shown = leading(source)
    if source.of_policy("pairs", shown) is None:
        shown = next((str(one["policy"]) for one in source.found["pairs"]), "")
    if not shown:
        return None
    try:
        return cohort_network(source.plan, shown, MOST_PEOPLE)
    except Exception as problem:
        # A policy that fails in its first replication has no picture; its failures are in the warnings.
        _log.debug("no network of %s: %s", shown, problem)
        return None


def provenance_of(plan: Plan, found: Mapping[str, Any], day: date | None = None) -> Provenance:
    """Return where the runs of a comparison come from that was made just now.

    Parameters
    ----------
    plan
        What was run.
    found
        What its ``comparison.json`` holds.
    day
        When; None: it is not stated.
    """
    return Provenance(
        version=mentorsim_version(),
        digest=fingerprint_of(identity_of(plan)),
        date="" if day is None else day_in_words(day),
        versions=surroundings(),
        command=command_of(plan, found, fixed=True),
    )


def command_of(plan: Plan, found: Mapping[str, Any], *, fixed: bool) -> str:
    """Return what to type to make the runs of a comparison again.

    Parameters
    ----------
    plan
        What was run.
    found
        What its ``comparison.json`` holds.
    fixed
        Whether the number of replications was given, and not found by a precision to reach.
    """
    words = ["mentorsim compare scenario.yaml"]
    if plan.seed != plan.scenario.run.seed:
        words.append(f"--seed {plan.seed}")
    if found["samples"] is not None:
        words.append(f"--uncertainty parameters --samples {found['samples']}")
        words.append(f"--replications {found['replications_per_sample']}")
    elif fixed:
        words.append(f"--replications {found['replications']}")
    words += [f"--by {name}" for name in plan.by]
    if set(plan.policies) != set(plan.scenario.policies):
        words += [f"--policy {_quoted(name)}" for name in plan.policies if name != plan.control]
    if plan.baseline != plan.control:
        words.append(f"--baseline {_quoted(plan.baseline)}")
    return " ".join(words)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
