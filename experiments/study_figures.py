"""Draw the summary figures of two shipped studies that ask for one of their own.

``python experiments/study_figures.py results/budget results/winner`` reads the results of ``mentorsim sweep
budget_frontier`` and ``mentorsim sweep winner_by_parameters`` and writes ``budget_frontier.png`` and
``winner_by_parameters.png`` into experiments/figures. The others are as ``mentorsim analyze`` draws them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import mentorsim as ms
from mentorsim.files import atomic_path
from mentorsim.report import style
from mentorsim.scenario import parameter_table

FIGURES = Path(__file__).resolve().parent / "figures"
WINNER, RIVAL = "everyone assigned", "lighter load"
SHOWN = 10
RESAMPLES = 1000


def main() -> None:
    """Draw both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("budget", type=Path, help="results of budget_frontier")
    parser.add_argument("winner", type=Path, help="results of winner_by_parameters")
    options = parser.parse_args()
    draw_budget(options.budget)
    draw_winner(options.winner)


def draw_budget(folder: Path) -> None:
    """Draw what each design costs and how many more students it keeps, and name the best that fit."""
    results = ms.read_results(folder)
    names = [factor.path for factor in results.factors]
    runs = results.runs([*names, "retained", "cost", "over_budget"]).set_index(["point", "replication"])
    control = runs.loc[runs["policy"] == results.control, "retained"]
    planned = runs[runs["policy"] != results.control].copy()
    planned["more"] = planned["retained"] - control
    groups = planned.groupby(["point", *names])
    means = groups[["cost", "more", "over_budget"]].mean().reset_index()
    means["half"] = 1.96 * groups["more"].sem().to_numpy()
    fits = means["over_budget"] < 0.5
    best = means[fits].sort_values("more", ascending=False).head(5)
    budget = results.scenario.budget
    assert budget is not None
    assert budget.amount is not None
    near = means["cost"] <= 2 * budget.amount
    with style.styled():
        picture = style.new_picture(7.0, 5.0)
        axes = picture.add_axes((0.09, 0.36, 0.88, 0.53))
        for shown, color in ((near & ~fits, style.MIDDLE), (near & fits, style.PALETTE[0])):
            rows = means[shown]
            axes.errorbar(
                rows["cost"], rows["more"], rows["half"], fmt="o", ms=3.5, lw=0.7, color=color, alpha=0.8
            )
        axes.axvline(budget.amount, color=style.PALETTE[1], lw=1.2)
        axes.axhline(0.0, color=style.DARK, lw=0.8)
        top = means.loc[near, "more"].max()
        axes.text(budget.amount * 1.01, top, f"{budget.amount:,.0f} USD", color=style.PALETTE[1], va="top")
        for number, (_, row) in enumerate(best.iterrows(), start=1):
            axes.annotate(
                str(number),
                (row["cost"], row["more"] + row["half"]),
                (0, 2),
                textcoords="offset points",
                ha="center",
            )
        axes.set_xlabel("mean cost, USD")
        axes.set_ylabel("students kept, beyond no program")
        style.tidy(axes)
        lines = [
            f"{number}: {_design(row, names)}" for number, (_, row) in enumerate(best.iterrows(), start=1)
        ]
        note = (
            f"Means over {results.replications} replications (seed {results.record['seed']}). Blue: mostly "
            "within the budget. Gray: over the budget.\nBars: 95 % intervals, simulation error."
        )
        first = best.iloc[0]
        title = (
            f"{budget.amount:,.0f} USD and {budget.mentors} mentors keep {first['more']:.1f} more students "
            "than no program, at best"
        )
        picture.text(0.02, 0.97, title, weight="bold", size=11, va="top")
        picture.text(0.02, 0.02, "\n".join([*lines, "", note]), size=7.5, va="bottom", linespacing=1.4)
        save(picture, "budget_frontier")


def _design(row: pd.Series, names: list[str]) -> str:
    mentors, mentees, meetings, hours = (row[name] for name in names)
    bought = f"{row['more']:.1f} ± {row['half']:.1f} students for {row['cost']:,.0f} USD"
    design = f"{mentors:.0f} mentors, {mentees:.0f} mentees each, {meetings:g} meetings a week"
    return f"{bought}: {design}, {hours:.0f} hours of training"


def draw_winner(folder: Path) -> None:
    """Draw which program wins how often, and which parameters the difference between two rests on."""
    results = ms.read_results(folder)
    runs = results.runs(["retention"])
    means = runs.pivot_table(index="point", columns="policy", values="retention")[list(results.policies)]
    best = means.eq(means.max(axis=1), axis=0)
    wins = best.div(best.sum(axis=1), axis=0).mean()  # those that are equal share a sample
    difference = (means[WINNER] - means[RIVAL]).to_numpy()
    places = results.points.loc[means.index].rank().to_numpy(dtype=float)
    found = correlations(places, difference)
    rng = np.random.default_rng(1)
    again = np.stack(
        [
            correlations(places[chosen], difference[chosen])
            for chosen in rng.integers(len(places), size=(RESAMPLES, len(places)))
        ]
    )
    low, high = np.quantile(again, [0.025, 0.975], axis=0)
    order = np.argsort(-np.abs(found))[:SHOWN][::-1]
    labels = [_meaning(results.factors[number].path) for number in order]
    with style.styled():
        picture = style.new_picture(9.4, 4.2)
        left = picture.add_axes((0.135, 0.23, 0.15, 0.62))
        left.barh(range(len(wins)), wins.to_numpy() * 100, color=style.PALETTE[0])
        left.set_yticks(range(len(wins)), list(wins.index))
        left.set_xlabel("% of samples won")
        right = picture.add_axes((0.665, 0.23, 0.315, 0.62))
        rows = np.arange(len(order))
        right.errorbar(
            found[order],
            rows,
            xerr=[found[order] - low[order], high[order] - found[order]],
            fmt="o",
            ms=4,
            lw=1.2,
            color=style.PALETTE[0],
        )
        right.axvline(0.0, color=style.DARK, lw=0.8)
        right.set_yticks(rows, labels)
        right.set_xlabel(f"rank correlation with\n{WINNER} minus {RIVAL}")
        for axes in (left, right):
            style.tidy(axes)
        first = str(wins.idxmax())
        share = f"{100 * wins[first]:.0f} % of {len(means):,} samples of {len(found)} parameters"
        title = f"{first[0].upper()}{first[1:]}: most students kept in {share}"
        picture.text(0.02, 0.97, title, weight="bold", size=11, va="top")
        note = (
            f"Left: retention over {results.replications} replications of each sample (seed "
            f"{results.record['seed']}), so chance decides close ones. Right: the {SHOWN} parameters that\n"
            "matter most; bars: 95 % intervals over samples."
        )
        picture.text(0.02, 0.03, note, size=7.5, color=style.MIDDLE, va="bottom")
        save(picture, "winner_by_parameters")


def correlations(places: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Correlate the ranks of each column with the ranks of values."""
    ranks = pd.Series(values).rank().to_numpy()
    columns = places - places.mean(axis=0)
    centered = ranks - ranks.mean()
    spread = np.sqrt((columns**2).sum(axis=0) * (centered**2).sum())
    found: np.ndarray = columns.T @ centered / spread
    return found


def _meaning(path: str) -> str:
    row = parameter_table()[path.removeprefix("parameters.")]
    return f"{row.meaning} ({row.name})" if len(row.meaning) < 34 else f"{row.meaning[:32]}... ({row.name})"


def save(picture: style.Picture, name: str) -> None:
    """Write a figure as PNG."""
    with style.styled(), atomic_path(FIGURES / f"{name}.png") as temporary:
        picture.savefig(temporary, metadata={"Software": None}, dpi=130)
    print(FIGURES / f"{name}.png")


if __name__ == "__main__":
    main()
