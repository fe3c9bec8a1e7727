"""The screens of a scenario: its policies, the text, and what is done to it as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.dashboard import edits
from mentorsim.dashboard.glance import policy_glances
from mentorsim.dashboard.pages.answering import download, go_to, site_of, state_of, study_page
from mentorsim.dashboard.pages.starting import refuse_other_folders
from mentorsim.dashboard.states import NoStateError, StudyState
from mentorsim.dashboard.uploads import MOST_YAML, Posted, TooLargeError, posting
from mentorsim.errors import UserError
from mentorsim.experiment.mistakes import refuse_mistakes
from mentorsim.experiment.posterior import load_posterior
from mentorsim.experiment.posterior_samples import REPLICATIONS_PER_SAMPLE
from mentorsim.scenario import Scenario
from mentorsim.scenario.overrides import Override
from mentorsim.scenario.writing import scenario_yaml

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_USUAL_REPLICATIONS = 200
_FEWEST_SAMPLES = 10


def policies(request: Request, mistake: str = "", status: int = 200) -> Response:
    """Show the policies of a scenario."""
    state = state_of(request)
    scenario = site_of(request).states.scenario(state)
    return study_page(
        request,
        "policies.html",
        state,
        here="policies",
        status=status,
        glances=policy_glances(scenario),
        replications=scenario.run.replications or _USUAL_REPLICATIONS,
        each=REPLICATIONS_PER_SAMPLE,
        mistake=mistake,
    )


@posting
def add_policy(request: Request, posted: Posted) -> Response:
    """Add a policy: a copy of another, or of what all share."""
    state, scenario = _both(request)
    name, like = posted.text("name").strip(), posted.text("like") or None
    try:
        changed = edits.with_policy_added(scenario, name, like)
    except UserError as problem:
        return policies(request, problem_text(problem), 422)
    new = kept(request, state, changed, f"Added the policy {name}")
    return go_to(f"/study/{new.id}/policy/{len(changed.policies) - 1}")


@posting
def rename_policy(request: Request, posted: Posted) -> Response:
    """Rename a policy."""
    state, scenario = _both(request)
    old, name = policy_name(request, scenario), posted.text("name").strip()
    try:
        changed = edits.with_policy_renamed(scenario, old, name)
    except UserError as problem:
        return policies(request, problem_text(problem), 422)
    new = kept(request, state, changed, f"Renamed {old} to {name}")
    return go_to(f"/study/{new.id}/policy/{request.path_params['number']}")


@posting
def drop_policy(request: Request, posted: Posted) -> Response:
    """Drop a policy."""
    state, scenario = _both(request)
    name = policy_name(request, scenario)
    try:
        changed = edits.with_policy_dropped(scenario, name)
    except UserError as problem:
        return policies(request, problem_text(problem), 422)
    return go_to(f"/study/{kept(request, state, changed, f'Dropped {name}').id}")


def text(request: Request) -> Response:
    """Show the scenario as YAML, to be edited."""
    state = state_of(request)
    return study_page(request, "text.html", state, here="text", text=state.text, mistake="")


@posting
def save_text(request: Request, posted: Posted) -> Response:
    """Take edited YAML."""
    state = state_of(request)
    written = posted.text("text")
    if len(written.encode()) > MOST_YAML:
        raise TooLargeError("The text is larger than 256 kB, and was not read.")
    try:
        if state.folder == site_of(request).folder:
            refuse_other_folders(written)
        new = site_of(request).states.keep(written, state.folder, "Edited the YAML", state.id)
        refuse_mistakes(site_of(request).states.scenario(new), also_files=False)
    except UserError as problem:
        mistake = problem_text(problem)
        return study_page(request, "text.html", state, here="text", status=422, text=written, mistake=mistake)
    return go_to(f"/study/{new.id}")


def download_text(request: Request) -> Response:
    """Return the scenario's file."""
    return download(state_of(request).text.encode(), "scenario.yaml")


@posting
def compare(request: Request, posted: Posted) -> Response:
    """Start a comparison of all policies."""
    state, scenario = _both(request)
    typed = posted.text("replications").strip()
    try:
        if not typed.isdecimal():
            raise UserError("Replications must be a whole number, such as 200.")
        if int(typed[:9]) != scenario.run.replications:
            option = Override(("run", "replications"), int(typed[:9]), "Replications")
            changed = edits.with_values(scenario, [option])
            state = kept(request, state, changed, f"Replications {typed}")
        asked = posted.text("uncertainty") == "parameters"
        name = site_of(request).runs.start(state, samples_of(int(typed[:9])) if asked else None)
    except UserError as problem:
        return policies(request, problem_text(problem), 422)
    return go_to(f"/run/{name}")


def samples_of(replications: int) -> int:
    """Return over how many posterior samples so many replications are spread, each with its usual number.

    Raises
    ------
    UserError
        When that are more than there are, or too few.
    """
    samples = replications // REPLICATIONS_PER_SAMPLE
    most = len(load_posterior())
    if not _FEWEST_SAMPLES <= samples <= most:
        raise UserError(
            "With what is unknown about how mentoring works, replications must be "
            f"{_FEWEST_SAMPLES * REPLICATIONS_PER_SAMPLE} to {most * REPLICATIONS_PER_SAMPLE:,}."
        )
    return samples


def kept(request: Request, before: StudyState, scenario: Scenario, change: str) -> StudyState:
    """Keep a changed scenario as the state after another one."""
    return site_of(request).states.keep(scenario_yaml(scenario), before.folder, change, before.id)


def policy_name(request: Request, scenario: Scenario) -> str:
    """Return the name of the policy whose number an address has.

    Raises
    ------
    NoStateError
        When there is none, or it is the control.
    """
    number = request.path_params["number"]
    names = list(scenario.policies)
    if not 0 <= number < len(names) or scenario.policies[names[number]] is None:
        raise NoStateError("There is no such policy. The list of policies shows those that there are.")
    return str(names[number])


def problem_text(problem: UserError) -> str:
    """Say what is wrong, without the name that the page itself gives the file."""
    return str(problem).replace("scenario.yaml:", "line ") if problem.line else str(problem)


def _both(request: Request) -> tuple[StudyState, Scenario]:
    state = state_of(request)
    return state, site_of(request).states.scenario(state)
