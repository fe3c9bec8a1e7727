"""How mentees and mentors are brought together: the same words for a simulation and for a real roster."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.roster_columns import one_or_more
from mentorsim.scenario.settings import Items, Settings, problems_error, setting
from mentorsim.scenario.shorthand import ANY_SCALAR

ONE_OR_MORE = one_or_more()
Word = Annotated[str, ANY_SCALAR]

Level = Literal["mandatory", "high", "medium", "low"]
_LEVELS = get_args(Level)

_MOST_WEIGHT = 1000

#: The rules that compare numbers.
NUMERIC_RULES = frozenset({"closest", "gap"})
#: The rule that compares free times and lists of options.
SLOT_RULES = frozenset({"overlap"})
#: The rules about pairs of values.
PAIR_RULES = frozenset({"pairs", "not_pairs"})
#: The observed fields that every student has, and which of them are numbers.
OBSERVED_FIELDS = ("prior_grade", "values", "slots")


def _refuse_unknown_importance(value: object) -> object:
    # Said here once; pydantic would report one error for the words and another for the number.
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MOST_WEIGHT
    if is_number or (isinstance(value, str) and value in _LEVELS):
        return value
    levels = ", ".join(_LEVELS)
    sentence = f"must be one of {levels}, or a weight above 0 and up to {_MOST_WEIGHT}, not {value!r:.80}"
    raise problems_error([((), sentence)])


class PairsFile(Settings):
    """Pairs from files, such as last year's lists, or from a column of the roster."""

    pairs_file: Annotated[Items[str], ONE_OR_MORE] = setting(
        (),
        "CSV or XLSX files with the columns mentee and mentor, or group and members (ids), relative to the "
        "scenario file: lists that mentorsim wrote, or made by hand",
        example="never.csv",
    )
    list_: str | None = setting(
        None, "A list of people of the roster (cohort.roster.lists), such as cannot be with", alias="list"
    )
    unknown: Literal["refuse", "skip"] = setting(
        "refuse", "Whoever is not on the roster any more: refused, or left out with a count"
    )

    @model_validator(mode="after")
    def _check(self) -> PairsFile:
        if not self.pairs_file and self.list_ is None:
            raise problems_error([((), "needs pairs_file, such as never.csv, or list: a list of the roster")])
        return self


class EarlierPairs(PairsFile):
    """Pairs of an earlier list that count for more, or for less, if they come together again."""

    importance: Literal["high", "medium", "low"] | Annotated[float, Field(gt=0, le=1000)] = setting(
        "medium", "high, medium, low, or a weight, more than 0"
    )


class Criterion(Settings):
    """One rule of what makes a good pair."""

    field: str = setting(
        ..., "Observed field: prior_grade, values, slots, an attribute or a number", example="major"
    )
    rule: Literal[
        "same",
        "different",
        "overlap",
        "closest",
        "gap",
        "complement",
        "preference",
        "wished",
        "pairs",
        "not_pairs",
    ] = setting(
        ...,
        "same or different value; overlap of free times or of lists of options; closest number; gap: the "
        "mentor "
        "is higher by `at`; complement: one has what the other has not; preference: what, or whom, the "
        "students "
        "asked for; wished: the partner is as the column `wish` asks (same gender as me, women only); "
        "pairs and "
        "not_pairs: of the mentee's and the mentor's value",
        example="same",
    )
    importance: Annotated[
        Level | Annotated[float, Field(gt=0, le=_MOST_WEIGHT)], BeforeValidator(_refuse_unknown_importance)
    ] = setting("medium", "mandatory, high, medium, low, or a weight, more than 0", example="high")
    missing: Literal["neutral", "penalize"] = setting(
        "neutral", "What a missing value does to the pair's score"
    )
    side: Literal["mentee", "mentor", "both"] = setting(
        "both", "Whose wish counts, or whose value is asked for"
    )
    at: float | None = setting(
        None, "For gap: how much higher the mentor should be", unit="SD, -10 to 10", low=-10, high=10
    )
    width: float | None = setting(
        None,
        "For closest and gap: difference at which the score has fallen by half",
        unit="SD",
        above=0,
        high=10,
    )
    values: Items[Annotated[str, ANY_SCALAR]] | None = setting(
        None, "Only for these values of the field; all, where not given", min_length=1, example=["yes"]
    )
    only_if: dict[str, Annotated[Items[Annotated[str, ANY_SCALAR]], ONE_OR_MORE]] = setting(
        {},
        "Counts only for people with one of these values, by attribute; with side: mentor, for such mentors",
        example={"wants": "women only"},
    )
    wish: str | None = setting(
        None, "For wished: the attribute with the wish in words", example="buddy_preference"
    )
    importance_by: str | None = setting(
        None,
        "Number of the roster with each mentee's own importance from 1 to 5, by which the weight is "
        "multiplied "
        "(5: in full; missing: 3)",
    )
    pairs: Items[Annotated[tuple[Word, Word], Field(strict=False)]] | None = setting(
        None,
        "For pairs and not_pairs: values of the mentee and of the mentor",
        min_length=1,
        example=[["beginner", "expert"]],
    )
    at_least: float | None = setting(
        None, "For overlap: so many shared options, times or hours give the full score, or must be", above=0
    )
    share_of: Literal["fewer", "mentee", "mentor", "all"] = setting(
        "fewer",
        "For overlap: the share of what is shared among the fewer, the mentee's, the mentor's, or all",
    )

    @model_validator(mode="after")
    def _check(self) -> Criterion:
        problems: list[tuple[Path, str]] = []
        if self.rule == "gap" and self.at is None:
            problems.append(((), "needs at: how much higher the mentor should be, in SD"))
        if self.at is not None and self.rule != "gap":
            problems.append((("at",), f"belongs to the rule gap, not to {self.rule}"))
        if (self.pairs is not None) != (self.rule in PAIR_RULES):
            sentence = "belongs to the rules pairs and not_pairs" if self.pairs else "needs pairs of values"
            problems.append((("pairs",) if self.pairs else (), sentence))
        if (self.wish is not None) != (self.rule == "wished"):
            sentence = "belongs to the rule wished" if self.wish else "needs wish: the column with the wishes"
            problems.append((("wish",) if self.wish else (), sentence))
        if self.rule != "overlap" and (self.at_least is not None or self.share_of != "fewer"):
            key = "at_least" if self.at_least is not None else "share_of"
            problems.append(((key,), f"belongs to the rule overlap, not to {self.rule}"))
        if self.importance_by is not None and self.importance == "mandatory":
            problems.append((("importance_by",), "cannot stand beside importance: mandatory"))
        if self.width is not None and self.rule not in NUMERIC_RULES:
            problems.append((("width",), f"belongs to the rules closest and gap, not to {self.rule}"))
        if problems:
            raise problems_error(problems)
        return self


class Boost(Settings):
    """Each mentee's own most important criterion counts for more."""

    by: str = setting(
        ...,
        "Attribute that names, for each mentee, the field that matters most to him or her, such as major",
        example="matters_most",
    )
    times: float = setting(2.0, "How many times as much it counts for this mentee", above=1, high=10)


class MentorPlaces(Settings):
    """How many mentees a mentor should have, beside the program's mentees_per_mentor."""

    most: str | None = setting(
        None,
        "Number of the roster with each mentor's most mentees; mentees_per_mentor where a cell is empty",
        example="most_mentees",
    )
    fewest: int = setting(
        0, "Mentees that a mentor should have at least, if constraints allow", unit="mentees", low=0, high=100
    )
    fewest_by: str | None = setting(
        None, "Number of the roster with each mentor's own fewest mentees; fewest where a cell is empty"
    )

    @property
    def asks_for_fewest(self) -> bool:
        """Whether any mentor may have to have a number of mentees."""
        return self.fewest > 0 or self.fewest_by is not None


class MatchSettings(Settings):
    """The match specification: a method, and what it has to look at and to respect."""

    method: str = setting(
        "random",
        "Matching method; `mentorsim show --methods` lists them",
        min_length=1,
        max_length=100,
        example="score",
    )
    criteria: Items[Criterion] = setting(
        (),
        "What makes a good pair",
        max_length=50,
        example=[{"field": "major", "rule": "same", "importance": "high"}],
    )
    required: PairsFile | None = setting(None, "Pairs that must be made")
    never: PairsFile | None = setting(None, "Pairs that must not be made")
    prefer: EarlierPairs | None = setting(None, "Pairs to be made again if they can, such as last year's")
    avoid: EarlierPairs | None = setting(None, "Pairs rather not to be made again")
    no_circles: bool = setting(
        False, "Where people are mentees and mentors at once: nobody is, over others, his own mentor"
    )
    minimum_score: float = setting(0.0, "Lowest score of a pair, of 100, that is acceptable", low=0, high=100)
    minimum_shared_slots: int = setting(
        0,
        "Free weekly times that a pair must share; hours, where the roster gives hours",
        unit="slots",
        low=0,
        high=21,
    )
    minimum_shared_hours: float = setting(
        0.0,
        "Free hours a week that a pair must share, where the roster gives hours",
        unit="hours",
        low=0,
        high=100,
    )
    maximum_gaps: dict[str, Annotated[float, Field(gt=0)]] = setting(
        {},
        "By a number's name: how far apart mentee and mentor may be, in its own unit; a missing one passes",
        example={"age": 10},
    )
    boost: Boost | None = setting(None, "More weight for what matters most to each mentee")
    places: MentorPlaces = setting(MentorPlaces, "Places of single mentors, and the fewest mentees of each")
    tracks: int | None = setting(
        None,
        "For same_level: how many levels there are, divided at random into groups; where not given, every "
        "group is a level of its own",
        unit="levels",
        low=2,
        high=60,
    )
    waiting: Literal["equal", "longest_first"] = setting(
        "equal",
        "Whether those left out of an earlier matching have the same chances as others, or come first, the "
        "longest left out before all",
    )
