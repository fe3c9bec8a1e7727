"""The report of a calibration, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorsim.evidence.calibration_findings import CalibrationFindings

_MOST_PAIRS = 12


def calibration_report(findings: CalibrationFindings) -> str:
    """Write what a calibration has learned as Markdown."""
    return "\n".join(_lines(findings)) + "\n"


def _lines(findings: CalibrationFindings) -> Iterator[str]:
    record = findings.record
    yield "# Calibration of the mechanism parameters"
    yield ""
    yield (
        f"{record['points_simulated']} parameter sets were simulated (seed {record['seed']}); "
        f"{record['samples_moved']} samples of the prior were moved to the posterior; "
        f"{record['samples_that_did_not_reach_their_targets']} of them did not reach it and are left out. "
        f"Weighted, they tell as much as {record['effective_number_of_moved']:.0f} of equal weight; "
        f"{record['samples']} are kept, no two the same, with weights that make their effective number "
        f"{record['effective_samples']:.0f}. "
        f"Time of the last process: {record['seconds_of_last_process']} seconds."
    )
    yield ""
    yield "## What the samples give for each fact"
    yield ""
    yield "| fact | published | band | mean | 5% to 95% | samples in band | emulator error, SD of band |"
    yield "|---|---|---|---|---|---|---|"
    for one in findings.targets:
        target = one.target
        yield (
            f"| {target.label} | {target.published:g} | {target.low:g} to {target.high:g} | {one.mean:.3g} | "
            f"{one.low:.3g} to {one.high:.3g} | {one.inside:.0%} | {one.emulation_error:.2f} |"
        )
    yield ""
    yield (
        f"All at once: {findings.all_inside:.0%} of the samples. Of a band, the published number counts as "
        f"the likeliest and its ends as the limits (SD: half the width over the square root of 6); "
        f"{len(findings.targets)} normal numbers with such SDs, each on its own, would all be in their bands "
        f"in {findings.all_inside_expected:.0%}."
    )
    told = sorted((one for one in findings.parameters if one.identified), key=lambda one: one.ratio)
    untold = [one for one in findings.parameters if not one.identified]
    yield ""
    yield f"## Parameters that the facts tell something about ({len(told)})"
    yield ""
    yield "| parameter | prior | posterior mean | 5% to 95% | SD, share of the prior's | moved, prior SD |"
    yield "|---|---|---|---|---|---|"
    for finding in told:
        row = finding.row
        yield (
            f"| {row.name} | {row.low:g} to {row.high:g}, center {row.prior_center:g} | {finding.mean:.3g} | "
            f"{finding.low:.3g} to {finding.high:.3g} | {finding.ratio:.2f} | {finding.moved:+.2f} |"
        )
    yield ""
    yield f"## Parameters that the facts leave as they were ({len(untold)})"
    yield ""
    yield "Their posterior is the prior, as far as the samples can tell; their defaults are its centers."
    yield ""
    yield ", ".join(f"{finding.row.name} ({finding.ratio:.2f})" for finding in untold) + "."
    yield ""
    yield "## Parameters that the facts tie together"
    yield ""
    yield from (
        f"- {first} and {second}: correlation {value:+.2f}"
        for first, second, value in findings.correlations[:_MOST_PAIRS]
    )
    if not findings.correlations:
        yield "None correlates with another by more than chance has it among so many pairs."
