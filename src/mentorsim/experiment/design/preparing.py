"""From an experiment as it is written to a sweep: everything is checked here, before the first run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.documents.places import Places, path_text
from mentorsim.errors import ScenarioError, UserError
from mentorsim.experiment.design.designs import Design, make_design
from mentorsim.experiment.design.experiment import Experiment
from mentorsim.experiment.design.factors import Factor, factor_of
from mentorsim.experiment.design.overriding import notes_on_factors
from mentorsim.experiment.design.point_files import read_points
from mentorsim.experiment.design.preparing_selection import (
    most_replications,
    refuse_together,
    selected_outcome,
    selection_of,
)
from mentorsim.experiment.design.uncertain import points_file, spelled_out
from mentorsim.experiment.folder.identity import fingerprint_of, identity_of
from mentorsim.experiment.folder.rerunning import scenario_again
from mentorsim.experiment.mistakes import names_files, refuse_mistakes, refuse_unknown_methods
from mentorsim.experiment.plan import Plan, make_plan
from mentorsim.experiment.sharing import Sharing, keys_of
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.scenario import Scenario, load_scenario, parameter_table
from mentorsim.scenario.keys import path_of_parameter
from mentorsim.scenario.overrides import Override, path_from_text
from mentorsim.scenario.problems import placed_error
from mentorsim.scenario.settings import plain
from mentorsim.scenario.writing import full_mapping
from mentorsim.statistics.stopping import StoppingRule

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

_NOT_VARIED = ("title", "description", "outcomes", "run")


def prepare(
    experiment: Experiment,
    places: Places,
    folder: Path,
    *,
    scenario: Scenario | None = None,
    points: Design | None = None,
    overrides: Iterable[str] = (),
    model: type[MentoringModel] | None = None,
) -> SweepPlan:
    """Check an experiment and lay out its design.

    Parameters
    ----------
    experiment
        What is asked for.
    places
        Where it was written.
    folder
        Where files are that it names.
    scenario
        The scenario, where it is at hand already.
    points
        The points, where they are at hand already.
    overrides
        Values to set in the scenario before anything is varied.
    model
        A model to run in place of the built-in one.

    Raises
    ------
    UserError
        For anything that is wrong with the experiment, its scenario, or the scenario at any of its points.
    """
    notes: tuple[str, ...] = ()
    if scenario is None:
        again = scenario_again(folder / experiment.scenario, overrides)
        if again is None:
            scenario = load_scenario(_scenario_file(experiment, folder), overrides)
        else:
            scenario, notes = again.scenario, again.notes
    if experiment.set_:
        scenario = scenario.overridden(_set_values(experiment, places))
    refuse_mistakes(scenario, also_files=names_files(scenario))
    rule = _rule(experiment, scenario)
    if experiment.select is not None:
        refuse_together(experiment, places)
    base = make_plan(
        scenario,
        policies=experiment.policies,
        baseline=experiment.baseline,
        by=experiment.by,
        seed=experiment.seed,
        outcomes=experiment.outcomes,
        watched=_watched(experiment, scenario, rule, places),
        model=model,
        keep=experiment.keep,
    )
    design = _design(experiment, places, folder, base, points)
    selection = None if experiment.select is None else selection_of(experiment.select, places, base)
    if selection is not None:
        rule = most_replications(selection, places, len(design.points))
    notes = (*notes, *notes_on_factors(base, design.factors))
    identities = [_checked(base, design, point) for point in range(len(design.points))]
    fingerprints = tuple(fingerprint for fingerprint, _, _ in identities)
    sharing = None
    if model is None:  # nobody knows what another model makes of a scenario
        sharing = Sharing(
            np.array([world for _, world, _ in identities], dtype=np.uint64),
            np.array([runs for _, _, runs in identities], dtype=np.uint64),
        )
    about = {
        "design": design.kind,
        **_sampling(experiment, design),
        "vary": {factor.path: factor.written() for factor in design.factors},
        "points": _digest(design),
        "keep": list(base.keep),
    }
    title = experiment.title or scenario.title
    return SweepPlan(
        base, design, rule, fingerprints, about, title, experiment.question, selection, notes, sharing
    )


def _watched(experiment: Experiment, scenario: Scenario, rule: StoppingRule, places: Places) -> str | None:
    if experiment.select is not None:
        return selected_outcome(experiment.select, scenario, places)
    return None if rule.half_width is None else (experiment.until or scenario.run.until).outcome


def _sampling(experiment: Experiment, design: Design) -> dict[str, Any]:
    options: dict[str, dict[str, Any]] = {
        "sobol": {"second_order": experiment.second_order},
        "morris": {"levels": experiment.levels},
    }
    sampled: dict[str, Any] = {} if design.units is None else {"samples": experiment.samples}
    return {**sampled, **options.get(design.kind, {})}


def _scenario_file(experiment: Experiment, folder: Path) -> str | Path:
    beside = folder / experiment.scenario
    return beside if beside.is_file() else experiment.scenario


def _rule(experiment: Experiment, scenario: Scenario) -> StoppingRule:
    if experiment.replications is not None:
        return StoppingRule(None, experiment.replications)
    if experiment.until is not None:
        return StoppingRule(experiment.until.half_width, experiment.max_replications)
    if scenario.run.replications is not None:
        return StoppingRule(None, scenario.run.replications)
    return StoppingRule(scenario.run.until.half_width, scenario.run.max_replications)


def _design(
    experiment: Experiment, places: Places, folder: Path, base: Plan, points: Design | None
) -> Design:
    if experiment.points is not None:
        if experiment.vary:
            raise placed_error(places, ("points",), "points replaces vary: leave one of the two out")
        design = read_points(points_file(experiment.points, folder)) if points is None else points
        return replace(design, factors=tuple(_placed(factor) for factor in design.factors))
    factors = [
        _placed(factor_of(path, value, option))
        for path, value, option in spelled_out(experiment.vary, partial(_option, places))
    ]
    paths = [factor.path for factor in factors]
    for factor, path in zip(factors, paths, strict=True):
        if paths.count(path) > 1:
            raise ScenarioError(f"{factor.option}: varies {path} a second time")
    try:
        return make_design(
            experiment.design,
            factors,
            samples=experiment.samples,
            levels=experiment.levels,
            second_order=experiment.second_order,
            seed=base.seed,
            own=_own_values(base.scenario, factors),
        )
    except ScenarioError:
        raise
    except UserError as error:
        raise placed_error(places, ("design",), error.message) from None


def _set_values(experiment: Experiment, places: Places) -> Iterator[Override]:
    for path, value in experiment.set_.items():
        option = f"{_option(places, path, key='set')}={value!s:.80}"
        yield Override(path_from_text(path, option), plain(value), option)


def _placed(factor: Factor) -> Factor:
    """Spell the path of a factor out: a parameter of the table may be named without its place."""
    path = path_from_text(factor.path, factor.option)
    if len(path) == 1 and path[0] not in Scenario.model_fields and path[0] in parameter_table():
        name = path[0]
        mechanism = parameter_table()[name].tag == "mechanism"
        path = ("parameters", name) if mechanism else path_of_parameter(Scenario, name)
    if path[0] in _NOT_VARIED:
        raise ScenarioError(
            f"{factor.option}: {path[0]} cannot be varied, for it does not change what happens to students"
        )
    return replace(factor, path=path_text(path))


def _checked(base: Plan, design: Design, point: int) -> tuple[str, int, list[int]]:
    """Check one point; return the hash of what determines its runs, and the keys of its world and runs."""
    overrides = []
    for factor, value in zip(design.factors, design.points[point], strict=True):
        if value is not None:
            option = f"{factor.place_of(value)} = {value!s:.80}"
            overrides.append(Override(path_from_text(factor.path, option), plain(value), option))
    plan = base.of(base.scenario.overridden(overrides)) if overrides else base
    if plan is not base:
        refuse_unknown_methods(plan.scenario)  # all else that can be wrong was found while the plan was made
    identity = identity_of(plan)
    return fingerprint_of(identity), *keys_of(identity["scenario"], plan.policies)


def _own_values(scenario: Scenario, factors: Sequence[Factor]) -> dict[str, Any]:
    """Find what the scenario itself says at the path of each factor; what it does not say stays as it is."""
    full = full_mapping(scenario)
    found: dict[str, Any] = {}
    for factor in factors:
        value: Any = full
        for step in path_from_text(factor.path, factor.option):
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, bool | int | float | str):
            found[factor.path] = value
    return found


def _digest(design: Design) -> str:
    text = json.dumps([design.points, design.samples.tolist()], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _option(places: Places, path: str, key: str = "vary") -> str:
    place = places.given((key, path))
    if place is None or place.option:
        return path if place is None else place.option
    return f"{places.name}:{place.line}: {path}"
