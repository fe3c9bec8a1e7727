"""Every screen's state is a scenario; edits make new ones, so that tabs are apart and undo is a link."""

from __future__ import annotations

import re
from typing import Any

from mentorsim.scenario import load_scenario, parse_scenario

from .conftest import TINY
from .sent_forms import forms_of


def policies_of(site: Any, path: str) -> list[str]:
    return list(site.states.find(path.removeprefix("/study/").split("/")[0]).scenario().policies)


def test_a_policy_is_added_copied_renamed_and_dropped(browser: Any, site: Any, study: str):
    added = browser.post(f"{study}/add", data={"name": "new", "like": ""}).url.path
    assert policies_of(site, added) == ["no program", "as planned", "lighter load", "new"]
    copied = browser.post(f"{study}/add", data={"name": "copy", "like": "lighter load"}).url.path
    assert site.states.find(copied.split("/")[2]).scenario().policies["copy"].mentors.count == 8
    renamed = browser.post(f"{study}/policy/1/rename", data={"name": "<b>plan</b>"}).url.path
    assert policies_of(site, renamed) == ["no program", "<b>plan</b>", "lighter load"]
    assert "<b>" not in browser.get(renamed).text
    dropped = browser.post(f"{study}/policy/1/drop").url.path
    assert policies_of(site, dropped) == ["no program", "lighter load"]


def test_what_cannot_be_done_to_policies_is_said(browser: Any, study: str):
    for path, data, said in [
        ("add", {"name": "as planned"}, "already"),
        ("add", {"name": ""}, "Give the policy a name"),
        ("add", {"name": "x" * 81}, "80 characters"),
        ("policy/1/rename", {"name": "lighter load"}, "already"),
    ]:
        answer = browser.post(f"{study}/{path}", data=data)
        assert answer.status_code == 422, path
        assert said in answer.text
    only = browser.post(f"{study}/policy/1/drop").url.path
    answer = browser.post(f"{only}/policy/1/drop")
    assert (answer.status_code, "nothing to compare" in answer.text) == (422, True)
    assert browser.get(f"{study}/policy/0").status_code == 404
    assert browser.get(f"{study}/policy/7").status_code == 404


def test_policies_that_are_not_stated_can_be_edited(browser: Any, site: Any):
    text = re.sub("policies: .*\n", "", TINY)
    study = f"/study/{site.states.keep(text, site.folder, '').id}"
    fields = forms_of(browser.get(f"{study}/policy/1").text)[f"{study}/policy/1"]
    answer = browser.post(f"{study}/policy/1", data={**fields, "mentors.count": "5"})
    assert site.states.find(answer.url.path.split("/")[2]).scenario().policies["program"].mentors.count == 5


def test_undo_leads_to_the_state_before(browser: Any, study: str):
    changed = browser.post(f"{study}/policy/2/drop")
    assert f'<a href="{study}">Undo</a>' in changed.text
    assert "lighter load" in browser.get(study).text


def test_two_tabs_do_not_disturb_one_another(browser: Any, site: Any, study: str):
    one = browser.post(f"{study}/policy/2/drop").url.path
    other = browser.post(f"{study}/add", data={"name": "new"}).url.path
    assert policies_of(site, one) == ["no program", "as planned"]
    assert policies_of(site, other) == ["no program", "as planned", "lighter load", "new"]
    assert policies_of(site, study) == ["no program", "as planned", "lighter load"]


def test_what_is_downloaded_is_what_the_command_takes(browser: Any, site: Any, study: str, tmp_path: Any):
    changed = browser.post(f"{study}/policy/2/drop").url.path
    file = tmp_path / "scenario.yaml"
    answer = browser.get(f"{changed}/scenario.yaml")
    assert "attachment" in answer.headers["content-disposition"]
    file.write_bytes(answer.content)
    assert list(load_scenario(file).policies) == ["no program", "as planned"]


def test_a_scenario_keeps_its_comments_until_it_is_edited_in_a_form(browser: Any, site: Any):
    text = "# mine\n" + TINY
    study = f"/study/{site.states.keep(text, site.folder, '').id}"
    assert browser.get(f"{study}/scenario.yaml").text == text


def test_edited_yaml_is_taken_or_its_line_is_named(browser: Any, site: Any, study: str):
    changed = browser.post(f"{study}/yaml", data={"text": TINY.replace("first_years: 24", "first_years: 30")})
    assert site.states.find(changed.url.path.split("/")[2]).scenario().cohort.first_years == 30
    answer = browser.post(f"{study}/yaml", data={"text": TINY.replace("first_years", "first_yers")})
    assert answer.status_code == 422
    assert "line 4" in answer.text
    assert "did you mean" in answer.text


def test_a_state_that_is_not_there_is_said(browser: Any, site: Any, study: str):
    name = study.removeprefix("/study/")
    for path in ("0" * 20, "x", "%2e%2e%2f%2e%2e%2fx"):
        assert browser.get(f"/study/{path}").status_code == 404
    (site.folder / "states" / f"{name}.yaml").write_text("damaged")
    site.states._parsed.clear()
    assert browser.get(study).status_code == 404


def test_a_state_survives_the_page(browser: Any, site: Any, study: str):
    from mentorsim.dashboard.states import StateStore

    found = StateStore(site.folder / "states").find(study.removeprefix("/study/"))
    assert found.text == TINY
    assert found.scenario() == parse_scenario(TINY)
