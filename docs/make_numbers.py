"""Write into pages the numbers that the program gives.

A number in a sentence, in digits or as a word, is bound by a remark behind it that says what it counts::

    The model is held against twenty-five<!-- =facts --> published facts.

``python docs/make_numbers.py`` renews every bound number; a test compares them.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BOUND = re.compile(r"([\w-]+|\d[\d,]*)<!-- =([\w ]+?) -->")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNDER_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_WORDS = [
    *_UNDER_TWENTY,
    *(f"{ten}-{one}" if one != "zero" else ten for ten in _TENS for one in _UNDER_TWENTY[:10]),
]


def constant(module: str, name: str, unit: int = 1) -> Callable[[], int]:
    """Return a function that looks up a number of the package, in units of so many."""
    return lambda: int(getattr(importlib.import_module(f"mentorsim.{module}"), name)) // unit


def entries(module: str, name: str, *arguments: object) -> Callable[[], int]:
    """Return a function that counts what a function of the package lists."""
    return lambda: len(getattr(importlib.import_module(f"mentorsim.{module}"), name)(*arguments))


def stages() -> int:
    """Count the stages of a week."""
    from mentorsim.mechanisms.built_in import STAGE_NAMES

    return len(STAGE_NAMES)


def policies_of(scenario: str, kind: str) -> Callable[[], int]:
    """Return a function that counts the policies of a shipped scenario that make pairs, or groups."""

    def count() -> int:
        from mentorsim.scenario import load_scenario

        programs = load_scenario(scenario).policies.values()
        formats = [program.format for program in programs if program is not None]
        return formats.count("group") if kind == "groups" else len(formats) - formats.count("group")

    return count


def of_posterior(what: str, unit: float = 1.0) -> Callable[[], int]:
    """Return a function that looks up what the shipped posterior's record says, in units of so much."""

    def count() -> int:
        from mentorsim.experiment.posterior import load_posterior

        said = load_posterior().record[what]
        return round((len(said) if isinstance(said, list) else said) / unit)

    return count


def worth_by_default() -> int:
    """Return how many independent samples those are worth that are taken where nothing else is said."""
    from mentorsim.experiment import posterior_samples
    from mentorsim.experiment.posterior import load_posterior

    samples = posterior_samples.posterior_samples(load_posterior(), 1)
    return round(samples.effective_of(posterior_samples.SAMPLES))


COUNTED: dict[str, Callable[[], int]] = {
    "facts": entries("evidence.facts", "read_facts"),
    "parameters": entries("scenario.parameter_table", "built_in_parameters"),
    "uncertain parameters": entries("scenario.prior", "uncertain_parameters"),
    "stages": stages,
    "outcomes": entries("outcomes", "registered_outcomes"),
    "methods for pairs": entries("pairing", "matching_methods", "pairs"),
    "methods for groups": entries("pairing", "matching_methods", "groups"),
    "shipped scenarios": entries("scenario.shipped", "shipped_names"),
    "methods in the showdown": policies_of("pairing_showdown", "pairs"),
    "ways of making groups": policies_of("peer_tutoring_groups", "groups"),
    "default samples": constant("experiment.posterior_samples", "SAMPLES"),
    "replications per sample": constant("experiment.posterior_samples", "REPLICATIONS_PER_SAMPLE"),
    "posterior samples": of_posterior("samples"),
    "effective samples": of_posterior("effective_samples"),
    "effective default samples": worth_by_default,
    "samples moved": of_posterior("samples_moved"),
    "points simulated": of_posterior("points_simulated"),
    "percent with all facts": of_posterior("all_inside", 0.01),
    "informed parameters": of_posterior("identified"),
    "most design points": constant("experiment.design.designs", "MOST_POINTS"),
    "most alternatives": constant("statistics.selection", "MOST_ALTERNATIVES"),
    "most students in an animation": constant("report.web.charts.network", "MOST_PEOPLE"),
    "most mistakes": constant("scenario.problems", "MOST_PROBLEMS"),
    "millions of pairs": constant("pairing.candidates", "MOST_CELLS", 1_000_000),
    "resamples of means": constant("analysis.point_means", "RESAMPLES"),
    "resamples of fronts": constant("analysis.fronts", "RESAMPLES"),
    "resamples of boxes": constant("analysis.prim_check", "RESAMPLES"),
    "permutations": constant("statistics.information", "_PERMUTATIONS"),
    "fewest blocks": constant("analysis.sobol", "FEWEST_BLOCKS"),
    "fewest trajectories": constant("analysis.morris", "FEWEST_TRAJECTORIES"),
    "fewest points of a surface": constant("analysis.fitted_surface", "FEWEST_POINTS"),
    "fewest points of a discovery": constant("analysis.discovery", "FEWEST_POINTS"),
    "kB of a scenario": constant("dashboard.uploads", "MOST_YAML", 1000),
    "MB of a roster": constant("dashboard.uploads", "MOST_ROSTER", 1_000_000),
}


def pages() -> list[Path]:
    """List the pages that have sentences."""
    every = (path for path in (PROJECT / "docs").rglob("*.md") if "generated" not in path.parts)
    return [PROJECT / "README.md", PROJECT / "experiments" / "README.md", *sorted(every)]


def counts() -> dict[str, int]:
    """Return every number that can be bound, as the program gives it now."""
    return {what: count() for what, count in COUNTED.items()}


def renewed(text: str, numbers: Mapping[str, int]) -> str:
    """Return the text of a page with every bound number as it should be."""
    return BOUND.sub(lambda bound: f"{_like(bound[1], numbers[bound[2]])}<!-- ={bound[2]} -->", text)


def _like(written: str, number: int) -> str:
    """Return a number in the form of another: in digits or as a word, with a capital or without."""
    if written[0].isdigit() or number >= len(_WORDS):
        return f"{number:,}"
    word = _WORDS[number]
    return word.capitalize() if written[0].isupper() else word


def main() -> None:
    """Renew the numbers of all pages, or print them with ``--json``."""
    numbers = counts()
    if sys.argv[1:] == ["--json"]:
        print(json.dumps(numbers))
        return
    for page in pages():
        text = page.read_text(encoding="utf-8")
        if renewed(text, numbers) != text:
            page.write_text(renewed(text, numbers), encoding="utf-8")


if __name__ == "__main__":
    main()
