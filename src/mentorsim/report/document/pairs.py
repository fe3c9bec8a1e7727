"""The section on pairs: meetings, lengths, reasons of ending, and one cohort as a network."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mentorsim.experiment.one_cohort import CohortNetwork
from mentorsim.report.document.losers import leading
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.numbers import NOTHING
from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.charts.network import NetworkAt, network_chart
from mentorsim.report.web.parts import Figures, PageSection, Part, Sentences, Tabled
from mentorsim.report.web.svg import Drawing
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable
from mentorsim.report.words.pair_words import REASONS, pairs_sentences

_SPREAD = 0.42  # radius of a mentor's circle of mentees, in cells of the grid


def pairs_section(source: ComparisonSource) -> PageSection | None:
    """Build the section; None where no policy has mentors."""
    if not source.found["pairs"]:
        return None
    shown = leading(source)
    if source.of_policy("pairs", shown) is None:
        shown = str(source.found["pairs"][0]["policy"])
    parts: list[Part] = [
        Sentences(pairs_sentences(shown, source.of_policy("pairs", shown))),
        Tabled(_table(source), "pairs-table"),
    ]
    if source.network is not None:
        parts.append(Figures([network_figure(source.network)]))
    return PageSection("pairs", "What the pairs go through", parts)


def network_figure(network: CohortNetwork) -> Chart:
    """Draw one cohort at the start and at the end of its year."""
    mentors = len(network.mentors)
    title = f"One cohort under {network.policy}, before and after"
    before = NetworkAt("at the start", _kinds(network, left=False), {"friend": network.friends_before})
    ended = [pair for pair in network.pairs if pair not in network.lasting]
    ties = {"friend": network.friends_after, "ended": ended, "pair": sorted(network.lasting)}
    after = NetworkAt("at the end", _kinds(network, left=True), ties)
    names = {
        "first-year": "first-year",
        "mentor": "mentor",
        "left": "has left the school",
        "friend": "friends",
        "pair": "a pair that lasted",
    }
    if ended:
        names["ended"] = "a pair that ended early"
    of = f" of {network.in_all:,} persons" if network.in_all > len(network.people) else ""
    drawing = Drawing(
        "network-figure",
        title,
        f"{len(network.people)} persons{of}, {mentors} of them mentors, each with the mentees around; lines "
        "are ties. The table has the counts.",
    )
    counts = HtmlTable(
        title,
        [
            HtmlColumn("among those shown", numeric=False),
            HtmlColumn("at the start"),
            HtmlColumn("at the end"),
        ],
        [
            ["first-years enrolled", *(_count(network, end, mentors=False) for end in (False, True))],
            ["mentors enrolled", *(_count(network, end, mentors=True) for end in (False, True))],
            ["friendships", f"{len(network.friends_before):,}", f"{len(network.friends_after):,}"],
            ["pairs that lasted", "0", f"{len(network.lasting):,}"],
            ["pairs that ended early", "0", f"{len(ended):,}"],
        ],
    )
    note = (
        f"The first {len(network.people):,} of {network.in_all:,} persons: mentors with all their mentees, "
        "then others."
        if of
        else ""
    )
    return network_chart(drawing, [before, after], places_of(network), names, counts, note=note)


def places_of(network: CohortNetwork) -> dict[int, tuple[float, float]]:
    """Return where persons are drawn: mentors on a grid, their mentees around them; then all others."""
    circles: dict[int, list[int]] = {mentor: [] for mentor in sorted(network.mentors)}
    placed: set[int] = set(circles)
    for mentor, mentee in network.pairs:
        if mentee not in placed:
            circles[mentor].append(mentee)
            placed.add(mentee)
    alone = [person for person in network.people if person not in placed]
    # Those without a mentor stand four to a cell.
    cells: list[Sequence[int]] = [[mentor, *mentees] for mentor, mentees in circles.items()]
    cells += [alone[first : first + 4] for first in range(0, len(alone), 4)]
    side = max(1, math.ceil(math.sqrt(len(cells))))
    rows = math.ceil(len(cells) / side) or 1
    places = {}
    for number, members in enumerate(cells):
        x, y = (number % side + 0.5) / side, (number // side + 0.5) / max(rows, side)
        around = members[1:] if members and members[0] in network.mentors else members
        if len(around) != len(members):
            places[members[0]] = (x, y)
        for place, person in enumerate(around):
            angle = 2.0 * math.pi * (place + 0.25) / max(len(around), 2)
            radius = _SPREAD / max(side, rows)
            places[person] = (x + radius * math.cos(angle), y + radius * math.sin(angle))
    return places


def _kinds(network: CohortNetwork, *, left: bool) -> dict[int, str]:
    def kind(person: int) -> str:
        if left and person in network.left:
            return "left"
        return "mentor" if person in network.mentors else "first-year"

    return {person: kind(person) for person in network.people}


def _count(network: CohortNetwork, end: bool, *, mentors: bool) -> str:
    chosen = [person for person in network.people if (person in network.mentors) == mentors]
    return f"{sum(not (end and person in network.left) for person in chosen):,}"


def _table(source: ComparisonSource) -> HtmlTable:
    records = source.found["pairs"]
    reasons = [key for key in REASONS if any(one["ended"].get(key) for one in records)]
    columns = [
        HtmlColumn("option", numeric=False),
        HtmlColumn("meetings", "of a matched mentee"),
        HtmlColumn("met three times", "% of pairs"),
        HtmlColumn("lasts", "weeks"),
        HtmlColumn("ended early", "% of pairs"),
        *(HtmlColumn(REASONS[key], "% of pairs") for key in reasons),
    ]
    rows = []
    for one in records:
        cells: list[HtmlCell | str] = [
            one["policy"],
            _mean(one, "meetings", 1.0),
            _mean(one, "met_three", 100.0),
        ]
        cells += [_mean(one, "match_length", 1.0), _mean(one, "closed_early", 100.0)]
        for key in reasons:
            share = one["ended"].get(key)
            cells.append(NOTHING if share is None else f"{100.0 * share:.1f}")
        rows.append(cells)
    return HtmlTable("Means over all simulated years; reasons are those that occur", columns, rows)


def _mean(one: dict[str, dict[str, float | None]], name: str, factor: float) -> str:
    mean = one[name]["mean"]
    return NOTHING if mean is None else f"{factor * mean:.1f}"
