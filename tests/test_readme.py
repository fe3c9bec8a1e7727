"""The README is short, its Python runs as printed, with fewer replications, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import matplotlib

from mentorsim.pairing import check_match, matching_methods
from mentorsim.scenario import parse_scenario

PROJECT = Path(__file__).resolve().parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
PAIRING = (PROJECT / "docs" / "concepts" / "pairing.md").read_text(encoding="utf-8")
# What the excerpts in the guide to pairing take for granted.
COHORT = """
cohort:
  first_years: 300
  upper_years: 100
  attributes:
    first_generation: {share: 0.35}
    major: {categories: [arts, nursing], shares: [0.5, 0.5]}
"""


def test_the_python_in_the_readme_runs() -> None:
    matplotlib.use("agg")
    code = "\n".join(_blocks("python"))
    few, changed = re.subn(r"replications=\d+", "replications=3, workers=1", code)
    assert changed == 1
    names: dict[str, Any] = {}
    exec(compile(few, "README.md", "exec"), names)  # our own text
    assert len(names["comparison"].runs) == 3 * len(names["comparison"].policies)
    assert names["model"].week == 1


def test_the_readme_is_short_and_says_what_the_makefile_offers() -> None:
    assert len(README.splitlines()) <= 110
    made = re.findall(r"^make (\w+)", README, re.MULTILINE)
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert made
    assert all(re.search(rf"^{target}:.*## ", makefile, re.MULTILINE) for target in made)


def test_screenshots_are_there_small_and_shown_where_their_subject_is_explained() -> None:
    for name, page in (("report", "report.md"), ("page", "dashboard.md"), ("cohort", "animation.md")):
        image = f"images/screenshot_{name}.png"
        assert 1_000 < (PROJECT / "docs" / image).stat().st_size < 150_000
        assert f"docs/{image}" in README
        assert f"](../{image})" in (PROJECT / "docs" / "how_to" / page).read_text(encoding="utf-8")


def test_every_excerpt_in_the_guide_to_pairing_is_valid_once_it_has_a_title_and_students() -> None:
    excerpts = re.findall(r"```yaml\n(.*?)```", PAIRING, re.DOTALL)
    assert len(excerpts) >= 5
    for excerpt in excerpts:
        students = "" if "cohort:" in excerpt else COHORT
        scenario = parse_scenario(f"title: Excerpt\n{students}{excerpt}", name="docs/concepts/pairing.md")
        check_match(scenario.program.match, "groups" if scenario.program.format == "group" else "pairs")


def test_the_guide_to_pairing_tells_of_every_method() -> None:
    for method in matching_methods():
        if method.built_in:
            assert f"`{method.name}`" in PAIRING


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if not link.startswith("http")]
    assert links
    assert not [link for link in links if not (PROJECT / link).is_file()]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
