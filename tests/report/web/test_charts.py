"""Charts: text that is text, a name and a description, their data beside them, the same bytes each time."""

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.charts.curves import Curve, curves_chart
from mentorsim.report.web.charts.differences import Difference, differences_chart
from mentorsim.report.web.charts.network import NetworkAt, network_chart
from mentorsim.report.web.charts.plane import PlaneDot, plane_chart
from mentorsim.report.web.charts.ranges import Dot, ranges_chart
from mentorsim.report.web.environment import environment
from mentorsim.report.web.svg import Drawing, axis_over, digits
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable

TABLE = HtmlTable(
    "numbers", [HtmlColumn("policy"), HtmlColumn("more")], [["a <b>", HtmlCell("3", "better", "1 to 5")]]
)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def drawing() -> Drawing:
    return Drawing("one", "What it says & more", "What is drawn")


def charts() -> list[Chart]:
    return [
        differences_chart(
            drawing(),
            [
                Difference("a <b>", "+3 ▲ better", 3.0, (2.0, 4.0), (1.0, 5.0), (-4.0, 10.0), "better"),
                Difference("b", "−1", -1.0),
            ],
            "students",
            TABLE,
            smallest=1.0,
        ),
        ranges_chart(drawing(), [Dot("g", "+1", 1.0, (0.0, 2.0), heading="by major")], "students", TABLE),
        curves_chart(
            drawing(), [0.0, 1.0], [Curve("a", [0.0, 1.0]), Curve("b", [1.0, 0.0])], "USD", "chance", TABLE
        ),
        plane_chart(drawing(), [PlaneDot("a", 3.0, 100.0, (1.0, 5.0), (90.0, 110.0))], "more", "USD", TABLE),
        network_chart(
            drawing(),
            [NetworkAt("before", {1: "first-year", 2: "mentor"}, {"pair": [(1, 2)]})],
            {1: (0.0, 0.0), 2: (1.0, 1.0)},
            {"mentor": "mentor", "pair": "pair"},
            TABLE,
        ),
    ]


@pytest.mark.parametrize("chart", charts(), ids=["differences", "ranges", "curves", "plane", "network"])
def test_a_chart_is_an_image_with_a_name_a_description_and_words_that_are_text(chart: Chart) -> None:
    root = ElementTree.fromstring(chart.drawing.markup())
    assert root.get("role") == "img"
    ids = {one.get("id"): one.text for one in root if one.tag in ("title", "desc")}
    assert root.get("aria-labelledby", "").split() == list(ids)
    assert list(ids.values()) == ["What it says & more", "What is drawn"]
    assert [one for one in root.iter("text") if one.text]
    assert not [one for one in root.iter() if one.get("style")]


@pytest.mark.parametrize("number", range(len(charts())))
def test_the_same_numbers_make_the_same_bytes(number: int) -> None:
    assert charts()[number].drawing.markup() == charts()[number].drawing.markup()


@pytest.mark.parametrize("chart", charts(), ids=["differences", "ranges", "curves", "plane", "network"])
def test_nothing_is_drawn_outside_of_a_chart(chart: Chart) -> None:
    places = re.findall(r' (x1?|x2|cx|y1?|y2|cy)="([^"]+)"', chart.drawing.markup())
    for name, place in places:
        most = chart.drawing.width if "x" in name else chart.drawing.height
        assert 0.0 <= float(place) <= most, (name, place)


def test_a_chart_shows_its_data_beside_it() -> None:
    template = environment().from_string("{% from 'macros.html' import figure %}{{ figure(chart, 'id-1') }}")
    text = template.render(chart=charts()[0])
    assert "<svg" in text
    assert "a &lt;b&gt;" in text
    assert "<b>" not in text
    assert text.index("<details>") < text.index('<caption id="id-1">numbers</caption>')


def test_too_many_lines_or_persons_are_refused() -> None:
    with pytest.raises(ValueError, match="9 lines in one chart; at most 8"):
        curves_chart(drawing(), [0.0, 1.0], [Curve("a", [0.0, 1.0])] * 9, "", "", TABLE)
    with pytest.raises(ValueError, match="151 persons in one network; at most 150"):
        network_chart(drawing(), [], dict.fromkeys(range(151), (0.0, 0.0)), {}, TABLE)


def test_a_table_with_a_row_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="wide: 3 cells under 1 columns"):
        HtmlTable("wide", [HtmlColumn("a")], [["1", "2", "3"]])


def test_a_name_that_is_missing_is_an_error_not_a_gap() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        environment().from_string("{{ missing }}").render()
    page = environment().from_string("{% extends 'base.html' %}{% block title %}{% endblock %}")
    with pytest.raises(UndefinedError, match="stylesheet"):
        page.render()


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_an_axis_holds_its_values_and_has_few_round_ticks(values: list[float]) -> None:
    axis = axis_over(values, 0.0, 400.0)
    for value in values:
        assert axis.low <= value <= axis.high
        assert 0.0 <= axis.at(value) <= 400.0
    for most in (4, 6):
        assert 1 <= len(axis.ticks(most)) <= most + 1
    texts = [axis.tick_text(tick) for tick in axis.ticks()]
    assert len(set(texts)) == len(texts)


@given(NUMBERS)
def test_places_have_one_decimal_at_most_and_no_minus_zero(value: float) -> None:
    text = digits(value)
    assert text != "-0"
    assert math.isclose(float(text), value, abs_tol=0.051)
