"""Design bench for peer-mentoring programs: simulate a program a thousand times before a school runs one.

Everything that a study needs is found here by its name, and loaded when it is first asked for: importing the
package itself takes a few milliseconds. The names in ``__all__`` are stable, `mentorsim.experimental` holds
those that may still change; ``docs/reference/api.md`` says what that means.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorsim import experimental
    from mentorsim.api.analyze import Analyses, analyze
    from mentorsim.api.animate import CohortAnimation, animate
    from mentorsim.api.calibrate import calibrate
    from mentorsim.api.compare import compare
    from mentorsim.api.comparison import Comparison
    from mentorsim.api.match import MatchedList, match
    from mentorsim.api.sweep import sweep
    from mentorsim.api.validate import validate
    from mentorsim.dynamics.matching import MatchingRecord
    from mentorsim.dynamics.mechanism import WeekContext, mechanism
    from mentorsim.errors import (
        DiskError,
        FolderInUseError,
        MentorsimError,
        OtherStudyError,
        RosterError,
        ScenarioError,
        SeedError,
        UnknownNameError,
        UserError,
    )
    from mentorsim.evidence.calibration_findings import CalibrationFindings
    from mentorsim.evidence.validation import FactResult, TargetResult, Validation
    from mentorsim.experiment.design.experiment import Experiment
    from mentorsim.experiment.execution.options import RunOptions
    from mentorsim.experiment.execution.progress import Progress
    from mentorsim.experiment.posterior import Posterior, load_posterior
    from mentorsim.experiment.sweep_results import SweepResults, read_results
    from mentorsim.mechanisms.column import Column
    from mentorsim.mechanisms.parameter import Parameter
    from mentorsim.model import MentoringModel
    from mentorsim.network import FriendshipList
    from mentorsim.numerics.kernel import kernel
    from mentorsim.outcomes import RunView, measure, run_outcome, student_outcome
    from mentorsim.pairing import MatchingProblem, matching_method
    from mentorsim.plugins import load_plugin
    from mentorsim.scenario import Program, Scenario, load_scenario, parse_scenario
    from mentorsim.students import Student
    from mentorsim.world import World, make_world

    __version__: str

_HOMES = {
    "Analyses": "api.analyze",
    "CalibrationFindings": "evidence.calibration_findings",
    "CohortAnimation": "api.animate",
    "Column": "mechanisms.column",
    "Comparison": "api.comparison",
    "DiskError": "errors",
    "Experiment": "experiment.design.experiment",
    "FactResult": "evidence.validation",
    "FolderInUseError": "errors",
    "FriendshipList": "network",
    "MatchedList": "api.match",
    "MatchingProblem": "pairing",
    "MatchingRecord": "dynamics.matching",
    "MentoringModel": "model",
    "MentorsimError": "errors",
    "OtherStudyError": "errors",
    "Parameter": "mechanisms.parameter",
    "Posterior": "experiment.posterior",
    "Program": "scenario",
    "Progress": "experiment.execution.progress",
    "RosterError": "errors",
    "RunOptions": "experiment.execution.options",
    "RunView": "outcomes",
    "Scenario": "scenario",
    "ScenarioError": "errors",
    "SeedError": "errors",
    "Student": "students",
    "SweepResults": "experiment.sweep_results",
    "TargetResult": "evidence.validation",
    "UnknownNameError": "errors",
    "UserError": "errors",
    "Validation": "evidence.validation",
    "WeekContext": "dynamics.mechanism",
    "World": "world",
    "analyze": "api.analyze",
    "animate": "api.animate",
    "calibrate": "api.calibrate",
    "compare": "api.compare",
    "kernel": "numerics.kernel",
    "load_plugin": "plugins",
    "load_posterior": "experiment.posterior",
    "load_scenario": "scenario",
    "make_world": "world",
    "match": "api.match",
    "matching_method": "pairing",
    "measure": "outcomes",
    "mechanism": "dynamics.mechanism",
    "parse_scenario": "scenario",
    "read_results": "experiment.sweep_results",
    "run_outcome": "outcomes",
    "student_outcome": "outcomes",
    "sweep": "api.sweep",
    "validate": "api.validate",
}

__all__ = [
    "Analyses",
    "CalibrationFindings",
    "CohortAnimation",
    "Column",
    "Comparison",
    "DiskError",
    "Experiment",
    "FactResult",
    "FolderInUseError",
    "FriendshipList",
    "MatchedList",
    "MatchingProblem",
    "MatchingRecord",
    "MentoringModel",
    "MentorsimError",
    "OtherStudyError",
    "Parameter",
    "Posterior",
    "Program",
    "Progress",
    "RosterError",
    "RunOptions",
    "RunView",
    "Scenario",
    "ScenarioError",
    "SeedError",
    "Student",
    "SweepResults",
    "TargetResult",
    "UnknownNameError",
    "UserError",
    "Validation",
    "WeekContext",
    "World",
    "__version__",
    "analyze",
    "animate",
    "calibrate",
    "compare",
    "experimental",
    "kernel",
    "load_plugin",
    "load_posterior",
    "load_scenario",
    "make_world",
    "match",
    "matching_method",
    "measure",
    "mechanism",
    "parse_scenario",
    "read_results",
    "run_outcome",
    "student_outcome",
    "sweep",
    "validate",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    if name == "__version__":
        value: object = _installed_version()
    elif name == "experimental":
        value = import_module(f"{__name__}.experimental")
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
