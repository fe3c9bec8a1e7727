"""Published facts: a table with one row per fact, typed when it is read."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast, get_args

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError
from mentorsim.evidence.fact import BY_OFFER, WITHOUT_OUTCOME, WITHOUT_PROGRAM, Fact, Limit, Quantity

#: The facts that come with mentorsim.
SHIPPED = Path(__file__).with_name("facts.csv")

_QUANTITIES: tuple[str, ...] = get_args(Quantity)
_REQUIRED = ("id", "statement", "target", "low", "high", "scenario", "quantity")
_OPTIONAL = (
    "unit", "source", "status", "population", "measure", "n_treated", "n_control", "horizon_weeks", "dose",
    "estimand", "basis", "policy", "outcome", "attribute", "upper_group", "lower_group", "among", "part_of",
    "base_low", "base_high",
)  # fmt: skip
_SIZES = ("n_treated", "n_control", "horizon_weeks")


def read_facts(file: str | Path | None = None) -> tuple[Fact, ...]:
    """Read a table of facts.

    A row that names another fact under ``part_of`` is not a fact of its own: it is among the other's
    `further`.

    Parameters
    ----------
    file
        A CSV file with the columns of the shipped one; None: the shipped facts.

    Raises
    ------
    UserError
        When the file cannot be read, a column is missing or unknown, or a value makes no sense; with the
        line.
    """
    path = SHIPPED if file is None else Path(file)
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened)
            lines = []
            for row in reader:
                if row:
                    lines.append((reader.line_num, row))
    except FileNotFoundError:
        raise UserError("there is no such file", file=path) from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UserError(f"cannot be read as CSV: {problem}", file=path) from None
    if len(lines) < 2:
        raise UserError("has no facts: it needs a header and one row per fact", file=path)
    header = _header(lines[0][1], path)
    facts: list[Fact] = []
    parts: dict[str, str] = {}
    seen: set[str] = set()
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            raise UserError(f"has {len(cells)} cells, not {len(header)}", file=path, line=line)
        read = _Row(dict(zip(header, (cell.strip() for cell in cells), strict=True)), path, line)
        fact = read.fact()
        if fact.id in seen:
            raise UserError(f"the id {fact.id!r} stands twice", file=path, line=line)
        seen.add(fact.id)
        facts.append(fact)
        if read.part_of:
            parts[fact.id] = read.part_of
    return _gathered(facts, parts)


def _gathered(facts: Sequence[Fact], parts: dict[str, str]) -> tuple[Fact, ...]:
    """Put the numbers that belong to a fact with it."""
    whole = {fact.id: fact for fact in facts if fact.id not in parts}
    for fact in facts:
        if fact.id in parts:
            main = whole.get(parts[fact.id])
            if main is None:
                raise fact.wrong(f"part_of names no fact of the table: {parts[fact.id]!r:.40}")
            if fact.scenario != main.scenario:
                raise fact.wrong(f"must be measured in the scenario of {main.id}, which is {main.scenario}")
            whole[main.id] = replace(main, further=(*main.further, fact))
    return tuple(whole.values())


def _header(cells: list[str], path: Path) -> list[str]:
    names = [cell.strip() for cell in cells]
    for name in names:
        if name not in (*_REQUIRED, *_OPTIONAL):
            guess = nearest(name, (*_REQUIRED, *_OPTIONAL))
            hint = f"did you mean {guess}?" if guess else f"there are {', '.join((*_REQUIRED, *_OPTIONAL))}"
            raise UserError(f"there is no column {name!r}; {hint}", file=path, line=1)
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        raise UserError(f"lacks the column {missing[0]!r}", file=path, line=1)
    if len(set(names)) != len(names):
        raise UserError("names a column twice", file=path, line=1)
    return names


@dataclass(frozen=True)
class _Row:
    cells: dict[str, str]
    path: Path
    line: int

    def fact(self) -> Fact:
        for name in ("id", "scenario"):
            if not self.text(name):
                raise self.wrong(f"needs {name}")
        published, low, high = self.band()
        named = self.text("quantity")
        if named not in _QUANTITIES:
            raise self.wrong(f"quantity must be one of {', '.join(_QUANTITIES)}, not {named!r}")
        quantity = cast(Quantity, named)
        outcome = self.text("outcome")
        if quantity not in WITHOUT_OUTCOME and not outcome:
            raise self.wrong(f"the quantity {quantity} needs an outcome, such as gpa")
        if quantity == "gap" and not all(
            self.text(name) for name in ("attribute", "upper_group", "lower_group")
        ):
            raise self.wrong("a gap needs attribute, upper_group and lower_group")
        if quantity not in WITHOUT_PROGRAM and not self.text("policy"):
            raise self.wrong(f"the quantity {quantity} needs a policy of the scenario")
        treated, control, weeks = (self.whole(name) for name in _SIZES)
        if quantity == "closed" and not weeks:
            raise self.wrong("the quantity closed needs horizon_weeks: the week by which ties have ended")
        return Fact(
            id=self.text("id"),
            statement=self.text("statement"),
            published=published,
            low=low,
            high=high,
            unit=self.text("unit"),
            source=self.text("source"),
            status=self.text("status"),
            population=self.text("population"),
            basis=self.text("basis"),
            n_treated=treated,
            n_control=control,
            horizon_weeks=weeks,
            scenario=self.text("scenario"),
            policy=self.text("policy"),
            quantity=quantity,
            outcome=outcome,
            attribute=self.text("attribute"),
            upper_group=self.text("upper_group"),
            lower_group=self.text("lower_group"),
            among=self.text("among"),
            further=(),
            base=self.base(),
            file=self.path,
            line=self.line,
        )

    def text(self, name: str) -> str:
        return self.cells.get(name, "")

    def number(self, name: str) -> float:
        try:
            value = float(self.text(name))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.wrong(f"{name} must be a number, not {self.text(name)!r:.40}")
        return value

    def whole(self, name: str) -> int:
        if not self.text(name):
            return 0
        value = self.number(name)
        if value < 0 or value != int(value):
            raise self.wrong(f"{name} must be a whole number of 0 or more, not {self.text(name)!r:.40}")
        return int(value)

    @property
    def part_of(self) -> str:
        return self.text("part_of")

    def band(self) -> tuple[float, float, float]:
        """Return the figure and its band; a number that belongs to another fact may leave them open."""
        if not self.part_of:
            published, low, high = (self.number(name) for name in ("target", "low", "high"))
        else:
            low = self.number("low") if self.text("low") else -math.inf
            high = self.number("high") if self.text("high") else math.inf
            middle = 0.5 * (low + high) if math.isfinite(high - low) else math.nan
            published = self.number("target") if self.text("target") else middle
        if low >= high or published < low or published > high:
            raise self.wrong(f"target must lie between low and high: {low:g} <= {published:g} <= {high:g}")
        return published, low, high

    def base(self) -> Limit | None:
        if not (self.text("base_low") or self.text("base_high")):
            return None
        limit = Limit(self.number("base_low"), self.number("base_high"))
        if limit.low >= limit.high:
            raise self.wrong("base_low must be below base_high")
        if self.text("quantity") not in BY_OFFER:
            raise self.wrong(f"base_low and base_high belong to the quantities {', '.join(sorted(BY_OFFER))}")
        return limit

    def wrong(self, sentence: str) -> UserError:
        return UserError(sentence, file=self.path, line=self.line)
