"""The report: one file that asks for nothing, valid, small, the same each time, with numbers from the "
"results."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tinyhtml5.parser import HTMLParser

from mentorsim.api.compare import compare
from mentorsim.api.comparison import Comparison
from mentorsim.api.report import comparison_of_folder, report
from mentorsim.api.sweep import sweep
from mentorsim.errors import UserError
from mentorsim.experiment.sweep_results import read_results
from mentorsim.report.document.written import Report
from mentorsim.report.web.environment import REPORT_POLICY
from tests.experiment.studies import STUDY, study

DAY = date(2026, 11, 26)
LARGE = 60_000
LARGE_WITH_NETWORK = 100_000
NUMBER = re.compile(r"(?<![\w.])[−+]?\d[\d,]*(?:\.\d+)?(?![\w])")
#: Numbers that are words: "95 of 100 years", the confidence, the year of a standard, a tenth.
WORDS = {"95", "100", "90", "2022", "2026", "6", "0"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten policies, five outcomes beside money, three groups, in a results folder."""
    policies = {"nothing": "none"} | {
        f"plan {number}": {"mentors": 5 + number, "training": {"hours": number, "topics": ["listening"]}}
        for number in range(1, 10)
    }
    scenario = study(
        policies=policies, outcomes=["retention", "gpa", "belonging", "isolates", "mentor_gpa", "cost"]
    )
    place = tmp_path_factory.mktemp("large") / "results"
    compare(scenario, replications=12, workers=1, by=["major"], out=place)
    return place


@pytest.fixture(scope="session")
def large(folder: Path) -> Report:
    return report(folder)


def test_a_report_is_one_file_without_script_or_address(large: Report) -> None:
    html = large.html
    assert f'<meta http-equiv="Content-Security-Policy" content="{REPORT_POLICY}">' in html.replace(
        "&#39;", "'"
    )
    for word in (
        "<script",
        "http://",
        "https://",
        "src=",
        "@import",
        "url(",
        " style=",
        " on",
        "javascript:",
    ):
        found = [
            line
            for line in html.splitlines()
            if word in line and (word != " on" or re.search(r" on\w+=", line))
        ]
        assert not found, word


def test_a_report_is_valid_html(large: Report) -> None:
    parser = HTMLParser()
    parser.parse(large.html)
    assert parser.errors == []
    ids = re.findall(r' id="([^"]+)"', large.html)
    assert len(set(ids)) == len(ids)
    for named in re.findall(r'aria-labelledby="([^"]+)"', large.html):
        assert set(named.split()) <= set(ids)
    headings = [int(level) for level in re.findall(r"<h(\d)", large.html)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_ten_policies_five_outcomes_and_three_groups_are_small(large: Report) -> None:
    size = len(large.html.encode())
    network = re.search(r'<svg[^>]*aria-labelledby="network-figure.*?</svg>', large.html, re.DOTALL)
    assert network is not None
    assert size <= LARGE_WITH_NETWORK
    assert size - len(network[0]) <= LARGE


def test_the_same_folder_gives_the_same_bytes(folder: Path, large: Report) -> None:
    assert report(folder).html == large.html


def test_without_its_summary_a_folder_gives_the_same_report(
    folder: Path, large: Report, tmp_path: Path
) -> None:
    import shutil

    place = tmp_path / "copy"
    shutil.copytree(folder, place)
    for name in ("comparison.json", "cohort.json"):
        (place / name).unlink()
    again = report(place).html
    # How the replications ended is not in the runs.
    assert again == re.sub(r"<div><dt>Stopped</dt>.*?</div>\n", "", large.html)


def test_python_gives_what_the_folder_gives(folder: Path, large: Report) -> None:
    found = comparison_of_folder(read_results(folder))
    assert found["replications"] == 12
    assert "<h1>A small college</h1>" in large.html


def numbers_of(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers_of(one)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, str):
        yield from (float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", value) if one)


def untraced(html: str, folder: Path) -> list[str]:
    """Numbers with two digits or more, outside of axes and shapes, that no number of the results rounds "
    "to."""
    results = read_results(folder)
    found = comparison_of_folder(results)
    standing = json.loads(
        (Path(__file__).parents[3] / "src/mentorsim/evidence/standing.json").read_text(encoding="utf-8")
    )
    facts = (Path(__file__).parents[3] / "src/mentorsim/evidence/facts.csv").read_text(encoding="utf-8")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    leaves = set(numbers_of([found, record, standing, facts]))
    cohort = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))
    leaves |= {float(len(one)) for one in cohort.values() if isinstance(one, list)}
    leaves |= {float(cohort["in_all"]), float(len(found["policies"])), float(len(found["policies"]) - 1)}
    students = float(found["students"])
    scaled = sorted({abs(leaf * factor) for leaf in leaves for factor in (1.0, 100.0, students)})
    text = re.sub(r"<text x=.*?</text>", " ", html[html.index("<body") :], flags=re.DOTALL)
    text = re.sub(r"<details>\s*<summary>Reporting checklist.*?</details>", " ", text, flags=re.DOTALL)
    text = re.sub(r'<section id="(check|pairs)".*?</section>', " ", text, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]*>", " ", text))
    wrong = []
    for token in NUMBER.findall(text):
        bare = token.lstrip("+−")
        if bare in WORDS or len(re.sub(r"\D", "", bare)) < 2:
            continue
        value = float(bare.replace(",", ""))
        decimals = len(bare.partition(".")[2])
        whole = bare.replace(",", "")
        zeros = len(whole) - len(whole.rstrip("0")) if not decimals and value >= 1000.0 else 0
        near = 0.5000001 * 10.0 ** (min(zeros, max(len(whole) - 3, 0)) if zeros else -decimals)
        if not any(value - near <= one <= value + near for one in scaled):
            wrong.append(token)
    return wrong


def test_every_number_is_found_in_the_results(folder: Path, large: Report) -> None:
    assert untraced(large.html, folder) == []
    # The test itself finds a number that stands nowhere.
    assert untraced(large.html.replace("</h1>", " 7654.321</h1>"), folder) == ["7654.321"]


def test_failures_and_groups_are_in_the_report(comparison: Comparison) -> None:
    html = comparison.report(DAY).html
    assert "26 November 2026" in html
    assert "In 3 simulated years a run failed" in html
    assert "too few to judge" in html
    assert "major: music" in html


def test_a_policy_that_always_fails_does_not_stop_the_report(broken: Comparison) -> None:
    html = broken.report().html
    assert "failed in every replication" in html


def test_one_policy_alone_has_a_report(tmp_path: Path) -> None:
    alone = compare(study(), replications=3, workers=1, policies=["nothing"])
    html = alone.report().html
    assert "there is nothing to compare it with" in html


def test_a_comparison_under_posterior_samples_tells_the_layers_apart() -> None:
    found = compare(study(), replications=2, samples=16, workers=1, uncertainty="parameters")
    html = found.report().html
    assert "with what research leaves open" in html
    assert "simulation error" in html
    assert "sets of assumptions that agree with published studies" in html


def test_a_name_with_markup_is_shown_as_it_is() -> None:
    odd = study(policies={"nothing": "none", "<b>bold</b> & more": {}}, outcomes=["retention"])
    html = compare(odd, replications=3, workers=1).report().html
    assert "<b>" not in html
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in html


def test_a_sweep_has_a_report(tmp_path: Path) -> None:
    place, scenario = tmp_path / "sweep", tmp_path / "study.yaml"
    scenario.write_text(STUDY, encoding="utf-8")
    sweep(
        {
            "scenario": str(scenario),
            "vary": {"program.mentors": [5, 15], "program.training.hours": [0, 4]},
            "policies": ["nothing", "random"],
            "outcomes": ["retention", "gpa", "cost"],
            "replications": 6,
        },
        out=place,
        workers=1,
    )
    html = report(place).html
    for heading in (
        "The best design points",
        "What each setting does",
        "Two settings together",
        "How to check it",
    ):
        assert f">{heading}</h2>" in html
    parser = HTMLParser()
    parser.parse(html)
    assert parser.errors == []
    # It is kept, and made again (the same) where it is lost, damaged, or of other runs or another program.
    file = place / "report.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["html"] == html
    file.write_text(json.dumps({**kept, "html": "as it was kept"}), encoding="utf-8")
    assert report(place).html == "as it was kept"
    for spoiled in (None, "{", json.dumps({**kept, "of": "others", "html": "of others"})):
        file.unlink()
        if spoiled is not None:
            file.write_text(spoiled, encoding="utf-8")
        assert report(place).html == html
    with (place / "log.txt").open("a", encoding="utf-8") as log:
        log.write("2026-11-26 something else happened\n")
    file.write_text(json.dumps({**kept, "html": "before that"}), encoding="utf-8")
    assert report(place).html != "before that"


def test_a_sweep_of_many_settings_has_a_short_report(tmp_path: Path) -> None:
    place, scenario = tmp_path / "sweep", tmp_path / "study.yaml"
    scenario.write_text(STUDY, encoding="utf-8")
    sweep(
        {
            "scenario": str(scenario),
            "vary": {"parameters": "uncertain"},
            "design": "latin_hypercube",
            "samples": 40,
            "policies": ["nothing", "random"],
            "outcomes": ["retention", "gpa"],
            "replications": 1,
        },
        out=place,
        workers=1,
    )
    html = report(place).html
    assert len(html.encode()) < LARGE_WITH_NETWORK
    assert "design point " in html
    assert "further rows: in the tables that mentorsim analyze RESULTS --out FOLDER writes." in html


def test_a_folder_without_results_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no results"):
        report(tmp_path)


def test_a_report_is_not_written_over_a_folder(tmp_path: Path, large: Report) -> None:
    with pytest.raises(UserError, match="is a folder"):
        large.write(tmp_path)
    assert large.write(tmp_path / "page.html").read_text(encoding="utf-8") == large.html
