"""Print how far methods of pairing are apart over the posterior, with places for all, and what survives it.

    python experiments/pairing/spread.py --workers 2

Every posterior sample is simulated in the same replications, with every method of every program. The best
and the worst method are chosen on one half of the replications and measured on the other (both ways), so that
chance does not make one: once for what is best on average over the samples, as a designer has to choose, and
once for each sample by itself, as somebody would who knew the parameters. A difference survives where its
sign has a probability of 95 percent or more, parameters and simulation error together.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from paired_runs import OUTCOMES, PROGRAMS, Floats, Job, all_means, load, policies_of
from scipy.stats import t as student_t

from mentorsim.experiment.posterior import load_posterior
from mentorsim.report import style
from mentorsim.statistics.weighted import effective_number, weighted_mean, weighted_quantile

SCALES = {"gpa": (1.0, 3, "GPA"), "retention": (100.0, 2, "retention, percentage points")}
SURE = 0.95


@dataclass(frozen=True, eq=False)
class Spread:
    """One outcome of one program.

    Attributes
    ----------
    cells
        Means over first-years, shape (samples, replications, policies): no program, random pairs, the others.
    weights
        Of the samples.
    """

    cells: Floats
    weights: Floats

    def program(self) -> Floats:
        """Return the effect of the program with random pairs under each sample, shape (samples,)."""
        effect: Floats = (self.cells[:, :, 1] - self.cells[:, :, 0]).mean(axis=1)
        return effect

    def effect(self) -> tuple[float, float, float]:
        """Return the effect of the program with random pairs: mean, simulation error, SD over samples."""
        return self.difference(1, 0)[:3]

    def halves(self) -> tuple[Floats, Floats]:
        """Return means over either half of the replications, shape (samples, methods)."""
        return self.cells[:, ::2, 1:].mean(axis=1), self.cells[:, 1::2, 1:].mean(axis=1)

    def chosen_on_average(self) -> Floats:
        """Return best minus worst under each sample, chosen by the mean over samples on the other half."""
        one, other = self.halves()
        apart = []
        for choice, measure in ((one, other), (other, one)):
            mean = weighted_mean(choice, self.weights)
            apart.append(measure[:, mean.argmax()] - measure[:, mean.argmin()])
        both: Floats = np.mean(apart, axis=0)
        return both

    def chosen_for_each(self) -> Floats:
        """Return best minus worst under each sample, chosen for it alone on the other half."""
        one, other = self.halves()
        rows = np.arange(len(one))
        apart = [
            measure[rows, choice.argmax(axis=1)] - measure[rows, choice.argmin(axis=1)]
            for choice, measure in ((one, other), (other, one))
        ]
        both: Floats = np.mean(apart, axis=0)
        return both

    def against_random(self, method: int) -> tuple[float, float, float, float]:
        """Return a method's difference to random pairs, as `difference` does."""
        return self.difference(method, 1)

    def difference(self, one: int, other: int) -> tuple[float, float, float, float]:
        """Return the difference of two policies: mean, its simulation error, SD over samples, chance.

        The SD is that of the true differences: the noise of few replications is taken out. The chance is that
        the true difference is above 0, parameters and simulation error together (Student's t with the degrees
        of freedom of the replications).
        """
        apart = self.cells[:, :, one] - self.cells[:, :, other]
        replications = apart.shape[1]
        by_sample = apart.mean(axis=1)
        mean = float(weighted_mean(by_sample, self.weights))
        by_replication = weighted_mean(apart, self.weights)
        error = float(by_replication.std(ddof=1) / np.sqrt(replications))
        noise = float((apart - by_replication).var(axis=1, ddof=1).mean()) / replications
        spread = float(weighted_mean((by_sample - mean) ** 2, self.weights))
        true = np.sqrt(max(spread - noise, 0.0))
        total = np.hypot(true, error)
        return (
            mean,
            error,
            float(true),
            float(student_t.cdf(mean / total, replications - 1)) if total else 0.5,
        )


def lines(program: str, spreads: dict[str, Spread]) -> Iterator[str]:
    """Write one program's tables."""
    first = next(iter(spreads.values()))
    samples, replications, _ = first.cells.shape
    yield f"## {load(program).title}"
    yield ""
    yield (
        f"{samples} posterior samples (effective number {effective_number(first.weights):.0f}), "
        f"{replications} replications of each"
    )
    yield ""
    yield "| outcome | program, random pairs | best minus worst: chosen on average | chosen for each sample |"
    yield "|---|---|---|---|"
    for outcome, spread in spreads.items():
        scale, digits, name = SCALES[outcome]
        parts = [
            over_samples(scale * values, spread.weights, digits)
            for values in (spread.program(), spread.chosen_on_average(), spread.chosen_for_each())
        ]
        yield f"| {name} | {' | '.join(parts)} |"
    yield ""
    for outcome, spread in spreads.items():
        scale, digits, name = SCALES[outcome]
        yield f"| method ({name}) | minus random pairs | SD over samples | chance that better | survives |"
        yield "|---|---|---|---|---|"
        for place, policy in enumerate(policies_of(program)[2:], start=2):
            mean, error, true, chance = spread.against_random(place)
            survives = "yes" if max(chance, 1.0 - chance) >= SURE else "no"
            yield (
                f"| {policy} | {scale * mean:+.{digits}f} ± {scale * error:.{digits}f} "
                f"| {scale * true:.{digits}f} | {chance:.0%} | {survives} |"
            )
        yield ""


def figure(found: dict[str, dict[str, Spread]], target: Path) -> None:
    """Draw every method minus random pairs, with both kinds of uncertainty, beside what the program does."""
    heights = [len(policies_of(program)) - 1 for program in found]
    with style.styled():
        picture = style.new_picture(8.4, 0.21 * sum(heights) + 0.55 * len(found) + 0.5)
        grid = picture.subplots(len(found), len(SCALES), squeeze=False, height_ratios=heights)
        for row, (program, spreads) in zip(grid, found.items(), strict=True):
            for axes, (outcome, spread) in zip(row, spreads.items(), strict=True):
                scale, _, name = SCALES[outcome]
                rows = [
                    ("the program itself", *spread.effect(), style.MIDDLE),
                    *(
                        (policy, *spread.against_random(place)[:3], style.PALETTE[0])
                        for place, policy in enumerate(policies_of(program)[2:], start=2)
                    ),
                ]
                for place, (_, mean, error, true, color) in enumerate(rows):
                    for reach, width, opacity in (
                        (1.96 * np.hypot(true, error), 5.0, 0.3),
                        (1.96 * error, 1.6, 1.0),
                    ):
                        ends = [scale * (mean - reach), scale * (mean + reach)]
                        axes.plot(
                            ends,
                            [place, place],
                            color=color,
                            linewidth=width,
                            alpha=opacity,
                            solid_capstyle="butt",
                        )
                    axes.plot(scale * mean, place, "o", color=color, markersize=4.0)
                axes.axvline(0.0, color=style.DARK, linewidth=0.8)
                axes.set_yticks(range(len(rows)), [row[0] for row in rows] if outcome == OUTCOMES[0] else [])
                axes.set_ylim(len(rows) - 0.4, -0.6)
                axes.tick_params(axis="y", length=0)
                title = load(program).title.removeprefix("Pairing: ")
                axes.set_title(f"{title[0].upper()}{title[1:]}" if outcome == OUTCOMES[0] else "")
                if program == list(found)[-1]:
                    axes.set_xlabel(name)
        picture.set_layout_engine("constrained")
        style.save(picture, target)


def over_samples(values: Floats, weights: Floats, digits: int) -> str:
    """Write a mean over samples with the middle nine tenths."""
    low, high = weighted_quantile(values, [0.05, 0.95], weights)
    return f"{float(weighted_mean(values, weights)):+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def spreads_of(
    program: str, samples: int, replications: int, workers: int, posterior: str | None = None
) -> dict[str, Spread]:
    """Simulate one program."""
    chosen = load_posterior(posterior).fewer(samples)
    numbers = tuple(range(replications))
    jobs = [Job(program, chosen.values(sample), numbers, {}) for sample in range(len(chosen))]
    cells = np.array(all_means(jobs, workers))
    return {outcome: Spread(cells[..., place], chosen.weights) for place, outcome in enumerate(OUTCOMES)}


def main() -> None:
    """Simulate the programs and print their tables."""
    arguments = argparse.ArgumentParser(description="How far methods of pairing are apart.")
    arguments.add_argument("--programs", nargs="*", default=PROGRAMS, choices=PROGRAMS)
    arguments.add_argument("--samples", type=int, default=60)
    arguments.add_argument("--replications", type=int, default=8)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--posterior", help="a CSV of samples; by default those that come with mentorsim")
    arguments.add_argument("--figure", type=Path, help="write the figure here")
    chosen = arguments.parse_args()
    found = {}
    for program in chosen.programs:
        found[program] = spreads_of(
            program, chosen.samples, chosen.replications, chosen.workers, chosen.posterior
        )
        print(
            "\n".join(lines(program, found[program]))
            .replace("-", "−")
            .replace("|−−−", "|---")
            .replace("−−−", "---"),
            flush=True,
        )
    if chosen.figure is not None:
        figure(found, chosen.figure)


if __name__ == "__main__":
    main()
