"""What a notebook shows of an object is short and says what it is; a bar shows how far a run is."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import mentorsim as ms
from mentorsim.api.notebook_progress import NotebookBar, bar_html, in_notebook, progress_in_notebooks
from tests.dynamics.studies import study


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("swept") / "made"
    results = ms.sweep(study(), {"program.mentors": [4, 8]}, replications=2, workers=1, out=out)
    return {
        "scenario": study(),
        "model": ms.MentoringModel(study(), "pairs").run(),
        "comparison": ms.compare(study(), replications=2, workers=1),
        "results": results,
        "analyses": ms.analyze(results),
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scenario", ["A small college", "40 first-years", "pairs"]),
        ("model", ["MentoringModel", "pairs", "15"]),
        ("comparison", ["pairs", "2"]),
        ("results", ["A small college", "2"]),
        ("analyses", ["A small college"]),
    ],
)
def test_every_result_is_short_and_says_what_it_is(
    name: str, words: list[str], objects: dict[str, Any]
) -> None:
    text, html = repr(objects[name]), objects[name]._repr_html_()
    assert len(text) < 300
    assert "\n" not in text
    for word in words:
        assert word in text
        assert word in html
    assert "<" in html


def test_names_in_html_are_escaped() -> None:
    html = study(title="<b>&</b>")._repr_html_()
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html
    assert "<b>" not in html


def test_a_world_says_which_it_is() -> None:
    assert repr(ms.make_world(study(), 7, 3)) == (
        "<World of 'A small college': seed 7, replication 3, 60 students>"
    )


def test_outside_a_notebook_nothing_is_shown() -> None:
    assert not in_notebook()
    assert progress_in_notebooks(None) is None


class Kernel:
    """What IPython looks like in the kernel of a notebook."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.display = SimpleNamespace(HTML=lambda text: text, display=self._display)

    def get_ipython(self) -> Any:
        return SimpleNamespace(kernel=object())

    def _display(self, shown: str, *, display_id: bool) -> Any:
        self.shown.append(shown)
        return SimpleNamespace(update=self.shown.append)


def test_in_a_notebook_a_comparison_and_a_sweep_show_a_bar(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kernel = Kernel()
    monkeypatch.setitem(sys.modules, "IPython", kernel)
    monkeypatch.setitem(sys.modules, "IPython.display", kernel.display)
    assert isinstance(progress_in_notebooks(None), NotebookBar)
    ms.compare(study(), replications=2, workers=1)
    assert "2 of 2 replications" in kernel.shown[-1]
    kernel.shown.clear()
    ms.sweep(study(), {"program.mentors": [4, 8]}, replications=1, workers=1, out=tmp_path / "made")
    assert "2 of 2 replications" in kernel.shown[-1]
    kernel.shown.clear()
    given: list[ms.Progress] = []
    ms.compare(study(), replications=2, workers=1, progress=given.append)
    assert given
    assert not kernel.shown


def test_the_bar_says_what_is_left_and_what_failed() -> None:
    html = bar_html(ms.Progress(3, 10, 1, 6.0, 14.2))
    assert "3 of 10 replications, about 14 s left, 1 failed" in html
    assert "value='3' max='10'" in html
