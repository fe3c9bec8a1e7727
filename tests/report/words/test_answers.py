"""Sentences from numbers: one case for each outcome of a comparison, read aloud."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.report.words.answer import answer, answer_in_short, who_loses
from mentorsim.report.words.certainty import how_sure
from mentorsim.report.words.finding import Amount, Finding, MainOutcome, Option, OptionStanding, Turn
from mentorsim.report.words.knowing import knowing_sentences, turning_sentences
from mentorsim.report.words.losers import (
    GroupEffect,
    Harmed,
    groups_sentences,
    harmed_sentence,
    mentor_sentence,
    places_sentence,
)
from mentorsim.report.words.money_words import NO_COSTS, choice_by_value, costs
from mentorsim.report.words.pair_words import pairs_sentences
from mentorsim.report.words.phrases import chance, in_a_row, money, more_or_fewer, people

BETTER, WORSE, SAME = OptionStanding.BETTER, OptionStanding.WORSE, OptionStanding.SAME
UNDECIDED, SLIGHTLY = OptionStanding.UNDECIDED, OptionStanding.SLIGHTLY_BETTER


def option(name: str = "check-ins", **changes: object) -> Option:
    usual = Option(
        name=name,
        standing=BETTER,
        effect=Amount(14.2, 13.1, 15.3),
        year=(8.0, 22.0),
        chance_best=0.97,
        cost=52_340.0,
        cost_per_student=Amount(3_686.0, 3_412.0, 4_010.0),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def finding(*options: Option, **changes: object) -> Finding:
    usual = Finding(
        main=MainOutcome(),
        students=400.0,
        baseline="no program",
        baseline_is_control=True,
        options=options,
        replications=200,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


SECOND = option("random", effect=Amount(9.0, 8.0, 10.0), year=(2.0, 15.0), chance_best=0.03, cost=40_000.0)


def test_clear_winner() -> None:
    assert answer(finding(option(), SECOND)) == [
        "Check-ins does best: of 400 first-years, 14 more stay enrolled than without a program; in 95 of 100 "
        "years, between 8 and 22 more.",
        "The chance that it is the best of all 3 options is 97 %.",
    ]
    assert answer_in_short(finding(option(), SECOND)) == "Check-ins: 14 more of 400 first-years stay enrolled"


def test_several_are_not_distinguishable() -> None:
    close = option("random", effect=Amount(13.9, 12.7, 15.1), chance_best=0.42, cost=40_000.0)
    found = answer(finding(option(chance_best=0.57), close))
    assert found == [
        "Check-ins and random are not distinguishable: either may be the best.",
        "The cheapest of them is random.",
        "With random, of 400 first-years, 14 more stay enrolled than without a program; in 95 of 100 years, "
        "between 8 and 22 more.",
    ]


def test_of_more_than_two_any_may_be_the_best() -> None:
    close = [option(name, chance_best=0.3) for name in ("random", "gap", "first come")]
    assert answer(finding(*close))[0] == (
        "Random, gap and first come are not distinguishable: any of them may be the best."
    )


def test_several_are_not_distinguishable_and_nothing_is_known_of_costs() -> None:
    close = option("random", chance_best=0.42, cost=None)
    found = " ".join(answer(finding(option(chance_best=0.57), close)))
    assert "cheapest" not in found
    assert "With check-ins, of 400 first-years, 14 more stay enrolled" in found


def test_nothing_is_worth_doing() -> None:
    nothing = option(standing=SAME, effect=Amount(0.4, -0.8, 1.6), chance_best=0.5)
    assert answer(finding(nothing)) == [
        "Nothing here is worth doing: no option makes a difference for the better that matters."
    ]
    beside = finding(nothing, baseline="as planned", baseline_is_control=False)
    assert answer(beside) == [
        "Nothing here is better than as planned: no option makes a difference for the better that matters."
    ]
    assert answer_in_short(finding(nothing)) == "No option makes a difference that matters"


def test_a_little_better_is_said_to_be_little() -> None:
    little = option(standing=SLIGHTLY, effect=Amount(2.4, 0.8, 4.1), year=(-4.0, 9.0))
    assert answer(finding(little)) == [
        "Check-ins does a little better, perhaps too little to matter: of 400 first-years, 2.4 more stay "
        "enrolled "
        "than without a program; in 95 of 100 years, between 4 fewer and 9 more."
    ]
    assert answer_in_short(finding(little)) == (
        "Check-ins: 2.4 more of 400 first-years stay enrolled, perhaps too few to matter"
    )


def test_harm_is_said_first_among_losers() -> None:
    harmful = option("pressure", standing=WORSE, effect=Amount(-5.2, -7.0, -3.4), year=(-12.0, 1.0))
    found = who_loses(finding(option(), harmful))
    assert found == [
        "Pressure does harm: of 400 first-years, 5.2 fewer stay enrolled than without a program; in 95 of "
        "100 "
        "years, between 12 fewer and 1 more."
    ]
    assert answer(finding(harmful)) == [
        "Nothing here is worth doing: no option makes a difference for the better that matters."
    ]


def test_one_policy_alone_has_nothing_to_be_compared_with() -> None:
    assert answer(finding()) == [
        "Only no program was simulated, so there is nothing to compare it with: add another policy to the "
        "scenario."
    ]


def test_huge_intervals_are_no_verdict() -> None:
    wide = option(standing=UNDECIDED, effect=Amount(3.0, -41.0, 47.0), year=(-60.0, 70.0), chance_best=0.6)
    found = answer(finding(wide, replications=5))
    assert found == [
        "It is not known yet whether any option does better than no program.",
        "With check-ins the mean lies anywhere from 41 fewer to 47 more of 400 first-years: more "
        "replications "
        "would narrow that.",
    ]
    assert "5 simulated years, which are few" in " ".join(how_sure(finding(wide, replications=5)))


def test_an_outcome_that_is_undefined_everywhere_is_said_to_be() -> None:
    nothing = option(standing=OptionStanding.UNKNOWN, effect=None, year=None, chance_best=None)
    assert answer(finding(nothing)) == [
        "The options cannot be compared on the main outcome; the table below says why."
    ]


def test_failures_are_told() -> None:
    found = how_sure(finding(option(), failures=3))
    assert "In 3 simulated years a run failed; these years are left out for every option." in found
    assert not [one for one in how_sure(finding(option())) if "failed" in one]


def test_no_parameter_uncertainty_is_told_and_its_presence_too() -> None:
    assert how_sure(finding(option())) == [
        "On average over many years, 13 to 15 more with check-ins (95 % interval).",
        "Every option met the same students in the same 200 simulated years.",
        "The interval holds the error of the simulation alone. What research leaves open about how mentoring "
        "works is not in it, so the truth may lie further away.",
    ]
    sampled = how_sure(finding(option(), samples=220, replications=5))
    assert sampled == [
        "On average over many years, 13 to 15 more with check-ins (95 % interval, with what research leaves "
        "open).",
        "Every option met the same students in the same 5 simulated years under each of 220 sets of "
        "assumptions "
        "that agree with published studies.",
    ]


def test_no_costs_are_said_to_be_missing() -> None:
    assert costs(finding(option(cost=None, cost_per_student=None))) == [NO_COSTS]
    assert costs(finding(option(cost=0.0, cost_per_student=None))) == [
        "No option costs anything at the prices of this scenario."
    ]


def test_options_that_cost_the_same_as_written_are_said_to() -> None:
    unsure = [option(name, standing=UNDECIDED, cost=cost) for name, cost in (("a", 8_331.0), ("b", 8_329.0))]
    assert costs(finding(*unsure)) == ["Every option costs about 8,330 USD."]
    dearer = [unsure[0], replace(unsure[1], cost=9_000.0)]
    assert costs(finding(*dearer)) == ["The options cost between 8,330 USD (a) and 9,000 USD (b)."]


def test_costs_are_told_by_student() -> None:
    assert costs(finding(option())) == [
        "Check-ins costs 52,300 USD: 3,690 USD for each additional student who stays (3,410 to 4,010 USD)."
    ]
    unbounded = option(cost_per_student=Amount(3_686.0, 3_412.0, float("inf")))
    assert costs(finding(unbounded))[0].endswith("(3,410 to any amount).")


def test_a_winner_over_the_budget_is_named_and_the_best_that_fits_comes_next() -> None:
    dear = option(over_budget=1.0)
    cheap = replace(SECOND, over_budget=0.0)
    found = answer(finding(dear, cheap, budget=45_000.0))
    assert found[0].endswith("But it needs more than the budget of 45,000 USD allows.")
    assert found[1].startswith("Random does best: of 400 first-years, 9 more stay enrolled")
    assert "Check-ins needs more than the budget of 45,000 USD." in costs(
        finding(dear, cheap, budget=45_000.0)
    )
    neither = answer(finding(dear, replace(cheap, over_budget=0.8), budget=45_000.0))
    assert neither[0].endswith("But no option that does better fits the budget.")
    assert answer_in_short(finding(dear, replace(cheap, over_budget=0.8), budget=45_000.0)) == (
        "Check-ins: 14 more of 400 first-years stay enrolled, but it is over the budget"
    )
    fits = finding(replace(dear, over_budget=0.2), cheap, budget=53_000.0)
    assert "Check-ins stays within the budget of 53,000 USD in most years, not in all." in costs(fits)
    all_fit = finding(replace(dear, over_budget=0.0), cheap, budget=90_000.0, budget_mentors=60)
    assert "All options stay within the budget of 90,000 USD and 60 mentors." in costs(all_fit)


def test_small_groups_are_named_not_judged() -> None:
    changes = [
        GroupEffect("first_generation", "yes", 141.0, 4.6, small=False),
        GroupEffect("first_generation", "no", 259.0, 3.0, small=False),
        GroupEffect("major", "music", 3.0, 30.0, small=True),
    ]
    found = groups_sentences("check-ins", changes)
    assert found == [
        "By first generation, check-ins does most for “yes” (+4.6 of 100 students) and least for “no” "
        "(+3.0).",
        "Major: too few students to judge music.",
    ]
    assert "30" not in " ".join(found)


def test_groups_that_gain_alike_are_said_to() -> None:
    changes = [GroupEffect("sex", name, 100.0, 3.01, small=False) for name in ("f", "m")]
    assert groups_sentences("check-ins", changes) == [
        "With check-ins, by sex, all groups gain alike: +3.0 of 100."
    ]
    nothing = [replace(one, change=0.01) for one in changes]
    assert groups_sentences("check-ins", nothing) == ["With check-ins, by sex, no group gains or loses."]


def test_students_helped_and_harmed_and_those_without_a_place() -> None:
    assert harmed_sentence(Harmed("check-ins", 14.4, 0.2, 0.0), 400.0, "without it") == (
        "With check-ins, of 400 first-years fewer than one leaves who would have stayed without it, and "
        "nobody has clearly lower grades; 14 stay who would have left."
    )
    assert harmed_sentence(Harmed("check-ins", 1.0, 3.0, 1.5), 400.0, "under as planned") == (
        "With check-ins, of 400 first-years 3 leave who would have stayed under as planned, and 1.5 have "
        "clearly lower grades; 1 stays who would have left."
    )
    assert places_sentence("check-ins", 160.0, 70.0) == (
        "Of 160 first-years who apply for check-ins, 70 get no place."
    )
    assert places_sentence("check-ins", 160.0, 0.2) == (
        "Of 160 first-years who apply for check-ins, fewer than one gets no place."
    )
    assert places_sentence("check-ins", 160.0, 0.0) == (
        "Everybody who applies for check-ins gets a place (160 first-years)."
    )


def test_mentors_who_pay_for_it_are_named() -> None:
    assert mentor_sentence("mentor GPA", "0.07 grade points", falls=True) == (
        "Mentors pay for it: mentor GPA falls by 0.07 grade points."
    )
    assert "rises by" in mentor_sentence("mentor strain", "0.2", falls=False)


def test_the_choice_by_the_value_of_a_student() -> None:
    turns = [Turn(5_045.0, "no program", "random"), Turn(9_870.0, "random", "check-ins")]
    assert choice_by_value(finding(option(), SECOND, turns=turns, value=8_000.0)) == [
        "If one more student retained is worth less than 5,040 USD to the school, no program is the better "
        "choice; if it is worth more, random.",
        "From 9,870 USD on, check-ins is the better choice.",
        "The scenario values a student retained at 8,000 USD: random.",
    ]
    assert choice_by_value(finding(option())) == []


def test_an_outcome_that_is_not_counted_in_students_is_told_in_its_unit() -> None:
    gpa = MainOutcome(does=None, label="GPA", unit="grade points", decimals=2)
    found = finding(option(effect=Amount(0.17, 0.165, 0.175), year=(-0.01, 0.19)), main=gpa)
    assert answer(found)[0] == (
        "Check-ins does best: GPA is 0.17 grade points higher than without a program; in 95 of 100 years, "
        "between 0.01 lower and 0.19 grade points higher."
    )


def test_where_less_is_better_fewer_students_are_the_winner() -> None:
    absent = MainOutcome(does="miss more than a tenth of their classes", more_is_better=False)
    best = option(effect=Amount(-20.0, -25.0, -15.0), year=(-40.0, -2.0))
    worse = option("random", effect=Amount(-3.0, -6.0, -1.0), chance_best=0.01)
    found = answer(finding(worse, best, main=absent))
    assert found[0] == (
        "Check-ins does best: of 400 first-years, 20 fewer miss more than a tenth of their classes than "
        "without "
        "a program; in 95 of 100 years, between 2 and 40 fewer."
    )


def test_what_knowing_more_is_worth() -> None:
    information = {"outcome": "retention", "unit": "share", "corrected": 0.004}
    assert knowing_sentences(information, 400.0, "USD") == [
        "Knowing all assumptions for sure before choosing would be worth 1.6 more of 400 first-years on "
        "average."
    ]
    assert knowing_sentences({**information, "corrected": 0.0}, 400.0, "USD") == [
        "Knowing all assumptions for sure would not change the choice."
    ]
    money_ = {"outcome": "net_benefit", "unit": "USD", "corrected": 12_345.0}
    assert "worth 12,300 USD" in knowing_sentences(money_, 400.0, "USD")[0]
    assert knowing_sentences(None, 400.0, "USD") == []


def test_which_assumption_turns_the_choice() -> None:
    along = {"low": 0.1, "high": 0.9, "at_low": -0.01, "at_high": 0.02, "turns_at": 0.31}
    point = {"parameter": "eta", "policy": "check-ins", "rival": "random", "along": along}
    steady = {**point, "parameter": "phi", "along": {**along, "turns_at": None}}
    meanings = {"eta": "what an hour of help gives", "phi": "what friends give"}
    assert turning_sentences([point, steady], meanings) == [
        "What an hour of help gives (eta): below 0.31, random does better than check-ins. Research allows "
        "0.1 to "
        "0.9.",
        "Within what research allows, check-ins stays ahead of random whatever this is: what friends give "
        "(phi).",
    ]


def test_what_pairs_go_through() -> None:
    mean = {"mean": 0.3}
    pairs = {
        "meetings": {"mean": 19.3},
        "match_length": {"mean": 28.5},
        "met_three": {"mean": 0.92},
        "closed_early": mean,
        "ended": {"planned": 0.5, "mismatch": 0.1, "mentor_left": 0.15, "no_show": 0.05},
    }
    assert pairs_sentences("check-ins", pairs) == [
        "With check-ins, a matched mentee has 19 meetings in the year.",
        "A pair meets over 28 weeks on average.",
        "92 % of the pairs meet at least three times.",
        "30 % of the pairs end early, mostly because the mentor left (15 %) and they did not fit together "
        "(10 %).",
    ]
    assert pairs_sentences("circles", None) == ["Circles has no pairs of a mentor and a mentee."]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (8.0, 22.0, "8 to 22 more"),
        (-22.0, -8.0, "8 to 22 fewer"),
        (-3.0, 8.0, "3 fewer to 8 more"),
        (0.0, 0.01, "0 more"),
        (14.2, 14.4, "14 more"),
        (-0.01, 5.0, "0 to 5 more"),
    ],
)
def test_from_how_many_to_how_many(low: float, high: float, said: str) -> None:
    assert more_or_fewer(low, high) == said


def test_small_phrases() -> None:
    assert [people(n) for n in (0.04, 0.5, 9.9, 9.96, 1234.0)] == ["0", "0.5", "9.9", "10", "1,234"]
    assert money(52_345.0, "USD") == "52,300 USD"
    assert money(-520.4, "EUR") == "−520 EUR"
    assert [chance(p) for p in (0.0, 0.001, 0.5, 0.999, 1.0)] == [
        "0 %",
        "under 1 %",
        "50 %",
        "over 99 %",
        "100 %",
    ]
    assert in_a_row(["a", "b", "c"]) == "a, b and c"


AMOUNTS = st.tuples(*[st.floats(-100.0, 100.0)] * 3).map(
    lambda ends: Amount(sorted(ends)[1], min(ends), max(ends))
)
OPTIONS = st.builds(
    Option,
    name=st.sampled_from(["a", "b", "c"]),
    standing=st.sampled_from(list(OptionStanding)),
    effect=st.none() | AMOUNTS,
    year=st.none() | st.tuples(st.floats(-200.0, 0.0), st.floats(0.0, 200.0)),
    chance_best=st.none() | st.floats(0.0, 1.0),
    cost=st.none() | st.floats(0.0, 1e6),
    cost_per_student=st.none() | AMOUNTS,
    over_budget=st.none() | st.floats(0.0, 1.0),
)


@given(
    st.lists(OPTIONS, max_size=4, unique_by=lambda one: one.name),
    st.none() | st.floats(1.0, 1e6),
    st.booleans(),
)
def test_whatever_was_found_there_is_an_answer_in_whole_sentences(
    options: list[Option], budget: float | None, control: bool
) -> None:
    found = finding(*options, budget=budget, baseline_is_control=control)
    said = [*answer(found), *how_sure(found), *costs(found), *who_loses(found), *choice_by_value(found)]
    assert answer(found)
    assert answer_in_short(found)
    for sentence in said:
        assert sentence.endswith(".")
        assert sentence[0] == sentence[0].upper()
        assert "None" not in sentence
        assert "nan" not in sentence
        assert "  " not in sentence
        assert "-" not in sentence.replace("check-ins", "").replace("first-years", "")
