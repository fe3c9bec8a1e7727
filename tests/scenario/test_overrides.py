from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.documents.places import path_text
from mentorsim.errors import ScenarioError, UserError
from mentorsim.scenario import load_scenario, parse_scenario
from mentorsim.scenario.overrides import parse_override
from tests.scenario.texts import LARGE, SMALL, error_of


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("run.seed=7", ("run", "seed"), 7),
        ("run.seed = 7", ("run", "seed"), 7),
        ('policies."skill gap".mentors=50', ("policies", "skill gap", "mentors"), 50),
        ("policies.skill gap.mentors=50", ("policies", "skill gap", "mentors"), 50),
        ("policies.'v1.0 = new'.mentors=50", ("policies", "v1.0 = new", "mentors"), 50),
        ("title=A = B", ("title",), "A = B"),
        ("title='5'", ("title",), "5"),
        ("description=", ("description",), None),
        ("outcomes=[gpa, retention]", ("outcomes",), ["gpa", "retention"]),
        ("program.training={hours: 1, topics: []}", ("program", "training"), {"hours": 1, "topics": []}),
        ("program.meet_in_breaks=true", ("program", "meet_in_breaks"), True),
    ],
)
def test_an_option_is_a_path_and_a_yaml_value(text: str, path: tuple[str, ...], value: object) -> None:
    override = parse_override(text)
    assert (override.path, override.value) == (path, value)


@pytest.mark.parametrize(
    "text", ["", "run", "run.seed", "=5", "run.=5", ".seed=5", "run..seed=5", 'run."=5', '"a"b=5']
)
def test_what_is_no_path_and_value_is_an_error_that_names_the_option(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_override(text)
    assert str(caught.value).startswith(f"--set {text}: ")


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("program.mentess=4", "program has no key 'mentess'; did you mean 'mentees_per_mentor'?"),
        ("run.seed=-1", "run.seed must be at least 0, not -1"),
        ("run.seed=[1", "the value has a bracket that is opened and not closed"),
        ("run.seed=*a", "the value has an alias (*a); write the value out"),
        ("run.seed=!!int 5", "the value has a tag (tag:yaml.org,2002:int); plain values need none"),
        ("policies.lightr load.mentors=5", "there is no policy 'lightr load'; did you mean 'lighter load'?"),
        ("policies.no program.mentors=5", "the policy 'no program' is none, which has no keys to set"),
        (
            "program.match.criteria.3.at=1",
            "program.match.criteria is a list of 2; name an entry by its number from 1",
        ),
        (
            "program.match.criteria.at=1",
            "program.match.criteria is a list of 2; name an entry by its number from 1",
        ),
        ("program.check_ins.every_weeks=0", "program.check_ins.every_weeks must be at least 1, not 0"),
        ("program.reward.to=pair", "program.reward needs the key 'for'"),
        ("program.focus.tutoring=0.5", "program.focus must add up to 1, but the sum is 0.5"),
        ("parameters.etta=0.01", "parameters.etta is not in the parameter table; did you mean 'eta'?"),
        ("parameters.eta=9", "parameters.eta must be between 0.002 and 0.04 (SD an hour), not 9"),
        (
            "parameters.attendance=0.9",
            "parameters.attendance describes the population: set it in institution",
        ),
    ],
)
def test_a_mistake_in_an_option_names_the_option_and_no_line(option: str, sentence: str) -> None:
    error = error_of(LARGE, option)
    assert str(error).startswith(f"--set {option}: {sentence}")
    assert (error.file, error.line) == (None, None)


def test_a_mistake_of_the_file_still_has_its_line_beside_options() -> None:
    error = error_of(LARGE.replace("terms: 2", "terms: x"), "run.seed=-1")
    assert str(error).splitlines() == [
        "study.yaml:2: calendar.terms must be a whole number, not 'x'",
        "--set run.seed=-1: run.seed must be at least 0, not -1",
    ]


def test_an_option_can_put_right_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(LARGE.replace("terms: 2", "terms: x"))
    assert load_scenario(path, ["calendar.terms=3"]).calendar.terms == 3


def test_options_reach_into_short_forms_lists_and_policies() -> None:
    scenario = parse_scenario(
        LARGE,
        overrides=[
            "program.mentors.from=cohort",
            "program.reward={to: pair, for: meetings}",
            "program.reward.size=2",
            "program.match.criteria.2.importance=low",
            'policies."lighter load".mentees_per_mentor=1',
            "policies.new={mentees_per_mentor: 7}",
        ],
    )
    assert (scenario.program.mentors.count, scenario.program.mentors.from_) == (100, "cohort")
    assert scenario.program.reward is not None
    assert scenario.program.reward.size == 2
    assert scenario.program.match.criteria[1].importance == "low"
    lighter, new = scenario.policies["lighter load"], scenario.policies["new"]
    assert lighter is not None
    assert new is not None
    assert (lighter.mentees_per_mentor, lighter.mentors.count, new.mentees_per_mentor) == (1, 200, 7)


def test_an_option_for_the_program_reaches_the_policies_that_inherit_it() -> None:
    scenario = parse_scenario(LARGE, overrides=["program.mentees_per_mentor=9"])
    random, lighter = scenario.policies["random"], scenario.policies["lighter load"]
    assert random is not None
    assert lighter is not None
    assert (random.mentees_per_mentor, lighter.mentees_per_mentor) == (9, 2)


def test_later_options_win() -> None:
    assert parse_scenario(SMALL, overrides=["run.seed=1", "run={seed: 2}", "run.seed=3"]).run.seed == 3


def test_changes_in_python_give_a_validated_copy() -> None:
    scenario = parse_scenario(SMALL)
    changed = scenario.with_changes({"program.mentees_per_mentor": 2, "outcomes": ("gpa",)})
    assert (changed.program.mentees_per_mentor, changed.outcomes) == (2, ("gpa",))
    assert scenario == parse_scenario(SMALL)
    with pytest.raises(ScenarioError, match=r"program\.mentess=2: program has no key 'mentess'"):
        scenario.with_changes({"program.mentess": 2})
    with pytest.raises(ScenarioError, match="is not a key path"):
        scenario.with_changes({"program.mentors=": 2})


def test_changes_do_not_touch_the_values_that_were_given() -> None:
    check_ins = {"every_weeks": 4}
    parse_scenario(SMALL).with_changes({"program.check_ins": check_ins, "program.check_ins.every_weeks": 2})
    assert check_ins == {"every_weeks": 4}


def test_numpy_numbers_are_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    changed = parse_scenario(SMALL).with_changes(
        {"program.mentees_per_mentor": numpy.int64(2), "program.preparation": numpy.float64(0.5)}
    )
    assert (changed.program.mentees_per_mentor, changed.program.preparation) == (2, 0.5)


def test_parameters_override_the_table() -> None:
    scenario = parse_scenario(SMALL + "parameters: {phi: 0.5}\n")
    values = scenario.mechanism_values()
    assert values["phi"] == 0.5
    assert values.keys() == parse_scenario(SMALL).mechanism_values().keys()
    again = scenario.with_parameters({"eta": 0.02})
    assert (again.mechanism_values()["phi"], again.mechanism_values()["eta"]) == (0.5, 0.02)
    with pytest.raises(ScenarioError, match=r"parameters\.eta must be between"):
        scenario.with_parameters({"eta": 1.0})


@given(st.lists(st.one_of(st.text(max_size=10), st.integers(0, 9)), min_size=1, max_size=4))
def test_paths_in_messages_can_be_given_to_the_option(path: list[str | int]) -> None:
    if any(isinstance(step, str) and (not step or {'"', "'"} <= set(step)) for step in path):
        return  # a name with both kinds of quotes cannot be written
    steps = tuple(str(step + 1) if isinstance(step, int) else step for step in path)
    assert parse_override(f"{path_text(tuple(path))}=1").path == steps


@given(st.text(max_size=40))
def test_any_option_is_taken_or_a_user_error(option: str) -> None:
    with contextlib.suppress(UserError):
        parse_scenario(LARGE, overrides=[option])


_KEYS = st.sampled_from(
    [
        "program",
        "mentors",
        "from",
        "policies",
        "random",
        "match",
        "criteria",
        "1",
        "run",
        "seed",
        "cohort",
        "x",
    ]
)
_WORDS = st.sampled_from(
    ["1", "-1", "0.5", "none", "yes", "null", "{}", "[]", "{a: 1}", "[1]", "x", "cohort"]
)


@given(st.lists(_KEYS, min_size=1, max_size=4), _WORDS)
def test_any_path_and_value_is_taken_or_a_user_error(path: list[str], value: str) -> None:
    with contextlib.suppress(UserError):
        parse_scenario(LARGE, overrides=[f"{'.'.join(path)}={value}"])
