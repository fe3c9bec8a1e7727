"""Read friendships from a file: an edge list in CSV, or GraphML."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.cohort.people import FriendshipPairs
from mentorsim.documents.table_file import file_version, read_table
from mentorsim.errors import ScenarioError

#: Strength of a friendship whose file gives none: the mean of the generated ones.
USUAL_STRENGTH = 0.6
#: Largest GraphML file that is read: some hundred thousand friendships.
MOST_GRAPHML_BYTES = 100_000_000
_NOT_GRAPHML = "the file is not GraphML that NetworkX can read; export the graph again"
_GRAPHML_SUFFIXES = frozenset({".graphml", ".xml"})

# One friendship as read: where it stands in the file, two ids, and the strength if there is one.
_Edge = tuple[str, str, str, object]


def read_friendships(path: Path, names: tuple[str, ...]) -> FriendshipPairs:
    """Read the friendships among the students called ``names``, once per process and version of the file.

    Parameters
    ----------
    path
        A ``.graphml`` file, whose nodes are ids, and whose edges may have a number ``strength`` (or
        ``weight``). A network of mentorsim's own is read back as well: where every node has an id as its
        attribute ``name``, that counts, and mentoring ties are left out. Any other file is read as CSV: two
        columns of ids and, if there is a third, the strength. A first row that holds no id names the columns.
        Direction is ignored and of repeated pairs the strongest counts.
    names
        The id of each row: ids of a roster, or ``first-year 1``, ``upper-year 12`` for synthesized students.

    Raises
    ------
    ScenarioError
        When an id is unknown, a student is paired with themselves, or a strength is not above 0 and at most
        1; the place in the file is named, the person is not.
    """
    return _read_version(path, names, file_version(path))


@lru_cache(maxsize=4)
def _read_version(path: Path, names: tuple[str, ...], version: tuple[int, int]) -> FriendshipPairs:
    row_of = {name: row for row, name in enumerate(names)}
    edges = _graphml(path, row_of) if path.suffix.lower() in _GRAPHML_SUFFIXES else _edge_list(path, row_of)
    strongest: dict[tuple[int, int], float] = {}
    for place, one, other, strength in edges:
        pair = _rows(path, place, one, other, row_of)
        strongest[pair] = max(strongest.get(pair, 0.0), _strength(path, place, strength))
    pairs = sorted(strongest)
    return FriendshipPairs(
        first=np.array([pair[0] for pair in pairs], dtype=np.int32),
        second=np.array([pair[1] for pair in pairs], dtype=np.int32),
        strength=np.array([strongest[pair] for pair in pairs], dtype=np.float64),
    )


def _rows(path: Path, place: str, one: str, other: str, row_of: Mapping[str, int]) -> tuple[int, int]:
    for position, name in (("first", one), ("second", other)):
        if name not in row_of:
            raise ScenarioError(
                f"{place}: the {position} id is not a student of the cohort; use the ids of the roster, or "
                "first-year 1, upper-year 1, ... for synthesized students",
                file=path,
            )
    if one == other:
        raise ScenarioError(f"{place}: a student cannot be their own friend; remove it", file=path)
    low, high = sorted((row_of[one], row_of[other]))
    return low, high


def _strength(path: Path, place: str, given: object) -> float:
    if given is None or given == "":
        return USUAL_STRENGTH
    try:
        strength = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        strength = math.nan
    if not 0.0 < strength <= 1.0:
        raise ScenarioError(f"{place}: a strength must be a number above 0 and at most 1", file=path)
    return strength


def _edge_list(path: Path, row_of: Mapping[str, int]) -> Iterable[_Edge]:
    table = read_table(path)
    for number, cells in zip(table.numbers, table.rows, strict=True):
        if number == table.numbers[0] and not any(cell in row_of for cell in cells[:2]):
            continue
        if len(cells) not in (2, 3):
            raise ScenarioError(
                f"row {number} has {len(cells)} cells; a friendship is two ids and, if known, a strength",
                file=path,
            )
        yield f"row {number}", cells[0], cells[1], cells[2] if len(cells) == 3 else None


def _graphml(path: Path, row_of: Mapping[str, int]) -> Iterable[_Edge]:
    from xml.etree.ElementTree import ParseError

    import networkx

    try:
        with path.open("rb") as opened:
            content = opened.read(MOST_GRAPHML_BYTES + 1)
        if len(content) > MOST_GRAPHML_BYTES:
            raise ScenarioError(
                f"the file is larger than {MOST_GRAPHML_BYTES // 1_000_000} MB; write friendships as CSV, "
                "two ids a row",
                file=path,
            )
        if b"<!ENTITY" in content or b"<!DOCTYPE" in content:
            raise ScenarioError(
                "the file declares XML entities, which are not accepted; remove them", file=path
            )
        graph: Any = networkx.read_graphml(path, force_multigraph=True)
    except OSError as problem:
        raise ScenarioError(f"the file cannot be read ({problem.strerror})", file=path) from None
    except ParseError as problem:
        raise ScenarioError(
            f"the file is not valid XML ({problem.msg})", file=path, line=problem.position[0]
        ) from None
    except LookupError as problem:
        if "encoding" not in str(problem):
            raise ScenarioError(_NOT_GRAPHML, file=path) from None
        raise ScenarioError(
            "the file names an encoding that does not exist; save it as UTF-8", file=path, line=1
        ) from None
    except (networkx.NetworkXError, ValueError, TypeError, AttributeError):
        raise ScenarioError(_NOT_GRAPHML, file=path) from None
    own_names = {str(node): str(data.get("name")) for node, data in graph.nodes(data=True)}
    if not all(name in row_of for name in own_names.values()):
        own_names = {}
    for number, (one, other, key, data) in enumerate(graph.edges(keys=True, data=True), start=1):
        if key == "mentoring" and "mentee" in data:
            continue
        names = (own_names.get(str(node), str(node)) for node in (one, other))
        yield f"edge {number}", *names, data.get("strength", data.get("weight"))
