"""Words as people write them: compared without case, blanks, quotes and accents."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans(
    dict.fromkeys("\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a", "")
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))

#: Cells in which nothing was written at all.
_EMPTY = frozenset({"", "na", "n/a", "#n/a", "nan", "null"})
#: Answers that say nothing: the person did not answer, or would rather not.
NO_ANSWER = frozenset(
    {
        "", "-", "--", "?", ".", "na", "n/a", "#n/a", "n.a.", "nan", "null", "not applicable", "no answer",
        "not answered", "no response", "unknown", "not known", "dont know", "do not know", "not sure",
        "prefer not to say", "prefer not to answer", "prefer not to disclose", "i prefer not to say",
        "id prefer not to say", "rather not say", "i would rather not say", "decline to answer",
        "decline to state", "choose not to disclose", "choose not to say", "not disclosed", "not specified",
        "k. a.", "k.a.", "k.a", "ka", "keine angabe", "keine angaben", "weiß nicht", "weiss nicht",
        "entfällt",
        "unbekannt", "sin respuesta", "prefiero no decirlo", "prefiero no responder", "no contesta", "ns/nc",
        "je prefere ne pas repondre", "je prefere ne pas le dire", "ne se prononce pas", "sans reponse",
        "non renseigne", "prefiro nao dizer", "prefiro nao responder", "sem resposta",
        "preferisco non rispondere", "zeg ik liever niet", "geen antwoord", "n. v. t.", "nvt",
    }
)  # fmt: skip
YES = frozenset(
    {"yes", "y", "true", "1", "x", "✓", "✔", "ja", "j", "oui", "si", "sim", "ok", "agree", "i agree",
     "checked",
     "yes please", "wahr", "vrai", "verdadero"}
)  # fmt: skip
NO = frozenset(
    {"no", "n", "false", "0", "nein", "non", "nao", "nee", "disagree", "unchecked", "no thanks", "falsch",
     "faux",
     "falso"}
)  # fmt: skip
#: What the row of a total begins with.
_TOTALS = re.compile(
    r"(grand )?(total|totals|sum|sums|subtotal|count|average|mean|summe|gesamt|anzahl|mittelwert|insgesamt|"
    r"durchschnitt|somme|moyenne|suma|promedio|soma|media|totaal|totale)\b[\s:=\d.,]*\Z"
)


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """Return a text as it is compared: small letters, no accents or quotes, one blank between words."""
    if text.isascii():
        plain = text.replace('"', "").replace("'", "").replace("`", "").lower()
    else:
        parted = unicodedata.normalize("NFKD", text.translate(_QUOTES).translate(_DASHES))
        plain = "".join(mark for mark in parted if not unicodedata.combining(mark)).casefold()
    return " ".join(plain.split())


_FOLDED_NO_ANSWER = frozenset(map(folded, NO_ANSWER))


def is_no_answer(cell: str) -> bool:
    """Tell whether a cell says nothing: empty, NA, *prefer not to say*, *k. A.* and the like."""
    return not cell or folded(cell) in _FOLDED_NO_ANSWER


def is_empty(cell: str) -> bool:
    """Tell whether a cell is empty, or NA, NaN or null: nobody has answered, not even *prefer not to say*."""
    return cell.lower() in _EMPTY


def is_yes(cell: str) -> bool:
    """Tell whether a cell says yes, in one of the common languages, or with a tick."""
    return folded(cell) in YES


def is_no(cell: str) -> bool:
    """Tell whether a cell says no."""
    return folded(cell) in NO


def is_total(cell: str) -> bool:
    """Tell whether a cell begins the line of a total, such as ``Total: 7``."""
    return _TOTALS.match(folded(cell)) is not None


def plain_name(name: str) -> str:
    """Return a column's name for comparisons: folded, and without what is neither letter nor digit."""
    return " ".join(re.findall(r"[^\W_]+", folded(name)))
