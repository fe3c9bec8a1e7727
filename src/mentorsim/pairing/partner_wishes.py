"""Wishes about a partner, in people's own words: *same gender as me*, *women only*, *no preference*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.pairing.fields import Field
from mentorsim.pairing.problem import Rows
from mentorsim.roster.words import folded, is_no_answer, is_yes, plain_name

if TYPE_CHECKING:
    from mentorsim.scenario.match import Criterion

Flags = NDArray[np.bool_]

_NONE = frozenset(
    {"no", "none", "any", "anyone", "anybody", "either", "egal", "nein", "all", "indifferent", "open", "both"}
)
_NO_WISH = (
    "no preference", "no wish", "no matter", "doesnt matter", "does not matter", "dont mind", "do not mind",
    "dont care", "not important", "keine praferenz", "kein wunsch", "keine wunsche", "spielt keine rolle",
    "sans preference", "pas de preference", "sin preferencia", "indiferente", "sem preferencia",
    "no particular",
    "nessuna preferenza", "geen voorkeur",
)  # fmt: skip
_SAME = (
    "same",
    "my own",
    "as me",
    "like me",
    "gleich",
    "meme",
    "mismo",
    "misma",
    "mesmo",
    "mesma",
    "stesso",
    "zelfde",
)
_OTHER = ("different", "opposite", "other than", "not my own", "ander", "autre", "distint", "otro", "outro")
#: Words for the same person, so that "women only" finds the category Female.
_SYNONYMS = (
    {"woman", "women", "female", "females", "frau", "frauen", "weiblich", "femme", "femmes", "feminin",
     "mujer",
     "mujeres", "mulher", "mulheres", "donna", "donne", "vrouw", "vrouwen", "girl", "girls", "f", "w"},
    {"man", "men", "male", "males", "mann", "manner", "mannlich", "homme", "hommes", "masculin", "hombre",
     "hombres", "homem", "homens", "uomo", "uomini", "mannen", "boy", "boys", "m"},
    {"nonbinary", "non binary", "enby", "divers", "diverse", "third gender", "genderqueer"},
)  # fmt: skip

NO_WISH, SAME, DIFFERENT = "no wish", "the same", "a different one"


@dataclass(frozen=True)
class WishReading:
    """What a wish means: nothing, the same as one's own, a different one, or one of some values."""

    kind: str
    values: frozenset[int] = frozenset()

    def said(self, categories: tuple[str, ...]) -> str:
        """Say it."""
        if self.kind:
            return self.kind
        return " or ".join(categories[code] for code in sorted(self.values))


def read_wish(text: str, categories: tuple[str, ...]) -> WishReading | None:
    """Read a wish about a field with these categories; None where it is not understood."""
    plain = plain_name(text)
    if is_no_answer(text) or plain in _NONE or any(word in plain for word in _NO_WISH):
        return WishReading(NO_WISH)
    exact = [code for code, name in enumerate(categories) if folded(name) == folded(text)]
    if exact:
        return WishReading("", frozenset(exact))
    if any(word in plain for word in _OTHER):
        return WishReading(DIFFERENT)
    if is_yes(text) or any(word in plain for word in _SAME):
        return WishReading(SAME)
    words = set(plain.split())
    found = {
        code
        for code, name in enumerate(categories)
        if _means(plain_name(name), plain, words) and not is_no_answer(name)
    }
    return WishReading("", frozenset(found)) if found else None


def _means(category: str, wish: str, words: set[str]) -> bool:
    if category and (category in words or f" {category} " in f" {wish} "):
        return True
    for group in _SYNONYMS:
        of_category = bool(group & set(category.split())) or any(
            " " in word and word in category for word in group
        )
        of_wish = bool(group & words) or any(" " in word and word in wish for word in group)
        if of_category and of_wish:
            return True
    return False


@dataclass(frozen=True, eq=False)
class PartnerWish:
    """Tells by codes whether a wish is met: ``met[wish, own, partner]``, and which wishes say anything."""

    field: Field
    wish: Field
    met: Flags
    says: Flags

    def concerned(self, rows: Rows, *, as_mentor: bool) -> Flags:
        """Tell who has a wish at all."""
        column = (self.wish.of_mentors if as_mentor else self.wish.columns)[0]
        flags: Flags = self.says[column[rows]]
        return flags

    def met_by(self, owner: Rows, partner: Rows, *, as_mentor: bool) -> Flags:
        """Tell whose wish the partner meets; also true of whoever has none."""
        mentees, mentors = self.field.columns[0], self.field.of_mentors[0]
        wish = (self.wish.of_mentors if as_mentor else self.wish.columns)[0]
        own, others = (mentors, mentees) if as_mentor else (mentees, mentors)
        flags: Flags = self.met[wish[owner], own[owner], others[partner]]
        return flags


def partner_wish(criterion: Criterion, field: Field, wish: Field) -> PartnerWish:
    """Read the wishes of a criterion with the rule wished.

    Raises
    ------
    UserError
        When a field has no categories, or a wish is not understood.
    """
    for one in (field, wish):
        if one.kind != "categories":
            raise UserError(
                f"the match rule wished needs categories, but {one.name} has none; name attributes of the "
                "roster: field what is wished for (gender), wish the column with the wish"
            )
    codes = len(field.categories) + 1
    met = np.ones((len(wish.categories) + 1, codes, codes), np.bool_)
    says = np.zeros(len(wish.categories) + 1, np.bool_)
    for place, text in enumerate(wish.categories):
        reading = read_wish(text, field.categories)
        if reading is None:
            raise UserError(
                f"the wish {text!r} in {wish.name} is not understood as one about {field.name}, whose values "
                f"are {', '.join(field.categories)}; use only_if with criteria of your own"
            )
        says[place] = reading.kind != NO_WISH
        if reading.kind == SAME:
            met[place] = np.eye(codes, dtype=np.bool_)
        elif reading.kind == DIFFERENT:
            met[place] = ~np.eye(codes, dtype=np.bool_)
        elif not reading.kind:
            met[place] = np.isin(np.arange(codes), list(reading.values))[None, :]
    del criterion
    return PartnerWish(field, wish, met, says)
