import dataclasses
import re
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.errors import UserError
from mentorsim.experiment.series import weekly_means
from mentorsim.report.figure_files import figure_files
from mentorsim.report.figures import comparison_figure, weekly_figure, write_figures
from mentorsim.report.style import sized, spread


def texts_of(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts] + [
        text.get_text() for text in figure.texts
    ]


def test_differences_have_a_panel_per_outcome_and_a_row_per_policy(comparison):
    figure = comparison.plot()
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[:3] == ["retention", "GPA", "belonging"]
    assert "cost" not in titles
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["random", "gap"]
    difference = comparison.summary.outcomes["belonging"].differences["gap"]
    dots = [line for line in figure.axes[2].lines if line.get_marker() == "o"]
    assert [float(line.get_xdata()[0]) for line in dots][1] == pytest.approx(difference.mean)


def test_one_outcome_can_be_drawn(comparison):
    figure = comparison_figure(comparison, "gpa")
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["GPA"]
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_an_outcome_that_was_not_compared_is_refused(comparison):
    with pytest.raises(UserError, match="'retension' was not compared; did you mean 'retention'"):
        comparison.plot("retension")


@pytest.mark.parametrize("name", ["enrolled", "belonging"])
def test_weeks_have_a_line_per_policy_and_shaded_breaks(comparison, name):
    figure = weekly_figure(comparison, name)
    level, change = figure.axes
    assert len(level.lines) == 3
    assert len(change.lines) == 3
    breaks = [patch.get_xy()[0] for patch in level.patches]
    assert breaks == [5.0]
    weekly = comparison.weekly().set_index(["policy", "week"])[name]
    factor = 100.0 if name == "enrolled" else 1.0
    assert level.lines[0].get_ydata()[-1] == pytest.approx(factor * weekly["nothing", 11])
    random = weekly["random", 11] - weekly["nothing", 11]
    assert change.lines[1].get_ydata()[-1] == pytest.approx(factor * random, abs=1e-5)
    assert {"nothing", "random", "gap"} <= set(texts_of(figure))


@pytest.mark.parametrize("name", ["enrolled", "belonging"])
def test_intervals_of_weekly_differences_hold_their_means_below_0_too(comparison, name):
    for base in range(3):
        found = weekly_means(comparison.plan, comparison.block, name, base)
        assert (found.low <= found.mean + 1e-12).all()
        assert (found.high >= found.mean - 1e-12).all()
        assert base == 0 or found.mean.min() < 0.0


def test_figures_are_the_same_bytes_whatever_the_users_settings(comparison, tmp_path):
    first = write_figures(comparison, tmp_path / "first")
    with mpl.rc_context({"font.size": 20, "svg.hashsalt": None, "lines.linewidth": 9, "savefig.dpi": 30}):
        second = write_figures(comparison, tmp_path / "second")
    assert [path.name for path in first] == [path.name for path in second]
    assert len(first) == 6
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_an_svg_holds_its_words_as_text(comparison, tmp_path):
    (file,) = (file for file in write_figures(comparison, tmp_path) if file.name == "differences.svg")
    words = " ".join(ElementTree.fromstring(file.read_text("utf-8")).itertext())
    assert difference_title_of(comparison) in " ".join(words.split())
    for wanted in ("retention", "random", "gap", "higher is better", "(seed "):
        assert wanted in words
    assert "<use" not in "".join(re.findall(r"<text.*?</text>", file.read_text("utf-8"), re.DOTALL))


def difference_title_of(comparison):
    figure = comparison_figure(comparison)
    return " ".join(
        max((text.get_text() for text in figure.texts if text.get_weight() == "bold"), key=len).split()
    )


def test_titles_say_what_the_verdicts_say(comparison):
    summary = comparison.summary.outcomes["retention"]
    verdicts = {one.verdict for one in summary.differences.values()}
    title = difference_title_of(comparison)
    assert ("undecided" in title) == (verdicts == {"undecided"})
    gpa = comparison_figure(comparison, "gpa").texts[0].get_text()
    assert "GPA" in gpa


def test_formats_and_sizes_are_those_that_are_asked_for(comparison, tmp_path):
    found = write_figures(comparison, tmp_path, figure_files("svg,pdf:column"))
    names = ["differences", "retention_over_the_weeks", "belonging_over_the_weeks"]
    assert sorted(file.name for file in found) == sorted(
        [f"{name}.svg" for name in names] + [f"{name}_column.pdf" for name in names]
    )
    again = write_figures(comparison, tmp_path / "again", figure_files("svg,pdf:column"))
    assert [file.read_bytes() for file in found] == [file.read_bytes() for file in again]
    assert write_figures(comparison, tmp_path / "none", figure_files("none")) == []


def test_in_a_column_panels_are_below_one_another(comparison):
    with sized("column"):
        column = comparison_figure(comparison)
    page = comparison_figure(comparison)
    assert column.get_figwidth() < page.get_figwidth()
    assert len({round(axes.get_position().x0, 6) for axes in column.axes}) == 1


def test_the_users_settings_stay(comparison):
    before = dict(mpl.rcParams)
    comparison_figure(comparison)
    assert dict(mpl.rcParams) == before


def test_what_cannot_be_written_is_said(comparison, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(UserError, match="cannot write the figures"):
        write_figures(comparison, tmp_path / "taken")


def test_a_policy_that_always_fails_is_drawn_as_undefined(broken, tmp_path):
    write_figures(broken, tmp_path)
    assert "undefined" in texts_of(comparison_figure(broken))


def test_without_another_policy_there_is_no_difference_to_draw(comparison, tmp_path):
    alone = dataclasses.replace(comparison, plan=dataclasses.replace(comparison.plan, measures=()))
    with pytest.raises(UserError, match="no difference to draw"):
        comparison_figure(alone)


@given(st.lists(st.floats(0.0, 10.0), max_size=8))
def test_labels_are_moved_apart_and_keep_their_order(places):
    found = spread(places, 1.0, 0.0, 10.0)
    order = np.argsort(places, kind="stable")
    moved = np.array(found)[order]
    assert np.all(np.diff(moved) >= 1.0 - 1e-9)
    assert np.all((moved >= -1e-9) & (moved <= 10.0 + 1e-9))


def test_labels_that_do_not_touch_stay():
    assert spread([7.0, 1.0, 4.0], 1.0, 0.0, 10.0) == [7.0, 1.0, 4.0]
    assert spread([5.0, 5.0], 1.0, 0.0, 10.0) == [4.5, 5.5]
