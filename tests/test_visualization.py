"""Mesa's visualization shows a model: a network space, a data collector, and Reset (without a browser)."""

from __future__ import annotations

import importlib.util
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mentorsim.dynamics.columns import NOBODY
from mentorsim.model import MentoringModel
from mentorsim.visualization import NetworkModel, portrayal
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import study

needs_solara = pytest.mark.skipif(
    importlib.util.find_spec("solara") is None, reason="the extra `visualization` is not installed"
)
PARAMETERS: dict[str, Any] = {"scenario": study(), "policy": "pairs", "rng": 7}


def test_it_runs_bit_for_bit_like_the_model_without_a_space() -> None:
    shown, plain = NetworkModel(**PARAMETERS), MentoringModel(**PARAMETERS)
    assert not differing(snapshot(shown.run()), snapshot(plain.run()))


def test_every_student_has_the_cell_of_the_own_row_and_edges_are_those_of_now() -> None:
    model = NetworkModel(**PARAMETERS)
    for _ in range(6):
        model.step()
    assert [agent.cell.coordinate for agent in model.agents] == list(range(60))
    assert {frozenset(edge) for edge in model.grid.G.edges} == {
        frozenset(edge[:2]) for edge in model.network.edges
    }


def test_the_collector_has_a_row_per_week_and_the_beginning() -> None:
    model = NetworkModel(**PARAMETERS).run()
    collected = model.datacollector.get_model_vars_dataframe()
    assert len(collected) == model.weeks + 1
    assert collected["enrolled"].iloc[-1] == model.students.enrolled.mean()
    model.step()
    assert len(model.datacollector.get_model_vars_dataframe()) == model.weeks + 1


def test_who_left_is_pale_and_colors_are_colors() -> None:
    model = NetworkModel(**PARAMETERS).run()
    colors = np.array([portrayal(agent)["color"] for agent in model.agents])
    assert colors.min() >= 0.0
    assert colors.max() <= 1.0
    left = model.students.left_week != NOBODY
    assert (colors[left] == 0.85).all()
    assert not (colors[~left] == 0.85).all(axis=1).any()


def test_reset_makes_the_same_model_from_the_same_parameters() -> None:
    first = NetworkModel(**PARAMETERS).run()
    again = type(first)(**PARAMETERS)
    assert again.week == 0
    assert not differing(snapshot(first), snapshot(again.run()))


@needs_solara
def test_the_page_renders_and_its_reset_button_begins_anew() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Solara's and Mesa's own
        import ipyvuetify
        import solara
        from mesa.visualization import SolaraViz, make_plot_component, make_space_component
        from mesa.visualization.solara_viz import ModelController

        components = [make_space_component(portrayal), make_plot_component(["enrolled", "belonging"])]
        page = SolaraViz(NetworkModel(**PARAMETERS), components=components, model_params=PARAMETERS)
        solara.render(page, handle_error=False)[1].close()

        model = solara.reactive(NetworkModel(**PARAMETERS))
        controller = ModelController(
            model,
            model_parameters=solara.reactive(PARAMETERS),
            play_interval=solara.reactive(100),
            render_interval=solara.reactive(1),
            use_threads=solara.reactive(False),
        )
        _, rendered = solara.render(controller, handle_error=False)
        buttons = {str(button.children[0]): button for button in rendered.find(ipyvuetify.Btn).widgets}
        before = model.value
        buttons["Step"].click()
        assert (model.value, model.value.week) == (before, 1)
        buttons["Reset"].click()
        assert model.value is not before
        assert (type(model.value), model.value.week, model.value.policy) == (NetworkModel, 0, "pairs")
        rendered.close()


@needs_solara
def test_the_example_of_the_documentation_makes_a_page() -> None:
    text = (Path(__file__).parents[1] / "docs" / "how_to" / "visualization.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Solara's and Mesa's own
        exec(example, names)
    model = names["page"].kwargs.get("model") or names["page"].args[0]
    assert (type(model), model.policy) == (NetworkModel, "as planned")
    assert {"no program", "as planned"} <= set(model.study.policies)
    again = NetworkModel(names["scenario"], policy="no program", rng=1)
    assert again.week == 0
