"""Heat maps of response surfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.report.analyses.analysis_numbers import AnalysisSection, in_words, sections
from mentorsim.report.analyses.effect_figures import file_name
from mentorsim.report.analyses.heat_map import HeatMap, heat_map_figure
from mentorsim.report.words.sweep_titles import SurfaceCells, surface_title

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.report.style import Picture

_MOST_PAIRS = 6


def surface_figures(findings: Findings, subject: Subject) -> dict[str, Picture]:
    """Draw the table ``surface``: a figure for each outcome and policy, by the names of the files."""
    pictures: dict[str, Picture] = {}
    if "surface" not in findings.tables:
        return pictures
    fitted = "surface_fit" in findings.tables
    for number, section in enumerate(sections(findings.tables["surface"], subject)):
        name = f"surface_{file_name(section.outcome.name)}"
        if len(subject.policies) > 1:
            name += f"_{file_name(section.policy)}"
        pictures[name if name not in pictures else f"{name}_{number}"] = _figure(section, subject, fitted)
    return pictures


def _figure(section: AnalysisSection, subject: Subject, fitted: bool) -> Picture:
    names = ("low", "high") if fitted else ("simultaneous_low", "simultaneous_high")
    pairs = list(section.rows.groupby(["factor", "factor_2"], sort=False))
    maps = [
        HeatMap.of_rows(
            rows,
            str(one),
            str(other),
            section.scale.factor,
            low=names[0],
            high=names[1],
            hatched=section.is_difference,
        )
        for (one, other), rows in pairs[:_MOST_PAIRS]
    ]
    under = f"{section.label[0].upper()}{section.label[1:]}: {section.policy}"
    if section.is_difference:
        under += f", difference to {subject.baseline}"
    against = subject.baseline if section.is_difference else None
    return heat_map_figure(
        surface_title(section.label, section.scale, _cells(section, *names), against),
        maps,
        section.scale,
        note=" ".join([subject.source, *_note(section, fitted, len(pairs))]).strip(),
        diverging=section.is_difference,
        under=under,
    )


def _cells(section: AnalysisSection, low: str, high: str) -> SurfaceCells:
    """Find the best cell, and count those that are surely better or worse than the baseline."""
    rows, lower = section.rows.dropna(subset=["estimate"]), section.outcome.direction == "lower"
    best = rows.iloc[int(rows["estimate"].argmin() if lower else rows["estimate"].argmax())]
    above, below = int((rows[low] > 0.0).sum()), int((rows[high] < 0.0).sum())
    return SurfaceCells(
        f"{' '.join(_at(best, ''))} and {' '.join(_at(best, '_2'))}",
        float(best["estimate"]),
        below if lower else above,
        above if lower else below,
        len(rows),
    )


def _at(cell: pd.Series, suffix: str) -> tuple[str, str]:
    return in_words(str(cell[f"factor{suffix}"])).replace(": ", " "), str(cell[f"level{suffix}"])


def _note(section: AnalysisSection, fitted: bool, pairs: int) -> list[str]:
    others = [in_words(path) for path in str(section.rows["averaged_over"].iloc[0]).split(", ") if path]
    sentences = [
        "A polynomial fitted to sampled design points." if fitted else "Means over simulated replications."
    ]
    if section.is_difference:
        every = "" if fitted else " for all cells of a map together"
        sentences.append(f"Hatched: the 95 % interval{every} includes 0.")
    half = float((section.rows["high"] - section.rows["low"]).max()) / 2.0
    if half > 0.0:
        sentences.append(f"95 % intervals of single cells are at most ± {section.scale.size(half)}.")
    if pairs > 1:
        sentences.append("Each map is averaged over the factors that it does not show.")
    elif others:
        sentences.append(f"Averaged over {', '.join(others)}.")
    if pairs > _MOST_PAIRS:
        sentences.append(f"The first {_MOST_PAIRS} of {pairs} pairs of factors.")
    return sentences
