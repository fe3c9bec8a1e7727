"""The screen of the school, the budget, the outcomes and the seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.dashboard import edits
from mentorsim.dashboard.forms.program import mistakes_of_labels
from mentorsim.dashboard.forms.school import (
    SchoolForm,
    school_changes,
    school_form,
    sent_school_again,
)
from mentorsim.dashboard.pages.answering import go_to, site_of, state_of, study_page
from mentorsim.dashboard.pages.studying import kept
from mentorsim.dashboard.states import StudyState
from mentorsim.dashboard.uploads import Posted, posting
from mentorsim.errors import ScenarioError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_SAID = 3


def edit_school(request: Request) -> Response:
    """Show the form."""
    state = state_of(request)
    return _form_page(request, state, school_form(site_of(request).states.scenario(state)), 200)


@posting
def save_school(request: Request, posted: Posted) -> Response:
    """Take what was changed; show the form again where something is wrong."""
    state = state_of(request)
    scenario = site_of(request).states.scenario(state)
    form = school_form(scenario)
    overrides, phrases, mistakes = school_changes(form, scenario, posted)
    if not mistakes and overrides:
        try:
            changed = edits.with_values(scenario, overrides)
            new = kept(request, state, changed, "; ".join(phrases[:_SAID]))
            return go_to(f"/study/{new.id}")
        except ScenarioError as problem:
            mistakes = mistakes_of_labels(form.labels, str(problem))
    if mistakes:
        return _form_page(request, state, sent_school_again(form, posted, mistakes), 422)
    return go_to(f"/study/{state.id}")


def _form_page(request: Request, state: StudyState, form: SchoolForm, status: int) -> Response:
    fields = {one.name: one for section in form.sections for one in section.fields}
    return study_page(request, "school.html", state, here="school", status=status, form=form, fields=fields)
