"""Calibrate mechanisms to published facts, and fit a study to an institution's own records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from mentorsim.api.given_paths import path_or_none
from mentorsim.errors import DiskError
from mentorsim.evidence.calibration import calibrate as calibrate_facts
from mentorsim.evidence.calibration_findings import CalibrationFindings, findings_of
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.institution.checking import described_records
from mentorsim.evidence.institution.fit import FEWEST_STUDENTS, fit_institution
from mentorsim.evidence.institution.found import InstitutionFit
from mentorsim.evidence.institution.writing import check_target, with_records, write_fit
from mentorsim.files import write_atomically
from mentorsim.numerics.processors import usable_cores
from mentorsim.report.calibration_report import calibration_report
from mentorsim.report.institution_page import comments, failure_sentence
from mentorsim.scenario.accepting import ScenarioLike, as_scenario, whole_number


def calibrate(
    out: str | PathLike[str],
    *,
    facts: str | PathLike[str] | None = None,
    seed: int = 1,
    mechanisms: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CalibrationFindings:
    """Find the mechanism parameters that agree with published facts.

    Takes about a quarter of an hour on two cores. ``posterior.csv``, ``posterior.json`` and ``report.md`` are
    written into the folder; ``compare(..., uncertainty="parameters")`` runs policies over such samples.

    Parameters
    ----------
    out
        The folder for runs, posterior samples and the report. Called again with the same folder, an
        interrupted calibration continues.
    facts
        A CSV table of facts; None: those that come with mentorsim.
    seed
        Seed of all random draws.
    mechanisms
        Names of mechanisms of one's own that take part in every study; their uncertain parameters are
        calibrated too.
    workers
        Number of processes; None: one per usable core. It changes no number.
    progress
        Called with how many points are done and how many there will be.

    Returns
    -------
    CalibrationFindings
        What is found of each parameter and fact, and the posterior samples.

    Raises
    ------
    UserError
        When a fact cannot be measured, or the folder holds another calibration or cannot be written.
    """
    folder, table = Path(out), path_or_none(facts)
    count = usable_cores() if workers is None else whole_number("workers", workers, low=1)
    try:
        found = calibrate_facts(
            read_facts(table),
            folder,
            seed=whole_number("seed", seed, low=0),
            workers=count,
            folder=None if table is None else table.resolve().parent,
            mechanisms=list(mechanisms),
            progress=progress,
        )
        findings = findings_of(found)
        findings.posterior.write(folder / "posterior.csv")
        write_atomically(folder / "report.md", calibration_report(findings))
    except OSError as problem:
        raise DiskError(f"cannot be written: {problem.strerror}", file=folder) from None
    return findings


def fit_records(
    scenario: ScenarioLike,
    records: str | PathLike[str],
    *,
    out: str | PathLike[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    write_anyway: bool = False,
    progress: Callable[[str], None] | None = None,
) -> InstitutionFit:
    """Fit the population of a study to an institution's own records.

    Parameters
    ----------
    scenario
        The study; it says in ``cohort.roster`` what the columns of the records mean.
    records
        A CSV file: one row per student, and what became of each.
    out
        The scenario file to write with what was found, unless the fit failed (`InstitutionFit.failures`);
        None: nothing is written.
    replications
        Replications per step of the fit; None: chosen by the number of students, 2 to 40.
    seed
        None: the scenario's.
    write_anyway
        Whether to write a fit that failed as well, with a `caution` that every later comparison repeats.
    progress
        Called with a few words on what is done now.

    Returns
    -------
    InstitutionFit
        The scenario as fitted, each parameter with its standard error, and every statistic.

    Raises
    ------
    UserError
        When the records cannot be fitted, or the scenario cannot be written.
    """
    study, target = with_records(as_scenario(scenario), Path(records)), path_or_none(out)
    if target is not None:
        check_target(study, target)
    fit = fit_institution(study, seed=seed, replications=replications, progress=progress)
    failed = failure_sentence(fit)
    if target is not None and (write_anyway or not failed):
        write_fit(fit, target, comments(fit), failed)
    return fit


def describe_records(scenario: ScenarioLike, records: str | PathLike[str]) -> tuple[str, ...]:
    """Say what an institution's own records hold and what a fit would use of them, before any fitting.

    Parameters
    ----------
    scenario
        The study; it says in ``cohort.roster`` what the columns of the records mean.
    records
        A CSV file: one row per student, and what became of each.

    Returns
    -------
    tuple of str
        Sentences; those that begin with ``!`` name what stands in a fit's way.

    Raises
    ------
    UserError
        When the records cannot be read; with the row.
    """
    return described_records(with_records(as_scenario(scenario), Path(records)), FEWEST_STUDENTS)
