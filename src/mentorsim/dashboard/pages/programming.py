"""The form of a policy's program, or of what all policies share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.dashboard import edits
from mentorsim.dashboard.forms.program import (
    ProgramForm,
    mistakes_by_field,
    program_changes,
    program_form,
    sent_again,
)
from mentorsim.dashboard.glance import places_in_words
from mentorsim.dashboard.pages.answering import go_to, page, site_of, state_of, study_page
from mentorsim.dashboard.pages.studying import kept, policy_name
from mentorsim.dashboard.states import StudyState
from mentorsim.dashboard.uploads import Posted, posting
from mentorsim.errors import ScenarioError
from mentorsim.scenario import Program, Scenario
from mentorsim.scenario.planned_cost import planned_cost

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_SHARED = "What all policies share"
_SAID = 3


def edit(request: Request) -> Response:
    """Show the form."""
    state, scenario, name = _asked(request)
    return _form_page(request, state, scenario, name, program_form(scenario, _program(scenario, name)), 200)


@posting
def save(request: Request, posted: Posted) -> Response:
    """Take what was changed; show the form again where something is wrong."""
    state, scenario, name = _asked(request)
    form = program_form(scenario, _program(scenario, name))
    changed, mistakes, phrases = _changed(scenario, name, form, posted)
    if mistakes or changed is None:
        again = sent_again(form, posted, mistakes)
        return _form_page(request, state, scenario, name, again, 422)
    if not phrases:
        return go_to(f"/study/{state.id}")
    said = "; ".join(phrases[:_SAID]) + (f"; and {len(phrases) - _SAID} more" if len(phrases) > _SAID else "")
    new = kept(request, state, changed, f"{name or _SHARED}: {said}")
    return go_to(f"/study/{new.id}")


@posting
def preview(request: Request, posted: Posted) -> Response:
    """Say what the form as it is typed would mean, before it is saved."""
    _, scenario, name = _asked(request)
    form = program_form(scenario, _program(scenario, name))
    changed, mistakes, _ = _changed(scenario, name, form, posted)
    return page("at_once.html", now=_at_once(changed or scenario, name), wrong=bool(mistakes))


def _asked(request: Request) -> tuple[StudyState, Scenario, str | None]:
    """Return the state, its scenario, and the name of the policy; None: what all share."""
    state = state_of(request)
    scenario = edits.with_policies_spelled_out(site_of(request).states.scenario(state))
    return state, scenario, policy_name(request, scenario) if "number" in request.path_params else None


def _program(scenario: Scenario, name: str | None) -> Program:
    program = scenario.program if name is None else scenario.policies[name]
    assert program is not None
    return program


def _changed(
    scenario: Scenario, name: str | None, form: ProgramForm, posted: Posted
) -> tuple[Scenario | None, dict[str, str], tuple[str, ...]]:
    prefix = ("program",) if name is None else ("policies", name)
    changes = program_changes(form, _program(scenario, name), posted, prefix)
    if changes.mistakes:
        return None, dict(changes.mistakes), ()
    try:
        return edits.with_values(scenario, changes.overrides), {}, changes.phrases
    except ScenarioError as problem:
        return None, mistakes_by_field(form, str(problem)), ()


def _form_page(
    request: Request, state: StudyState, scenario: Scenario, name: str | None, form: ProgramForm, status: int
) -> Response:
    return study_page(
        request,
        "program.html",
        state,
        here="policies",
        status=status,
        name=name,
        title=name or _SHARED,
        number=None if name is None else list(scenario.policies).index(name),
        form=form,
        fields={one.name: one for section in form.sections for one in section.fields},
        now=_at_once(scenario, name),
        wrong=False,
    )


def _at_once(scenario: Scenario, name: str | None) -> dict[str, object]:
    """Return the planned cost and the places of a program."""
    program = _program(scenario, name)
    cost = planned_cost(scenario, program)
    budget = scenario.budget
    over = budget is not None and (
        (budget.amount is not None and cost > budget.amount)
        or (budget.mentors is not None and program.mentors.count > budget.mentors)
    )
    return {
        "places": places_in_words(scenario, program),
        "cost": f"{cost:,.0f} {program.costs.currency}",
        "first_years": f"{scenario.cohort.first_years:,}" if scenario.cohort.roster is None else "",
        "over": over,
    }
