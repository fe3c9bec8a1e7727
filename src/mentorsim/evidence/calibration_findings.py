"""What a calibration has learned: of each parameter, of pairs of them, and of each fact."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from mentorsim.documents.html_text import html_facts
from mentorsim.evidence.calibration import Calibrated
from mentorsim.evidence.studies import Target
from mentorsim.experiment.posterior import Posterior
from mentorsim.scenario import Parameter
from mentorsim.scenario.prior import prior_mean, prior_spread
from mentorsim.statistics.weighted import (
    effective_number,
    weighted_correlation,
    weighted_mean,
    weighted_quantile,
)

Floats = NDArray[np.float64]

#: A parameter counts as identified if the posterior's SD is less than this share of the prior's, or its mean
#: has moved by more than `_MOVED` prior SD. Chance alone moves the first by a few percent in 300 samples.
_NARROWER = 0.85
_MOVED = 0.4
#: Chance that any two of all parameters would be called correlated if none were.
_BY_CHANCE = 0.01
#: Share of a normal number that lies in a band of its spread; see `mentorsim.evidence.studies.Target.spread`.
_BAND = float(norm.cdf(6.0**0.5) - norm.cdf(-(6.0**0.5)))


@dataclass(frozen=True)
class ParameterFinding:
    """One parameter.

    Attributes
    ----------
    row
        Its row of the table.
    mean, sd, low, high
        Of its posterior: mean, standard deviation, and the 5 and 95 percent points.
    ratio
        Posterior SD in prior SD.
    moved
        Posterior mean minus prior mean, in prior SD.
    """

    row: Parameter
    mean: float
    sd: float
    low: float
    high: float
    ratio: float
    moved: float

    @property
    def identified(self) -> bool:
        """Whether the facts say anything about it by itself."""
        return self.ratio < _NARROWER or abs(self.moved) > _MOVED


@dataclass(frozen=True)
class TargetFinding:
    """One target's posterior predictive check: what the simulation gives at the samples.

    Attributes
    ----------
    target
        What was asked for.
    mean, low, high
        Mean, 5 and 95 percent points over the samples.
    inside
        Share of samples in the band.
    emulation_error
        Error of the emulator, in SD of the band.
    """

    target: Target
    mean: float
    low: float
    high: float
    inside: float
    emulation_error: float


@dataclass(frozen=True, eq=False)
class CalibrationFindings:
    """All findings.

    Attributes
    ----------
    parameters
        In the order of the parameter table.
    correlations
        Names of two parameters and their correlation over the samples, the strongest first.
    targets
        In the order of the studies.
    all_inside
        Share of samples in all bands at once.
    posterior
        The samples, with a record.

    Examples
    --------
    >>> import mentorsim as ms
    >>> found = ms.calibrate(out="calibrated")
    >>> len(found.parameters) == len(found.posterior.names)
    True
    """

    parameters: tuple[ParameterFinding, ...]
    correlations: tuple[tuple[str, str, float], ...]
    targets: tuple[TargetFinding, ...]
    all_inside: float
    posterior: Posterior

    def __repr__(self) -> str:
        """Say how much was found."""
        return f"<CalibrationFindings: {self._in_words}: .parameters, .targets, .posterior>"

    def _repr_html_(self) -> str:
        rows = (
            (one.row.name, f"{one.mean:.3g} ({one.low:.3g} to {one.high:.3g})") for one in self.parameters
        )
        return html_facts(self._in_words, rows)

    @property
    def _in_words(self) -> str:
        identified = sum(one.identified for one in self.parameters)
        return (
            f"{len(self.parameters)} parameters, of which the facts identify {identified}; "
            f"{len(self.targets)} targets, {len(self.posterior.samples)} posterior samples"
        )

    @property
    def all_inside_expected(self) -> float:
        """The share that there would be if each target varied as its band says, on its own.

        A normal number with a band's spread lies in the band 98.6 times of 100, so that samples which agree
        with all facts as well as they should are sometimes out of one of many bands.
        """
        return float(_BAND ** len(self.targets))

    @property
    def record(self) -> Mapping[str, Any]:
        """How the samples were made."""
        return self.posterior.record


def findings_of(found: Calibrated) -> CalibrationFindings:
    """Summarize a calibration by its samples and their weights."""
    numbers, weights = found.numbers, found.weights
    parameters = _parameters(found)
    targets = _targets(found, numbers, weights)
    correlation = np.atleast_2d(weighted_correlation(found.posterior.samples, weights))
    names = found.posterior.names
    limit = _chance_correlation(len(names), min(found.effective, effective_number(weights)))
    pairs = [
        (names[i], names[j], float(correlation[i, j]))
        for i in range(len(names))
        for j in range(i)
        if abs(correlation[i, j]) > limit
    ]
    pairs.sort(key=lambda pair: -abs(pair[2]))
    low, high = (np.array([getattr(one.target, end) for one in targets]) for end in ("low", "high"))
    inside = ((numbers >= low) & (numbers <= high)).all(axis=1)
    all_inside = float(weighted_mean(inside, weights))
    record = {
        **_record(found, parameters, targets),
        "all_inside": round(all_inside, 3),
        "correlated": [[one, other, round(value, 2)] for one, other, value in pairs],
    }
    return CalibrationFindings(
        parameters, tuple(pairs), targets, all_inside, replace(found.posterior, record=record)
    )


def _chance_correlation(parameters: int, samples: float) -> float:
    """Return the correlation that hardly any pair exceeds by chance (Fisher's transformation, Bonferroni)."""
    pairs = max(1, parameters * (parameters - 1) // 2)
    return float(np.tanh(norm.isf(0.5 * _BY_CHANCE / pairs) / np.sqrt(max(samples - 3.0, 1.0))))


def _parameters(found: Calibrated) -> tuple[ParameterFinding, ...]:
    spread, middle = prior_spread(found.problem.rows), prior_mean(found.problem.rows)
    findings = []
    for place, row in enumerate(found.problem.rows):
        mean, sd = found.posterior.mean(row.name), found.posterior.sd(row.name)
        low, high = found.posterior.interval(row.name)
        findings.append(
            ParameterFinding(
                row=row,
                mean=mean,
                sd=sd,
                low=low,
                high=high,
                ratio=sd / float(spread[place]),
                moved=(mean - float(middle[place])) / float(spread[place]),
            )
        )
    return tuple(findings)


def _targets(found: Calibrated, numbers: Floats, weights: Floats) -> tuple[TargetFinding, ...]:
    findings = []
    for place, target in enumerate(found.problem.targets.targets):
        values = numbers[:, place]
        low, high = weighted_quantile(values, [0.05, 0.95], weights)
        inside = (values >= target.low) & (values <= target.high)
        findings.append(
            TargetFinding(
                target=target,
                mean=float(weighted_mean(values, weights)),
                low=float(low),
                high=float(high),
                inside=float(weighted_mean(inside, weights)),
                emulation_error=found.emulation.emulators[place].error
                / float(found.problem.targets.spread[place]),
            )
        )
    return tuple(findings)


def _record(
    found: Calibrated, parameters: tuple[ParameterFinding, ...], targets: tuple[TargetFinding, ...]
) -> dict[str, Any]:
    import numba
    import scipy

    from mentorsim import __version__

    return {
        "seed": found.problem.seed,
        "samples": len(found.posterior),
        "effective_samples": round(min(found.effective, found.posterior.effective), 1),
        "samples_moved": found.reached + found.lost,
        "effective_number_of_moved": round(found.effective, 1),
        "samples_that_did_not_reach_their_targets": found.lost,
        "points_simulated": found.waves.total,
        "seconds_of_last_process": round(found.seconds),
        "versions": {
            "mentorsim": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "numba": numba.__version__,
        },
        "prior": "half of the mass evenly from low end to center, half evenly from center to high end",
        "identified": [finding.row.name for finding in parameters if finding.identified],
        "posterior_to_prior_sd": {finding.row.name: round(finding.ratio, 3) for finding in parameters},
        "facts": {
            finding.target.label: {
                "published": finding.target.published,
                "band": [finding.target.low, finding.target.high],
                "simulated": [round(finding.low, 4), round(finding.mean, 4), round(finding.high, 4)],
                "inside": round(finding.inside, 3),
            }
            for finding in targets
        },
    }
