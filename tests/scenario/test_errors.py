from __future__ import annotations

from pathlib import Path

import pytest

from mentorsim.scenario import parse_scenario
from tests.scenario.texts import LARGE, SMALL, error_of, error_with, line_of


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        # unknown keys, with the nearest one that exists
        (
            "  mentees_per_mentor: 4\n",
            "  mentess: 4\n",
            "program has no key 'mentess'; did you mean 'mentees_per_mentor'?",
        ),
        ("terms: 2,", "term: 2,", "calendar has no key 'term'; did you mean 'terms'?"),
        ("mentors: 100\n", "mentors: 100\n  seed: 1\n", "program has no key 'seed'; that key belongs to run"),
        (
            "mentors: 100\n",
            "mentors: {count: 100, form: cohort}\n",
            "program.mentors has no key 'form'; did you mean 'from'?",
        ),
        (
            "rule: gap, at: 1.0,",
            "rule: gap, at: 1.0, important: low,",
            "program.match.criteria.2 has no key 'important'; did you mean 'importance'?",
        ),
        (
            "run: {seed: 2026,",
            "run: {qqq: 1, seed: 2026,",
            "run has no key 'qqq'; its keys are seed, replications, until, max_replications",
        ),
        (
            "{skill: -0.5, belonging",
            "{skil: -0.5, belonging",
            "cohort.attributes.first_generation.gaps has no key 'skil'; did you mean 'skill'?",
        ),
        ("title: First", "titel: First", "the scenario needs the key 'title': Title"),
        # missing keys
        (
            "{every_weeks: 4, rematch_below: 0.3}",
            "{rematch_below: 0.3}",
            "program.check_ins needs the key 'every_weeks': Weeks from one check-in to the next",
        ),
        # wrong types
        ("terms: 2,", "terms: two,", "calendar.terms must be a whole number, not 'two'"),
        ("terms: 2,", "terms: 2.5,", "calendar.terms must be a whole number, not 2.5"),
        ("terms: 2,", "terms: true,", "calendar.terms must be a whole number, not true"),
        ("terms: 2,", "terms: ,", "calendar.terms has no value; give one or leave the key out"),
        ("terms: 2,", "terms: [2],", "calendar.terms must be a whole number, not a list"),
        ("grade_scale: 4,", "grade_scale: A,", "institution.grade_scale must be a number, not 'A'"),
        ("grade_scale: 4,", "grade_scale: .nan,", "institution.grade_scale must be a finite number, not nan"),
        (
            "title: First-year university, near-peer mentors",
            "title: 5",
            "title must be text (put it in quotes",
        ),
        (
            "outcomes: [retention, gpa, belonging]",
            "outcomes: retention",
            "outcomes must be a list, such as [a, b], not 'retention'",
        ),
        (
            "run: {seed: 2026,",
            "run: 5 #",
            "run must be a section with lines of its own, each a key and a value",
        ),
        (
            "  mentors: 100\n",
            "  mentors: many\n",
            "program.mentors must be a whole number, none, or a section with lines of its own, not 'many'",
        ),
        (
            "eligibility: everyone",
            "eligibility: all",
            "program.eligibility must be everyone, or a section with lines of its own, not 'all'",
        ),
        (
            "focus: tutoring",
            "focus: teaching",
            "program.focus must be one of tutoring, guidance, social, mixed, or their shares, not 'teaching'",
        ),
        (
            "format: one_to_one",
            "format: pairs",
            "program.format must be one of 'one_to_one' or 'group', not 'pairs'",
        ),
        (
            "importance: high}",
            "importance: highest}",
            "program.match.criteria.1.importance must be one of mandatory, high, medium, low, or a",
        ),
        (
            "[listening, goal_setting]",
            "[listening, singing]",
            "program.training.topics.2 must be one of 'listening', 'goal_setting', 'tutoring_skills'",
        ),
        # ranges
        ("first_years: 400", "first_years: -400", "cohort.first_years must be at least 0, not -400"),
        ("  mentors: 100\n", "  mentors: -100\n", "program.mentors.count must be at least 0, not -100"),
        (
            "{share: 0.35,",
            "{share: 1.35,",
            "cohort.attributes.first_generation.share must be at most 1, not 1.35",
        ),
        ("half_width: 0.005", "half_width: 0", "run.until.half_width must be more than 0, not 0"),
        (
            "shares: [0.3, 0.3, 0.4]",
            "shares: [0.3, -0.3, 1]",
            "cohort.attributes.major.shares.2 must be at least 0",
        ),
        # shares
        (
            "shares: [0.3, 0.3, 0.4]",
            "shares: [0.3, 0.3, 0.3]",
            "cohort.attributes.major.shares must add up to 1, but the sum is 0.9",
        ),
        (
            "shares: [0.3, 0.3, 0.4]",
            "shares: [0.5, 0.5]",
            "cohort.attributes.major.shares must be 3, one for each category, not 2",
        ),
        (
            "focus: tutoring",
            "focus: {tutoring: 0.5, social: 0.4}",
            "program.focus must add up to 1, but the sum is 0.9",
        ),
        # mentors
        (
            "  mentors: 100\n",
            "  mentors: 0\n",
            "program.mentors must be at least 1; only groups can do without",
        ),
        ("  mentors: 100\n", "  mentors: none\n", "program.mentors from none needs format: group"),
        (
            "  mentors: 100\n",
            "  mentors: 301\n",
            "program.mentors are 301 from upper_years, but cohort.upper_years is 300",
        ),
        (
            "  mentors: 100\n",
            "  mentors: {count: 400, from: cohort}\n",
            "program.mentors are 400 of 400 first-years, which leaves no mentee",
        ),
        # groups
        (
            "format: one_to_one",
            "group_size: 5",
            "program.group_size has no effect: neither the program nor a policy has format: group",
        ),
        (
            "format: one_to_one",
            "format: group\n  mentors_per_group: 0",
            "program.mentors_per_group must be at least 1; groups without mentors need mentors: {from: none}",
        ),
        (
            "format: one_to_one",
            "format: group\n  contact: one_way",
            "program.contact cannot be one_way with format: group, for a group meets",
        ),
        (
            "reward: none",
            "reward: {to: group, for: meetings}",
            "program.reward.to cannot be group without format: group",
        ),
        # training
        (
            "topics: [listening, goal_setting]",
            "topics: []",
            "program.training.topics must name at least one topic: hours without a topic have no effect",
        ),
        # weeks
        (
            "reward: none",
            "starts_week: 35",
            "program.starts_week is 35, after the end of the calendar in week 34",
        ),
        (
            "reward: none",
            "stop_week: 35",
            "program.stop_week is 35, after the end of the calendar in week 34",
        ),
        (
            "reward: none",
            "stop_week: 2",
            "program.stop_week must come after the start in week 2, not in week 2",
        ),
        ("reward: none", "waves: 10", "program.waves need week 38 for the last round, after the end"),
        (
            "reward: none",
            "late_joiners: {share: 0.1, weeks_late: 40}",
            "program.late_joiners.weeks_late is 40: they would join after the end of the calendar",
        ),
        (
            "break_weeks: 4}",
            "break_weeks: 4, assessment_weeks: [8, 16]}",
            "calendar.assessment_weeks.2 must be a week of the term, 1 to 15, not 16",
        ),
        (
            "break_weeks: 4}",
            "break_weeks: 4, assessment_weeks: [15, 8]}",
            "calendar.assessment_weeks must name each week once, in increasing order",
        ),
        # names that must exist
        (
            "homophily: {major: 0.5,",
            "homophily: {mayor: 0.5,",
            "friendships.homophily.mayor names no attribute of the cohort: 'mayor'; did you mean 'major'?",
        ),
        (
            "share_by_major: {arts: 0.5}",
            "share_by_major: {law: 0.5}",
            "cohort.attributes.first_generation.share_by_major.law is not among the categories",
        ),
        (
            "shares: [0.3, 0.3, 0.4]}",
            "shares: [0.3, 0.3, 0.4], gaps: {law: {skill: 1}}}",
            "cohort.attributes.major.gaps.law is not among the categories: engineering, nursing, arts",
        ),
        (
            "eligibility: everyone",
            "eligibility: {attribute: first_gen, is: yes}",
            "program.eligibility.attribute names no attribute of the cohort: 'first_gen'; did you",
        ),
        (
            "eligibility: everyone",
            "eligibility: {attribute: major, is: law}",
            "program.eligibility.is must be a value of major: engineering, nursing, arts; not 'law'",
        ),
        (
            "eligibility: everyone",
            "eligibility: {attribute: major}",
            "program.eligibility needs both attribute and is",
        ),
        (
            "eligibility: everyone",
            "eligibility: {at_risk: {lowest_share: 0.3, by: age}}",
            "program.eligibility.at_risk.by must be an observed number: prior_grade",
        ),
        (
            "field: major,",
            "field: mayor,",
            "program.match.criteria.1.field has no observed field 'mayor' to look at; did you mean 'major'?",
        ),
        (
            "field: major, rule: same",
            "field: major, rule: closest",
            "program.match.criteria.1.rule closest does not fit the attribute major; same and different do",
        ),
        (
            "field: major, rule: same",
            "field: slots, rule: same",
            "program.match.criteria.1.rule same does not fit slots; overlap does",
        ),
        ("at: 1.0, ", "", "program.match.criteria.2 needs at: how much higher the mentor should be"),
        (
            "rule: same, importance",
            "rule: same, at: 1, importance",
            "program.match.criteria.1.at belongs to the rule gap, not to same",
        ),
        (
            "outcome: retention",
            "outcome: retension",
            "run.until.outcome names 'retension', which outcomes does not list; did you mean 'retention'?",
        ),
        ("outcomes: [retention,", "outcomes: [retention, retention,", "outcomes must name each outcome once"),
        # people and numbers that cannot be
        (
            "friendships: {mean_degree: 5,",
            "friendships: {mean_degree: 55,",
            "friendships.mean_degree must be at most 50, not 55",
        ),
        (
            "{skill: -0.5, belonging: -0.4}",
            "{skill: -2.5, belonging: -0.4}",
            "cohort.attributes.first_generation.gaps and those of other attributes explain 142%",
        ),
        (
            "  upper_years: 300\n",
            "  upper_years: 300\n  belonging: {mean: 0.9, sd: 0.4}\n",
            "cohort.belonging.sd is too large for values of 0 to 1 with mean 0.9",
        ),
        (
            "  upper_years: 300\n",
            "  upper_years: 300\n  correlations: {skill_motivation: 0.9, skill_belonging: -0.9}\n",
            "cohort.correlations cannot all hold together: bring at least one of them closer to 0",
        ),
        (
            "first_years: 400\n",
            "first_years: 400\n  roster: {file: a.csv, prior_grade: g}\n",
            "cohort.first_years cannot stand beside a roster, which lists the first-years",
        ),
        (
            "grade_scale: 4,",
            "grade_scale: 4, pass_grade: 5,",
            "institution.pass_grade must be below the grade_scale of 4",
        ),
        # policies
        (
            "skill gap: {}",
            "skill gap:",
            "policies.skill gap must be none (the control), or what differs from program",
        ),
        (
            "skill gap: {}",
            "skill gap: 5",
            "policies.skill gap must be none (the control), or what differs from program",
        ),
        (
            "skill gap: {}",
            "skill gap: none",
            "policies.skill gap is none, as is 'no program': there can be one control",
        ),
        (
            "skill gap: {}",
            "none: {}",
            "policies.none is the name of the control: give this policy another one",
        ),
        ("skill gap: {}", '" a": {}', 'policies." a" must have a name of one line, 1 to 80 characters'),
        (
            "mentees_per_mentor: 2}",
            "mentess: 2}",
            "policies.lighter load has no key 'mentess'; did you mean 'mentees_per_mentor'?",
        ),
        (
            "lighter load: {mentors: 200,",
            "lighter load: {mentors: 500,",
            "policies.lighter load.mentors are 500 from upper_years, but cohort.upper_years is 300",
        ),
        (
            "skill gap: {}",
            "skill gap: {group_size: 3}",
            "policies.skill gap.group_size has no effect without format: group",
        ),
    ],
)
def test_a_mistake_is_said_in_a_sentence_with_its_line(old: str, new: str, sentence: str) -> None:
    error = error_with(LARGE, old, new)
    # Some mistakes cause a second one, which then stands in a line of its own.
    assert sentence in str(error)
    assert error.file == Path("study.yaml")
    said = next(line for line in str(error).splitlines() if sentence in line)
    text = LARGE.replace(old, new)
    begin = LARGE.index(old)
    first, last = (text.count("\n", 0, end) + 1 for end in (begin, begin + len(new.rstrip("\n"))))
    assert first <= int(said.split(":")[1]) <= last


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("terms: 2,", "term: 2,", "term: 2"),
        ("  mentees_per_mentor: 4\n", "  mentess: 4\n", "mentess"),
        ("rule: gap, at: 1.0,", "rule: gap, at: high,", "at: high"),
        ("mentees_per_mentor: 2}", "mentess: 2}", "mentess"),
        # The policy does not say it, so the line is the program's.
        ("lighter load: {mentors: 200,", "group: {format: group, contact: one_way, mentors: 200,", "group:"),
        # A missing key is missed where its section begins.
        ("rematch_below: 0.3}", "rematch_below: 0.3}\n  reward: {to: pair}\n  reward_: 1", "reward: {to"),
    ],
)
def test_the_line_is_the_mistakes_own(old: str, new: str, part: str) -> None:
    text = LARGE.replace("  reward: none\n", "").replace(old, new)
    assert error_of(text).line == line_of(text, part)


def test_a_policy_that_contradicts_what_it_inherits_is_named_at_the_programs_line() -> None:
    text = LARGE.replace("  reward: none\n", "  contact: one_way\n").replace(
        "skill gap: {}", "in groups: {format: group}"
    )
    error = error_of(text)
    assert (
        error.message == "policies.in groups.contact cannot be one_way with format: group, for a group meets"
    )
    assert error.line == line_of(text, "contact")


def test_a_mistake_in_the_program_is_not_repeated_for_every_policy() -> None:
    error = error_with(LARGE, "focus: tutoring", "focos: tutoring")
    assert str(error).splitlines() == ["study.yaml:16: program has no key 'focos'; did you mean 'focus'?"]


def test_a_missing_program_is_one_mistake() -> None:
    start, end = LARGE.index("program:\n"), LARGE.index("policies:\n")
    error = error_of(LARGE[:start] + LARGE[end:])
    assert (
        str(error)
        == "study.yaml:1: the scenario needs the key 'program': The program; policies are variants of it"
    )


def test_several_mistakes_are_said_at_once_but_at_most_five() -> None:
    text = LARGE.replace("terms: 2", "terms: x").replace("first_years: 400", "first_years: x")
    assert [line.split(": ")[0] for line in str(error_of(text)).splitlines()] == [
        "study.yaml:2",
        "study.yaml:5",
    ]
    many = SMALL + "run: {a1: 1, a2: 1, a3: 1, a4: 1, a5: 1, a6: 1, a7: 1}\n"
    lines = str(error_of(many)).splitlines()
    assert len(lines) == 6
    assert lines[-1] == "and 2 more"


def test_no_students_and_no_mentors_to_recruit_are_refused() -> None:
    assert "cohort.first_years must be at least 1, unless a roster lists the students" in str(
        error_with(SMALL, "first_years: 40, ", "")
    )
    assert "program.mentors are 10 from upper_years, but cohort.upper_years is 0" in str(
        error_with(SMALL, ", upper_years: 20", "")
    )
    assert "program needs the key 'mentors'" in str(error_with(SMALL, "mentors: 10", ""))


def test_too_many_friends_for_a_small_cohort_are_refused() -> None:
    text = "title: A\ncohort: {first_years: 2, upper_years: 1}\nprogram: {mentors: 1}\n"
    assert "friendships.mean_degree is 5, more than 3 students can have among themselves" in str(
        error_of(text)
    )


def test_groups_are_checked_in_policies_as_in_the_program() -> None:
    groups = SMALL.replace("mentors: 10", "mentors: none, format: group")
    assert parse_scenario(groups).program.mentors_per_group == 0
    explicit = groups.replace("format: group", "format: group, mentors_per_group: 2")
    assert "program.mentors_per_group must be 0 with mentors: {from: none}" in str(error_of(explicit))


def test_a_long_value_is_not_repeated_in_full() -> None:
    error = error_of(SMALL.replace("10", "x" * 5000))
    assert len(str(error)) < 250
