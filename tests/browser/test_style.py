"""The frame, the style sheet and every chart in a real browser: accessible, and as narrow as a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mentorsim.report.web.charts.curves import Curve, curves_chart
from mentorsim.report.web.charts.differences import Difference, differences_chart
from mentorsim.report.web.charts.plane import PlaneDot, plane_chart
from mentorsim.report.web.environment import environment
from mentorsim.report.web.svg import Drawing
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable

_PAGE = """{% extends "base.html" %}
{% from "macros.html" import definitions, figure, notice, table %}
{% block title %}Parts{% endblock %}
{% block main %}
<h1>Parts</h1>
{{ table(wide, "wide") }}
{% for kind in ["note", "good", "warning", "error"] %}{{ notice(kind, kind, ["It says so."]) }}{% endfor %}
{{ definitions([("seed", "1")]) }}
{% for chart in charts %}{{ figure(chart, "figure-%d" | format(loop.index)) }}{% endfor %}
{% endblock %}"""


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    cells = [
        HtmlCell("+3", "better", "1 to 5"),
        HtmlCell("−3", "worse"),
        HtmlCell("?", "unsure"),
        HtmlCell("few", "faint"),
    ]
    wide = HtmlTable(
        "All marks",
        [HtmlColumn("policy", numeric=False), *(HtmlColumn("c") for _ in cells * 6)],
        [["a", *cells * 6]],
    )
    small = HtmlTable("Numbers", [HtmlColumn("policy"), HtmlColumn("n")], [["a", "1"]])
    rows = [
        Difference("better", "+3 ▲", 3.0, (2.0, 4.0), (1.0, 5.0), (-2.0, 8.0), "better"),
        Difference("worse", "−3 ▼", -3.0, (-4.0, -2.0), (-5.0, -1.0), (-8.0, 2.0), "worse"),
    ]
    curves = [Curve(str(number), [0.0, number / 8.0]) for number in range(8)]
    charts = [
        differences_chart(Drawing("a", "Differences", "dots"), rows, "students", small, smallest=1.0),
        curves_chart(Drawing("b", "Curves", "lines"), [0.0, 1.0], curves, "USD", "chance", small),
        plane_chart(
            Drawing("c", "Plane", "dots"), [PlaneDot("a", 1.0, 2.0, mark="better")], "n", "USD", small
        ),
    ]
    file = tmp_path / "parts.html"
    page = environment().from_string(_PAGE).render(stylesheet=None, wide=wide, charts=charts)
    file.write_text(page, encoding="utf-8")
    return file


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_part_is_accessible_and_asks_for_nothing(
    parts: Path, open_page: Callable[..., Any], dark: bool
) -> None:
    watched = open_page(parts, dark=dark)
    watched.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert watched.violations() == []
    assert watched.complaints == []
    assert watched.foreign_requests(parts.as_uri()) == []


@pytest.mark.parametrize(("width", "scale"), [(320, 1.0), (640, 2.0)], ids=["phone", "200 %"])
def test_nothing_is_wider_than_a_narrow_window(
    parts: Path, open_page: Callable[..., Any], width: int, scale: float
) -> None:
    watched = open_page(parts, width=width, scale=scale)
    watched.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert watched.overflow() == 0
    assert watched.violations() == []
