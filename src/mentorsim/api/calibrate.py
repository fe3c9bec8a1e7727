"""Calibrate mechanisms to published facts, and fit a study to an institution's own records."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Unpack

from mentorsim.api.given_paths import path_or_none
from mentorsim.api.notebook_progress import progress_in_notebooks
from mentorsim.errors import DiskError, FolderInUseError, UserError
from mentorsim.evidence.calibration import RUNS
from mentorsim.evidence.calibration import calibrate as calibrate_facts
from mentorsim.evidence.calibration_findings import CalibrationFindings, findings_of
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.institution.checking import described_records
from mentorsim.evidence.institution.fit import FEWEST_STUDENTS, fit_institution
from mentorsim.evidence.institution.found import InstitutionFit
from mentorsim.evidence.institution.writing import check_target, with_records, write_fit
from mentorsim.experiment.execution.options import RunKeywords, RunOptions
from mentorsim.experiment.execution.progress import Counted
from mentorsim.files import write_atomically
from mentorsim.report.calibration_report import calibration_report
from mentorsim.report.institution_page import comments, failure_sentence
from mentorsim.scenario.accepting import ScenarioLike, as_scenario, whole_number

#: Options of a run that neither a calibration nor a fit has.
_NOT_HERE = ("retry_failed", "time_limit", "shard")


def calibrate(
    *,
    facts: str | PathLike[str] | None = None,
    seed: int = 1,
    mechanisms: Sequence[str] = (),
    **options: Unpack[RunKeywords],
) -> CalibrationFindings:
    """Find the mechanism parameters that agree with published facts.

    This can take an hour or more on two cores. ``posterior.csv``, ``posterior.json`` and ``report.md`` are
    written into the folder. ``compare(..., uncertainty="parameters")`` runs policies over such samples.

    Parameters
    ----------
    facts
        A CSV table of facts; None: those that come with mentorsim.
    seed
        Seed of all random draws.
    mechanisms
        Names of your own mechanisms to add to every study; their uncertain parameters are calibrated too.
    **options
        How it is run (`workers`, `executor`, `scheduler`, `out`, `resume`, `progress`); see `RunOptions`.
        `out` is the folder for runs, posterior samples and the report; `resume` continues an interrupted
        calibration. In a notebook `progress` is a bar, where nothing else is given.

    Returns
    -------
    CalibrationFindings
        The results for each parameter and fact, and the posterior samples.

    Raises
    ------
    UserError
        When a fact cannot be measured, or the folder is in use, holds another calibration or cannot be
        written.

    Examples
    --------
    >>> import mentorsim as ms
    >>> found = ms.calibrate(out="calibrated")
    >>> found.posterior.write("mine.csv")
    >>> ms.load_posterior("mine.csv").names == found.posterior.names
    True
    """
    how, table = RunOptions.of("calibrate", options), path_or_none(facts)
    how.refuse("a calibration", *_NOT_HERE)
    if how.out is None:
        raise UserError("say by out= in which folder to keep the runs and the report")
    folder, show = Path(how.out), progress_in_notebooks(how.progress)
    if not how.resume and (folder / RUNS).exists():
        raise FolderInUseError(
            f"the folder {folder} holds a calibration: pass --resume to continue it, or choose another --out"
        )
    try:
        found = calibrate_facts(
            read_facts(table),
            folder,
            seed=whole_number("seed", seed, low=0),
            options=how,
            folder=None if table is None else table.resolve().parent,
            mechanisms=list(mechanisms),
            progress=None if show is None else Counted(show).tell,
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
    replications: int | None = None,
    seed: int | None = None,
    write_anyway: bool = False,
    **options: Unpack[RunKeywords],
) -> InstitutionFit:
    """Fit the population of a study to an institution's own records.

    Parameters
    ----------
    scenario
        The study; it says in ``cohort.roster`` what the columns of the records mean.
    records
        A CSV file: one row per student, and what became of each.
    replications
        Replications per step of the fit; None: chosen by the number of students, 2 to 40.
    seed
        None: the scenario's.
    write_anyway
        Whether to write a fit that failed as well, with a `caution` that every later comparison repeats.
    **options
        How it is run (`workers`, `executor`, `scheduler`, `out`, `progress`); see `RunOptions`. `out` is the
        scenario file to write with what was found, unless the fit failed (`InstitutionFit.failures`); without
        it nothing is written. The `note` of the progress says what is done now.

    Returns
    -------
    InstitutionFit
        The scenario as fitted, each parameter with its standard error, and every statistic.

    Raises
    ------
    UserError
        When the records cannot be fitted, or the scenario cannot be written.

    Examples
    --------
    >>> import mentorsim as ms
    >>> import pandas as pd
    >>> records = {"gpa": [2 + n % 20 / 10 for n in range(120)], "stayed": ["no", *["yes"] * 5] * 20}
    >>> pd.DataFrame(records).to_csv("records.csv", index=False)
    >>> scenario = '''
    ... title: Our students
    ... calendar: {terms: 1}
    ... cohort:
    ...   upper_years: 20
    ...   roster:
    ...     file: records.csv
    ...     records: {retained: {column: stayed, yes: [yes]}, results: [gpa]}
    ... program: {mentors: 10}
    ... '''
    >>> fit = ms.experimental.fit_records(ms.parse_scenario(scenario), "records.csv", replications=2)
    >>> fit.students
    120
    """
    how = RunOptions.of("experimental.fit_records", options)
    how.refuse("a fit to records", *_NOT_HERE, "resume")
    study, target = with_records(as_scenario(scenario), Path(records)), path_or_none(how.out)
    if target is not None:
        check_target(study, target)
    fit = fit_institution(
        study,
        seed=seed,
        replications=replications,
        options=how,
        progress=Counted(how.progress).say if how.progress else None,
    )
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
