"""What is typed into a form becomes the scenario's own settings, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from mentorsim.dashboard.forms.program import program_changes, program_form
from mentorsim.dashboard.forms.sections import program_sections
from mentorsim.dashboard.uploads import Posted
from mentorsim.scenario import load_scenario, parse_scenario
from mentorsim.scenario.shipped import shipped_names

from .conftest import TINY
from .sent_forms import forms_of


def sent(browser: Any, address: str) -> dict[str, list[str]]:
    return forms_of(browser.get(address).text)[address]


def saved(browser: Any, site: Any, address: str, **changes: Any) -> Any:
    """Send a form with some fields changed; return the scenario that came of it."""
    fields = {**sent(browser, address), **{name.replace("__", "."): value for name, value in changes.items()}}
    answer = browser.post(address, data=fields)
    assert answer.status_code == 200, answer.text
    return site.states.find(answer.url.path.removeprefix("/study/")).scenario()


@pytest.mark.parametrize("name", shipped_names())
def test_a_form_that_nobody_touched_changes_nothing(browser: Any, name: str):
    study = browser.post("/open", data={"name": name}).url.path
    policies = load_scenario(name).policies
    for address in (f"{study}/program", f"{study}/school", *(f"{study}/policy/{place}" for place, program in
                    enumerate(policies.values()) if program is not None)):  # fmt: skip
        answer = browser.post(address, data=sent(browser, address))
        assert answer.url.path == study, address


def test_a_change_is_an_override_of_the_policy(browser: Any, site: Any, study: str):
    scenario = saved(browser, site, f"{study}/policy/1", mentors__count="5", meetings_per_week="0.5")
    assert scenario.to_mapping()["policies"]["as planned"] == {
        "mentors": {"count": 5},
        "meetings_per_week": 0.5,
    }
    assert scenario.policies["lighter load"].mentors.count == 8


def test_a_change_of_what_all_share_reaches_those_who_do_not_say_otherwise(
    browser: Any, site: Any, study: str
):
    scenario = saved(browser, site, f"{study}/program", mentors__count="6", hours_per_meeting="2")
    assert scenario.policies["as planned"].mentors.count == 6
    assert scenario.policies["lighter load"].mentors.count == 8
    assert scenario.policies["lighter load"].hours_per_meeting == 2


def test_check_ins_are_switched_on_and_off(browser: Any, site: Any, study: str):
    scenario = saved(
        browser, site, f"{study}/policy/1", **{"check_ins.on": "on", "check_ins.every_weeks": "2"}
    )
    assert scenario.policies["as planned"].check_ins.every_weeks == 2
    state = site.states.keep(
        TINY.replace("as planned: {}", "as planned: {check_ins: {every_weeks: 3}}"), site.folder, ""
    )
    fields = sent(browser, f"/study/{state.id}/policy/1")
    assert fields.pop("check_ins.on") == ["on"]
    answer = browser.post(f"/study/{state.id}/policy/1", data=fields)
    off = site.states.find(answer.url.path.removeprefix("/study/")).scenario()
    assert off.policies["as planned"].check_ins is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"eligibility.who": "lowest grades", "eligibility.at_risk.lowest_share": "0.25"},
            {"at_risk": {"lowest_share": 0.25, "by": "prior_grade"}},
        ),
        (
            {"eligibility.who": "an attribute", "eligibility.attribute": "first_generation",
             "eligibility.is": "yes"},
            {"attribute": "first_generation", "is": "yes"},
        ),
    ],
)  # fmt: skip
def test_who_may_take_part(browser: Any, site: Any, study: str, fields: Any, expected: Any):
    scenario = saved(browser, site, f"{study}/policy/1", **fields)
    assert scenario.to_mapping()["policies"]["as planned"]["eligibility"] == expected


def test_the_focus_is_written_as_a_whole_and_untouched_shares_stay_exact(browser: Any, site: Any, study: str):
    form = sent(browser, f"{study}/policy/1")
    assert form["focus.social"] == ["0.333333"]
    answer = browser.post(f"{study}/policy/1", data={**form, "focus.social": "0.5"})
    assert answer.status_code == 422
    assert "add up to 1" in answer.text
    scenario = saved(
        browser,
        site,
        f"{study}/policy/1",
        **{"focus.social": "0.5", "focus.guidance": "0.5", "focus.tutoring": "0"},
    )
    assert scenario.to_mapping()["policies"]["as planned"]["focus"] == {
        "tutoring": 0,
        "guidance": 0.5,
        "social": 0.5,
    }


def test_rules_of_pairs_are_added_changed_and_removed(browser: Any, site: Any, study: str):
    rule = {
        "match.method": "score",
        "match.criteria.field.0": "prior_grade",
        "match.criteria.rule.0": "gap",
        "match.criteria.at.0": "1",
    }
    scenario = saved(browser, site, f"{study}/policy/1", **rule)
    made = scenario.to_mapping()["policies"]["as planned"]["match"]
    assert made == {
        "method": "score",
        "criteria": [{"field": "prior_grade", "rule": "gap", "importance": "medium", "at": 1}],
    }
    text = TINY.replace(
        "as planned: {}",
        "as planned: {match: {method: score, criteria: [{field: values, rule: closest, "
        "only_if: {first_generation: yes}}]}}",
    )
    address = f"/study/{site.states.keep(text, site.folder, '').id}/policy/1"
    changed = saved(browser, site, address, **{"match.criteria.importance.0": "high"})
    criterion = changed.policies["as planned"].match.criteria[0]
    assert (criterion.importance, criterion.only_if) == ("high", {"first_generation": ("yes",)})
    none = saved(browser, site, address, **{"match.criteria.remove.0": "on", "match.method": "random"})
    assert none.policies["as planned"].match.criteria == ()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("mentors.count", "many", "Mentors must be a number such as 12"),
        ("mentors.count", "2.5", "Mentors must be a whole number"),
        ("mentors.count", "", "Mentors must not be empty"),
        ("mentors.count", "1e400", "Mentors must be a number"),
        ("mentors.count", "50", "Mentors"),
        ("meetings_per_week", "9", "Meetings per week must be at most 7"),
        ("hours_per_meeting", "0", "Hours per meeting must be more than 0"),
        ("match.method", "magic", "Matching method must be one of"),
        ("match.criteria.at.0", "x", "a number must be a number"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_saved(
    browser: Any, study: str, field: str, typed: str, said: str
):
    fields = {**sent(browser, f"{study}/policy/1"), field: typed}
    if field.startswith("match.criteria"):
        fields["match.criteria.field.0"] = "prior_grade"
    answer = browser.post(f"{study}/policy/1", data=fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="mistakes"' in answer.text
    assert f'value="{typed}"' in answer.text or field == "match.method"


def test_a_mistake_in_a_folded_section_opens_it(browser: Any, study: str):
    fields = {**sent(browser, f"{study}/policy/1"), "training.hours": "-1"}
    assert "<details open><summary>Training of mentors" in browser.post(f"{study}/policy/1", data=fields).text


def test_fields_have_labels_units_limits_and_help_from_the_schema():
    scenario = parse_scenario(TINY)
    fields = {one.name: one for section in program_sections(scenario) for one in section.fields}
    assert len({one.label for one in fields.values()}) == len(fields)
    assert all(one.help for one in fields.values())
    assert fields["meetings_per_week"].limits == "meetings a week, 0 to 7"
    assert fields["hours_per_meeting"].limits == "hours, more than 0, at most 10"
    assert fields["mentors.count"].limits == "mentors, 0 to 1,000,000"
    assert "unit" not in fields["offer.share"].limits


def test_planned_cost_and_places_are_known_before_saving(browser: Any, study: str):
    fields = {**sent(browser, f"{study}/policy/1"), "mentors.count": "7"}
    html = browser.post(f"{study}/policy/1/preview", data=fields).text
    assert "14 for 24 first-years" in html
    wrong = browser.post(f"{study}/policy/1/preview", data={**fields, "mentors.count": "x"}).text
    assert "put right" in wrong


def test_an_empty_form_is_a_form_with_mistakes(browser: Any, study: str):
    assert browser.post(f"{study}/policy/1", data={}).status_code == 422


def test_nothing_posted_changes_nothing_of_a_program_without_a_form():
    scenario = parse_scenario(TINY)
    program = scenario.policies["as planned"]
    assert program is not None
    form = program_form(scenario, program)
    fields = {name: list(texts) for name, texts in form.shown.items()}
    assert program_changes(form, program, Posted(fields), ("program",)).overrides == ()


def test_the_budget_marks_policies_that_need_more(browser: Any, site: Any, study: str):
    scenario = saved(browser, site, f"{study}/school", **{"budget.mentors": "5"})
    assert scenario.budget.mentors == 5
    state = site.states.keep(TINY + "budget: {mentors: 5}\n", site.folder, "")
    html = browser.get(f"/study/{state.id}").text
    assert html.count("mentors too many") == 1
    gone = saved(browser, site, f"/study/{state.id}/school", **{"budget.mentors": ""})
    assert gone.budget is None


def test_outcomes_are_chosen(browser: Any, site: Any, study: str):
    scenario = saved(browser, site, f"{study}/school", outcomes=["retention", "belonging"])
    assert scenario.outcomes == ("retention", "belonging")
    answer = browser.post(f"{study}/school", data={**sent(browser, f"{study}/school"), "outcomes": []})
    assert answer.status_code == 422
