"""What people read uses the field's words: a short list of phrases that do not return."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
SUFFIXES = {".py", ".md", ".yaml", ".csv", ".cff", ".c"}
PLACES = ("src", "docs", "scenarios", "experiments", "tests")
#: Rooms that make or hold a `World`: what all policies of a replication share.
OF_WORLDS = re.compile(
    r"src/mentorsim/(\w+\.py|cohort/|dynamics/|mechanisms/|numerics/|experiment/(replicate|sharing|prefetch)"
    r"|experiment/design/preparing)|docs/(\w+/)?(api|architecture|performance|extending|visualization|odd)\.md"
    r"|experiments/(performance|pairing)/|tests/"
)


#: What only pages should not say: the README and the documentation are read aloud.
NOT_A_PAGE = r"(?!docs/|README)"

#: A blank, which may be the end of a line of prose, of a comment, or of one part of a string.
_BLANK = r'(?:\s|"\s+f?"|#:?\s)+'


class Ban(NamedTuple):
    """A phrase, what to write instead, and the files that may have it, with the reason beside them."""

    phrase: str
    instead: str
    allowed: str = r"^$"

    def found_in(self, name: str, text: str) -> Iterator[str]:
        """Yield each place of the phrase as ``file:line: words``; the blanks in it may be a line's end."""
        if re.match(self.allowed, name):
            return
        for hit in re.finditer(self.phrase.replace(" ", _BLANK), text):
            line = text.count("\n", 0, hit.start()) + 1
            yield f"{name}:{line}: {' '.join(hit.group().split())!r}; write {self.instead}"


BANS = (
    Ban(r"(?i)\bworlds\b", "replications", OF_WORLDS.pattern),
    Ban(r"(?i)\b(each|every|same|one|per|single) world\b", "replication", OF_WORLDS.pattern),
    Ban(r"(?i)\w*luck\w*", "random draws, noise, chance or simulation error"),
    Ban(r"(?i)\blevers?\b|[a-z]_levers?\b|\blevers?_", "program settings"),
    Ban(r"(?i)\b(posterior|parameter) draws?\b|\bdraws of the parameters\b", "posterior samples"),
    Ban(r"(?i)\bgo(es|ne|ing)? on with\b|\b(goes|gone) on\b", "continue or resume"),
    Ban(r"(?i)\btold from\b(?! mentorsim)", "not distinguishable from"),
    Ban(
        r"(?i)(?<!there[\s])\b(is|are|was|were) no (?!longer\b|better\b|worse\b|more\b|less\b)\w+",
        "is not a, are not",
    ),
    Ban(r"(?i)\b(stands?|stood|standing) there\b", "is listed, is there, says"),
    Ban(r'"""Gives? (?!way\b)', "a verb that says what happens: Return, Yield, Assign"),
    Ban(r"\b(Moment|Agenda|Crew|Alone)\b(?=[\(:\]])", "week context, scheduler, executor, task"),
    Ban(r"(?i)\bwhoever decides\b", "decision makers"),
    Ban(r"(?i)\b(it is said (that|of)|is told|are told)\b", "says that, gets, knows", NOT_A_PAGE),
    Ban(r"(?i)\b(as (it|they) lies?|(holds?|knows) nothing of|says of (a|the))\b", "a verb", NOT_A_PAGE),
    Ban(r"(?i)\b(put right|made anew|what it is for|and its kin)\b", "correct, again, purpose", NOT_A_PAGE),
)


def texts() -> Iterator[tuple[str, str]]:
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            made = "generated" in path.parts  # from what is read here as well
            if path.suffix in SUFFIXES and path.is_file() and path != Path(__file__) and not made:
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    yield "README.md", (ROOT / "README.md").read_text("utf-8")
    # What was published is a record; only what is not yet released may still be reworded.
    unreleased = re.match(r"(?s).*?(?=\n## \[\d|\Z)", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert unreleased
    yield "CHANGELOG.md", unreleased.group()


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.instead)
def test_no_banned_phrase_returns(ban: Ban) -> None:
    found = [place for name, text in texts() for place in ban.found_in(name, text)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("the same in all worlds", "replications"),
        ("with bad\n    luck for\nall", "random draws, noise, chance or simulation error"),
        ('"the folder can be gone "\n    "on with"', "continue or resume"),
        ("'x' is no number", "is not a, are not"),
        ('"""Give the mean."""', "a verb that says what happens: Return, Yield, Assign"),
    ],
)
def test_a_banned_phrase_is_found_across_lines(text: str, instead: str) -> None:
    (ban,) = (ban for ban in BANS if ban.instead == instead)
    found = list(ban.found_in("docs/some.md", text))
    assert len(found) == 1
    assert re.match(r"docs/some\.md:\d: ", found[0])


def test_justified_uses_are_left_alone() -> None:
    for text in ("there is no such file", "There are no worse ones", "it is no longer there", "no luck"):
        places = [place for ban in BANS for place in ban.found_in("docs/some.md", text)]
        assert len(places) == ("luck" in text), places
