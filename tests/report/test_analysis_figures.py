"""Pages and figures of analyses: what is hatched, what is drawn, and that a page stays narrow."""

import dataclasses
import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from mentorsim.analysis import effects, sensitivity, surfaces
from mentorsim.report.analyses import effects_report, sensitivity_report, surfaces_report
from mentorsim.report.layout import as_text
from tests.analysis.sweeps import at_points, at_units, design_of, replications, swept, unit_design


def grid(**vary):
    design = design_of("grid", vary)
    values = replications(at_points(design, lambda a, b: float(a == 4) * 3.0 * (b == 10)), 30, noise=0.5)
    return swept(design, values)


TWO = {"a": [1, 2, 4], "b": [0, 10]}


def hatched(picture):
    patches = [patch for axes in picture.axes for patch in axes.patches]
    return [patch for patch in patches if isinstance(patch, Rectangle) and patch.get_hatch()]


def test_cells_whose_interval_includes_0_are_hatched_and_no_others():
    cells = grid(**TWO)
    found = surfaces.find(cells)
    rows = found.tables["surface"]
    unsure = (rows["simultaneous_low"] <= 0.0) & (rows["simultaneous_high"] >= 0.0)
    assert 0 < unsure.sum() < len(rows)
    (picture,) = surfaces_report.figures(found, cells.subject).values()
    places = {(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in hatched(picture)}
    levels, second = ["1", "2", "4"], ["0", "10"]
    expected = rows[unsure]
    assert places == {
        (float(levels.index(one)), float(second.index(other)))
        for one, other in zip(expected["level"], expected["level_2"], strict=True)
    }


def test_cells_of_interactions_are_hatched_by_the_intervals_for_all_together():
    cells = grid(**TWO)
    found = effects.find(cells)
    rows = found.tables["interactions"]
    unsure = (rows["simultaneous_low"] <= 0.0) & (rows["simultaneous_high"] >= 0.0)
    picture = effects_report.figures(found, cells.subject)["interactions_retention"]
    assert len(hatched(picture)) == unsure.sum()


def test_a_hole_is_neither_a_number_nor_hatched():
    cells = grid(**TWO)
    cells.values["retention"][5] = np.nan
    cells.state[5] = 1
    found = surfaces.find(cells)
    (picture,) = surfaces_report.figures(found, cells.subject).values()
    axes = picture.axes[0]
    assert len(axes.texts) == 5
    page = as_text(surfaces_report.page(found, cells.subject, 80), 80)
    assert page.count("–") == 1


@pytest.mark.parametrize("level", ["plain", "one, two"])
def test_effects_have_a_panel_for_each_factor_with_numbers_or_words(level):
    design = design_of("grid", {"a": [1, 2, 4], "b": [level, "other"]})
    cells = swept(design, replications(np.arange(6.0), 10, noise=0.1))
    found = effects.find(cells)
    picture = effects_report.figures(found, cells.subject)["effects_retention"]
    numbers, words = picture.axes
    assert numbers.get_xlabel() == "a"
    assert [text.get_text().replace("\n", " ") for text in words.get_xticklabels()] == [level, "other"]


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_indices_are_drawn_with_the_factor_that_matters_most_first(kind):
    design = unit_design(kind, 3, samples=32)
    cells = swept(design, replications(at_units(design, lambda x: x @ [1.0, 3.0, 0.0]), 6, noise=0.2))
    found = sensitivity.find(cells)
    (picture,) = sensitivity_report.figures(found, cells.subject).values()
    labels = [label.get_text() for label in picture.axes[0].get_yticklabels()]
    assert labels == ["x1", "x0", "x2"]
    page = as_text(sensitivity_report.page(found, cells.subject, 80), 80)
    assert page.index("x1 ") < page.index("x0 ") < page.index("x2 ")


def test_a_fitted_surface_has_contours_and_no_numbers_in_its_cells():
    design = unit_design("latin_hypercube", 2, samples=50)
    cells = swept(design, replications(at_units(design, lambda x: x[:, 0] * x[:, 1]), 6, noise=0.01))
    found = surfaces.find(cells)
    (picture,) = surfaces_report.figures(found, cells.subject).values()
    assert picture.axes[0].collections
    assert "quadratic" in as_text(surfaces_report.page(found, cells.subject, 80), 80)


def title_of(picture):
    return " ".join(next(text for text in picture.texts if text.get_weight() == "bold").get_text().split())


def test_titles_say_what_was_found():
    cells = grid(**TWO)
    pictures = effects_report.figures(effects.find(cells), cells.subject)
    assert title_of(pictures["effects_retention"]).startswith("Retention moves most with a: ")
    assert title_of(pictures["interactions_retention"]).startswith("A and b act together on retention")
    (surface,) = surfaces_report.figures(surfaces.find(cells), cells.subject).values()
    assert re.match(
        r"Retention is better than with no program in \d of 6 cells.* at a 4 and b 10$",
        title_of(surface),
    )
    flat = swept(design_of("grid", TWO), replications(np.zeros(6), 30, noise=0.5))
    pictures = effects_report.figures(effects.find(flat), flat.subject)
    assert title_of(pictures["effects_retention"]) == "No factor surely changes retention"
    (surface,) = surfaces_report.figures(surfaces.find(flat), flat.subject).values()
    assert title_of(surface) == "Retention is nowhere surely better or worse than with no program"


def test_the_note_says_what_the_numbers_rest_on():
    cells = grid(**TWO)
    subject = dataclasses.replace(cells.subject, source="30 replications (seed 7).")
    for analysis, report in ((effects, effects_report), (surfaces, surfaces_report)):
        for picture in report.figures(analysis.find(cells), subject).values():
            assert any(text.get_text().startswith("30 replications (seed 7).") for text in picture.texts)


@pytest.mark.parametrize("width", [60, 100])
def test_pages_keep_to_their_width(width):
    cells = grid(**TWO)
    for analysis, report in ((effects, effects_report), (surfaces, surfaces_report)):
        page = as_text(report.page(analysis.find(cells), cells.subject, width), width)
        assert max(map(len, page.splitlines())) <= width


def test_without_a_surface_there_is_no_figure_of_it():
    design = unit_design("latin_hypercube", 2, samples=40)
    cells = swept(design, replications(np.zeros(40), 5, noise=1.0))
    assert surfaces_report.figures(surfaces.find(cells), cells.subject) == {}
