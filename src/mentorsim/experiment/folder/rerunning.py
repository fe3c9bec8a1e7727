"""A results folder as something to run again: its scenario as the user wrote it, and what was asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorsim.documents.places import Places
from mentorsim.errors import UserError
from mentorsim.experiment.folder.identity import code_digest, mentorsim_version
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.folder.record import read_record, refuse_other_format
from mentorsim.experiment.posterior_samples import PosteriorSamples
from mentorsim.plugins import require
from mentorsim.scenario import Scenario, load_scenario
from mentorsim.scenario.overrides import parse_override
from mentorsim.scenario.shipped import shipped_names
from mentorsim.scenario.study import build_scenario
from mentorsim.scenario.unheard import refuse_unheard
from mentorsim.scenario.writing import full_mapping


@dataclass(frozen=True)
class ScenarioAgain:
    """The scenario of a results folder.

    Attributes
    ----------
    scenario
        As it was before anything was varied.
    notes
        What a reader should know before it is run once more, a sentence each.
    """

    scenario: Scenario
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComparisonAgain:
    """A comparison that a results folder holds, as what to ask for once more.

    Attributes
    ----------
    again
        Its scenario.
    asked
        What was asked for, as keywords of `mentorsim.compare`; without ``replications`` the scenario says
        when to stop.
    """

    again: ScenarioAgain
    asked: Mapping[str, Any]

    def completing(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is asked for now, and of what is left open (None) what was asked for then."""
        then = dict(self.asked)
        if asked.get("uncertainty") and "uncertainty" not in then:
            then.pop("replications", None)  # of a comparison without samples; these have their own number
        return {**asked, **{key: value for key, value in then.items() if asked.get(key) is None}}


def recorded_scenario(paths: ResultsPaths, record: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a folder as the user wrote it, with the mechanism parameters of its time.

    Parameters
    ----------
    paths
        The folder.
    record
        What `read_record` gave.

    Raises
    ------
    UserError
        When it is not valid for the mentorsim that reads it.
    """
    folder = paths.folder / record["scenario_folder"]
    scenario = build_scenario(dict(record["written"]), Places(str(paths.scenario)), folder)
    now = scenario.mechanism_values()
    then = record["scenario"].get("parameters", {})
    moved = {name: value for name, value in then.items() if name in now and now[name] != value}
    return scenario.with_parameters(moved) if moved else scenario


def scenario_again(file: Path, overrides: Iterable[str] = ()) -> ScenarioAgain | None:
    """Return the scenario that a results folder's own ``scenario.yaml`` stands for.

    That file states every value, those of each policy too, so that nothing which was varied in ``program``
    could reach a policy. What is run again is what the user wrote, which the record holds.

    Parameters
    ----------
    file
        The scenario that an experiment names.
    overrides
        Values to set, as for `load_scenario`.

    Returns
    -------
    ScenarioAgain or None
        None when it is not the scenario of a results folder, or was edited: then it means what it says.

    Raises
    ------
    UserError
        When the folder's record is damaged or of another format, or a value cannot be set.
    """
    paths = ResultsPaths(file.parent)
    if file.name != paths.scenario.name or not paths.run.is_file():
        return None
    record = _record(paths)
    scenario = recorded_scenario(paths, record)
    if file.is_file() and full_mapping(load_scenario(file)) != full_mapping(scenario):
        return None
    return _again(scenario, record, paths, overrides)


def comparison_again(folder: str | Path, overrides: Iterable[str] = ()) -> ComparisonAgain | None:
    """Return what to ask for to run the comparison of a results folder once more.

    Parameters
    ----------
    folder
        What the user names as a scenario.
    overrides
        Values to set, as for `load_scenario`.

    Returns
    -------
    ComparisonAgain or None
        None when it is not a results folder.

    Raises
    ------
    UserError
        When it holds a sweep, its record is damaged or of another format, or a value cannot be set.
    """
    paths = ResultsPaths(Path(folder))
    if not is_results_folder(folder):
        return None
    record = _record(paths)
    if record.get("experiment"):
        raise UserError(
            f"the folder {folder} holds a sweep: `mentorsim sweep {folder} --out NEW` runs it again"
        )
    asked: dict[str, Any] = {
        **{key: record[key] for key in ("policies", "baseline", "by", "seed")},
        "outcomes": record["reported"],
    }
    if record["half_width"] is None:
        asked["replications"] = record["max_replications"]
    sampled = record.get("posterior_samples")
    if sampled is not None:
        posterior = PosteriorSamples.of_folder(paths.samples, sampled)
        each = posterior.replications
        number = record["max_replications"] // each
        asked |= {
            "uncertainty": "parameters",
            "replications": each,
            "samples": number,
            "posterior": posterior,
        }
    return ComparisonAgain(_again(recorded_scenario(paths, record), record, paths, overrides), asked)


def is_results_folder(name: str | Path) -> bool:
    """Return whether a name stands for a folder with a record of results, and not for a shipped scenario."""
    if str(name) in shipped_names():
        return False
    try:
        return ResultsPaths(Path(name)).run.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _record(paths: ResultsPaths) -> Mapping[str, Any]:
    record = read_record(paths)
    refuse_other_format(record, paths)
    require(record.get("plugins", {}), paths.run)
    return record


def _again(
    scenario: Scenario, record: Mapping[str, Any], paths: ResultsPaths, overrides: Iterable[str]
) -> ScenarioAgain:
    set_values = [parse_override(text) for text in overrides]
    refuse_unheard(set_values, scenario.to_mapping(), scenario.places)
    if set_values:
        scenario = scenario.overridden(set_values)
    if record["code"] == code_digest():
        return ScenarioAgain(scenario)
    note = (
        f"the folder {paths.folder} was made by mentorsim {record['mentorsim']} and this is "
        f"{mentorsim_version()} with other code, so that its runs may come out otherwise"
    )
    return ScenarioAgain(scenario, (note,))
