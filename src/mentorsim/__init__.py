"""Design bench for peer-mentoring programs: simulate a program a thousand times before a school runs it once.

Everything that a study needs is found here by its name, and loaded when it is first asked for: importing the
package itself takes a few milliseconds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorsim.analysis.analyze import Analyses, analyze
    from mentorsim.dynamics.mechanism import WeekContext, mechanism
    from mentorsim.errors import ScenarioError, UserError
    from mentorsim.experiment.compare import compare
    from mentorsim.experiment.results import Comparison
    from mentorsim.experiment.sweep import sweep
    from mentorsim.experiment.sweep_results import SweepResults, read_results
    from mentorsim.mechanisms.column import Column
    from mentorsim.mechanisms.parameter import Parameter
    from mentorsim.model import MentoringModel
    from mentorsim.numerics.kernel import kernel
    from mentorsim.pairing import matching_method
    from mentorsim.plugins import load_plugin
    from mentorsim.scenario import Program, Scenario, load_scenario, parse_scenario
    from mentorsim.students import Student
    from mentorsim.world import make_world

    __version__: str

__all__ = [
    "Analyses",
    "Column",
    "Comparison",
    "MentoringModel",
    "Parameter",
    "Program",
    "Scenario",
    "ScenarioError",
    "Student",
    "SweepResults",
    "UserError",
    "WeekContext",
    "__version__",
    "analyze",
    "compare",
    "kernel",
    "load_plugin",
    "load_scenario",
    "make_world",
    "matching_method",
    "mechanism",
    "parse_scenario",
    "read_results",
    "sweep",
]

_HOMES = {
    "Analyses": "analysis.analyze",
    "Column": "mechanisms.column",
    "Comparison": "experiment.results",
    "Parameter": "mechanisms.parameter",
    "kernel": "numerics.kernel",
    "load_plugin": "plugins",
    "MentoringModel": "model",
    "WeekContext": "dynamics.mechanism",
    "Program": "scenario",
    "Scenario": "scenario",
    "ScenarioError": "errors",
    "Student": "students",
    "UserError": "errors",
    "analyze": "analysis.analyze",
    "compare": "experiment.compare",
    "load_scenario": "scenario",
    "make_world": "world",
    "matching_method": "pairing",
    "mechanism": "dynamics.mechanism",
    "SweepResults": "experiment.sweep_results",
    "parse_scenario": "scenario",
    "read_results": "experiment.sweep_results",
    "sweep": "experiment.sweep",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    if name == "__version__":
        value: object = _installed_version()
    elif name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})


def _installed_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mentorsim")
    except PackageNotFoundError:  # used from a checkout that is not installed
        return "not installed"
