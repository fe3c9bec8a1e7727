"""The section on what would change the answer: assumptions with the values at which the choice turns."""

from __future__ import annotations

import re

from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.numbers import percent
from mentorsim.report.web.parts import CommandLines, Folded, PageSection, Part, Sentences, Tabled
from mentorsim.report.web.tables import HtmlColumn, HtmlTable
from mentorsim.report.words.knowing import three, turning_sentences
from mentorsim.scenario.parameter_table import parameter_table

_MOST = 8


def assumptions_section(source: ComparisonSource) -> PageSection | None:
    """Build the section; None where there is nothing to choose between."""
    if not source.others:
        return None
    if source.found["samples"] is None:
        parts: list[Part] = [
            Sentences(
                [
                    "Which assumptions matter was not looked at: all runs had the same parameters.",
                    "This runs the model under many sets of parameters that agree with published studies, "
                    "and finds the few that matter:",
                ]
            ),
            CommandLines(_with_parameters(source.provenance.command)),
        ]
        return PageSection("assumptions", "What would change the answer", parts)
    points = source.found["turning_points"]
    sentences = turning_sentences(points, meanings([one["parameter"] for one in points]))
    if not sentences:
        sentences = [
            "No single assumption tells much about the choice: none explains a twentieth of what is "
            "uncertain about it."
        ]
    parts = [Sentences(sentences, listed=len(sentences) > 1)]
    information = source.found["information"]
    if information is not None and information["parameters"]:
        parts.append(Folded("The most telling assumptions", [Tabled(_table(source), "assumptions-table")]))
    return PageSection("assumptions", "What would change the answer", parts)


def meanings(names: list[str]) -> dict[str, str]:
    """Return what parameters mean, by name; a name without a meaning stands for itself."""
    table = parameter_table()
    return {name: table[name].meaning.rstrip(".") if name in table else name for name in names}


def _with_parameters(command: str) -> str:
    """Return the command with parameter uncertainty: how many replications each sample gets is its own."""
    return f"{re.sub(r' --replications [0-9]+', '', command)} --uncertainty parameters"


def _table(source: ComparisonSource) -> HtmlTable:
    information = source.found["information"]
    shown = information["parameters"][:_MOST]
    words = meanings([one["name"] for one in shown])
    points = {one["parameter"]: one["along"] for one in source.found["turning_points"]}
    rows = []
    for one in shown:
        along = points.get(one["name"])
        turn = "not looked at" if along is None else "nowhere"
        if along is not None and along["turns_at"] is not None:
            turn = three(along["turns_at"])
        allowed = "" if along is None else f"{three(along['low'])} to {three(along['high'])}"
        rows.append([f"{words[one['name']]} ({one['name']})", percent(one["explained"]), allowed, turn])
    return HtmlTable(
        f"Assumptions by what they tell about {information['policy']} beside {source.baseline}",
        [
            HtmlColumn("assumption", numeric=False),
            HtmlColumn("explains", "% of the uncertainty"),
            HtmlColumn("research allows", "90 % of samples"),
            HtmlColumn("the choice turns at"),
        ],
        rows,
    )
