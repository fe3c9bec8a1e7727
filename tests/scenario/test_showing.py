from __future__ import annotations

import csv
import io

from hypothesis import given, settings

from mentorsim.documents.reading import read_text
from mentorsim.scenario import Scenario, parameter_table, parse_scenario
from mentorsim.scenario.resolved import ResolvedValue, resolved_values
from mentorsim.scenario.schema import json_schema
from mentorsim.scenario.template import starting_roster, starting_scenario
from tests.scenario.json_schema_check import conforms
from tests.scenario.strategies import Raw, scenarios
from tests.scenario.texts import LARGE, SMALL, line_of


def _resolved(text: str, *overrides: str) -> dict[str, ResolvedValue]:
    return {row.key: row for row in resolved_values(parse_scenario(text, overrides=overrides))}


def test_a_value_from_the_file_shows_its_line() -> None:
    rows = _resolved(LARGE)
    for key, value, part in (
        ("calendar.terms", "2", "terms: 2"),
        ("program.mentees_per_mentor", "4", "mentees_per_mentor: 4"),
        ("cohort.attributes.major.shares", "[0.3, 0.3, 0.4]", "shares:"),
        # parts of short forms
        ("program.mentors.count", "100", "mentors: 100"),
        ("program.mentors.from", "upper_years", "mentors: 100"),
        ("program.focus.tutoring", "1.0", "focus: tutoring"),
        ("program.eligibility", "everyone", "eligibility: everyone"),
        ("program.reward", "none", "reward: none"),
    ):
        assert (rows[key].value, rows[key].source) == (value, f"line {line_of(LARGE, part)}"), key
        assert rows[key].status == "given"


def test_a_value_from_an_option_shows_the_option() -> None:
    rows = _resolved(LARGE, "run.seed=7", "program.mentors.count=50", "parameters.phi=0.5")
    assert (rows["run.seed"].value, rows["run.seed"].source) == ("7", "--set run.seed=7")
    assert rows["program.mentors.count"].source == "--set program.mentors.count=50"
    assert rows["program.mentors.from"].source == "default"
    assert (rows["parameters.phi"].value, rows["parameters.phi"].source) == (
        "0.5",
        "--set parameters.phi=0.5",
    )


def test_a_default_shows_its_source_in_the_parameter_table() -> None:
    rows, table = _resolved(SMALL + "institution: {grade_scale: 20}\n"), parameter_table()
    row = rows["institution.weekly_departure"]
    assert (row.source, row.status) == (table["weekly_departure"].source, "calibrated")
    assert rows["institution.pass_grade"].source == f"{table['pass_grade'].source}; moved to this grade_scale"
    assert rows["run.max_replications"].source == "default"
    assert (rows["parameters.eta"].source, rows["parameters.eta"].status) == (
        table["eta"].source,
        table["eta"].status,
    )


def test_policies_show_what_differs() -> None:
    rows = _resolved(LARGE)
    assert rows["policies.no program"].value == "none"
    assert rows["policies.lighter load"].value == "{mentors: 200, mentees_per_mentor: 2}"
    assert _resolved(SMALL)["policies.none"].source == "default"


@settings(max_examples=25)
@given(scenarios())
def test_every_value_has_one_key_a_meaning_and_a_source(raw: Raw) -> None:
    rows = resolved_values(Scenario.model_validate(raw))
    assert len({row.key for row in rows}) == len(rows)
    assert all(row.meaning and row.source and row.status for row in rows)


def test_the_starting_scenario_is_valid_and_commented() -> None:
    text = starting_scenario()
    scenario = parse_scenario(text)
    assert scenario.control_name == "no program"
    assert text.count("#") > 20
    assert max(map(len, text.splitlines())) <= 120
    assert conforms(read_text(text, "x").value, json_schema())


def test_the_starting_roster_has_the_columns_that_its_scenario_names() -> None:
    roster = parse_scenario(starting_scenario("my: roster.csv")).cohort.roster
    assert roster is not None
    assert roster.file == "my: roster.csv"
    rows = list(csv.DictReader(io.StringIO(starting_roster())))
    named = {roster.id, roster.prior_grade.column, roster.slots.column, *(roster.values or ())}
    named |= {column.column for column in roster.attributes.values()}
    assert named == set(rows[0])
    assert len({row["student_id"] for row in rows}) == len(rows) > 10
    assert any(not row["prior_grade"] for row in rows), "a missing value shows what `missing` is for"
    assert all(None not in row.values() and None not in row for row in rows)


def test_the_other_choices_in_the_starting_scenarios_comments_are_valid() -> None:
    text = starting_scenario()
    for old, new in (
        ("eligibility: everyone", "eligibility: {at_risk: {lowest_share: 0.4}}"),
        ("eligibility: everyone", "eligibility: {attribute: first_generation, is: yes}"),
        ("format: one_to_one", "format: group\n  group_size: 4"),
        ("mentors: 100 ", "mentors: {count: 100, from: cohort} "),
        ("focus: mixed", "focus: {tutoring: 0.5, social: 0.5}"),
        ("check_ins: none", "check_ins: {every_weeks: 4, rematch_below: 0.3}"),
        ("reward: none", "reward: {to: pair, for: meetings}"),
    ):
        assert old in text
        parse_scenario(text.replace(old, new, 1))
