"""Columns, stages and parameters are declared once; what is derived from that is current, or an error."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mentorsim.dynamics import generate
from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.mechanism import STAGE_NAMES
from mentorsim.dynamics.names import RUN_FIELDS, resolved
from mentorsim.dynamics.week import ALL_STAGES
from mentorsim.dynamics.wire import WiringError, check_signatures, wire
from mentorsim.dynamics.wiring import STAGES
from mentorsim.mechanisms.built_in import BUILT_IN, COLUMNS, columns_of
from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.declaration import WEEK_START, Declaration, week_order

FOLDER = Path(generate.__file__).parent
STATE = {"unit": "share", "meaning": "something"}


def test_what_is_generated_is_current() -> None:
    assert generate.stale() == [], f"renew it: {generate.RENEW}"


def test_two_swapped_columns_are_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy = tmp_path / "dynamics"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / "wiring.py").read_text()
    call = text.index("    feel_belonging(")
    first, second = "weekly_sums[FRIEND_STRENGTH]", "weekly_sums[FRIEND_ALIKE]"
    swapped = text[call:].replace(first, "@", 1).replace(second, first, 1).replace("@", second, 1)
    (copy / "wiring.py").write_text(text[:call] + swapped)
    monkeypatch.setattr(generate, "FOLDER", copy)
    (said,) = generate.stale()
    assert re.fullmatch(
        r"wiring\.py:\d+: is 'run.weekly_sums\[FRIEND_ALIKE\],', "
        r"but should be 'run.weekly_sums\[FRIEND_STRENGTH\],'",
        said,
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "enrolled: Integers",
            "enroled: Integers",
            "mechanism belonging: the kernel feel_belonging asks for 'enroled', but there is no such column; "
            "did you mean 'enrolled'?",
        ),
        (
            "friend_alike: Floats",
            "friend_alike: Integers",
            "mechanism belonging: the kernel feel_belonging asks for 'friend_alike' as Integers, but it is "
            "the column friend_alike of peer_influence, which holds float64: write friend_alike: Floats",
        ),
    ],
)
def test_a_misspelled_or_wrongly_typed_column_is_an_error_that_names_mechanism_and_column(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    copy = tmp_path / "dynamics"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    kernel = (copy / "belonging.py").read_text()
    assert kernel.count(old) == 1
    (copy / "belonging.py").write_text(kernel.replace(old, new))
    with pytest.raises(WiringError, match=re.escape(sentence)):
        generate.wiring_text(copy)
    # The same at import, without the generator: the signature is no longer the one that was wired.
    parameters = next(
        [(arg.arg, ast.unparse(arg.annotation or ast.Constant(None))) for arg in node.args.args]
        for node in ast.parse(kernel.replace(old, new)).body
        if isinstance(node, ast.FunctionDef)
    )
    changed = _function("feel_belonging", dict(parameters))
    written = tuple(f"{name}: {kind}" for name, kind in parameters)
    wired = tuple(old if text == new else text for text in written)
    check_signatures([("belonging", changed, written)])
    with pytest.raises(WiringError, match=re.escape(sentence)):
        check_signatures([("belonging", changed, wired)])


def test_a_kernel_that_asks_for_something_new_needs_new_wiring() -> None:
    changed = _function("motivate", {"key": "Keys", "effort": "Floats"})
    with pytest.raises(WiringError, match=r"motivate now asks for effort: Floats, .* renew it: python -m"):
        check_signatures([("motivation", changed, ("key: Keys",))])


def _function(name: str, annotations: dict[str, str]) -> Any:
    function: Any = eval(f"lambda {', '.join(annotations)}: None")
    function.__name__, function.__annotations__ = name, annotations
    return SimpleNamespace(py_func=function)


def test_the_plan_of_the_stages_is_not_what_runs() -> None:
    with pytest.raises(NotImplementedError, match=r"stages\.py is a plan"):
        wire(len)


def test_stages_are_those_that_are_declared_in_their_order() -> None:
    assert tuple(stage.py_func.__name__ for stage in STAGES) == STAGE_NAMES
    assert len(STAGE_NAMES) == ALL_STAGES == 13
    assert [one.name for one in week_order(BUILT_IN[::-1])] == list(STAGE_NAMES)


@pytest.mark.parametrize(
    ("stages", "sentence"),
    [
        ([("a", {"after": "b"})], "no stage 'b'"),
        (
            [("a", {"after": WEEK_START}), ("b", {"after": "a", "before": "a"})],
            "stage b: give after or before",
        ),
        (
            [("a", {"after": WEEK_START}), ("b", {"after": "a"}), ("c", {"after": "a"})],
            "two stages are to come directly after a",
        ),
        ([("a", {"after": "b"}), ("b", {"after": "a"})], "the stages a, b wait for one another"),
    ],
)
def test_an_order_that_cannot_be_is_refused(stages: list[tuple[str, Any]], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        week_order([Declaration(name, "something", **order) for name, order in stages])


def test_a_column_is_declared_by_one_mechanism() -> None:
    both = [Declaration(name, "something", columns=(Column("skill", **STATE),)) for name in ("one", "two")]
    with pytest.raises(ValueError, match="mechanism two: the column skill belongs to one already"):
        columns_of(both)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "Skill"}, "lower-case"), ({"name": "if"}, "lower-case"), ({"unit": " "}, "needs a unit"),
        ({"meaning": ""}, "needs a meaning"), ({"low": 1.0, "high": 1.0}, "is empty"),
        ({"low": float("nan")}, "is empty"), ({"low": 1.0}, "initial value 0.0 is not between 1.0 and inf"),
        ({"block": "faces"}, "'faces' is none of"), ({"outcome": "up"}, "not higher, lower or neither"),
    ],
)  # fmt: skip
def test_a_column_that_is_bare_or_contradicts_itself_is_refused(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Column(**{"name": "fatigue", **STATE, **wrong})


def test_every_field_of_a_run_can_be_asked_for_by_its_name() -> None:
    annotations = {name: str(Run.__annotations__[name]).rsplit("'")[1] for name in Run._fields}
    assert annotations == RUN_FIELDS
    for name, column in COLUMNS.items():
        wanted = {"float64": "Floats", "int32": "Integers"}[column.dtype]
        assert resolved("a", "k", name, wanted) == f"run.{column.block}[c.{name.upper()}]"
