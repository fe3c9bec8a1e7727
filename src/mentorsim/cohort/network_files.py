"""Read friendships from a file: an edge list in CSV, or GraphML."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import FriendshipPairs
from mentorsim.documents.table_file import file_version, read_table
from mentorsim.errors import ScenarioError

if TYPE_CHECKING:
    from mentorsim.scenario.friendships import FriendshipSettings

#: Strength of a friendship whose file gives none: the mean of the generated ones.
USUAL_STRENGTH = 0.6
#: Largest GraphML file that is read: some hundred thousand friendships.
MOST_GRAPHML_BYTES = 100_000_000
_NOT_GRAPHML = "the file is not GraphML that NetworkX can read; export the graph again"
_GRAPHML_SUFFIXES = frozenset({".graphml", ".xml"})
_OTHER_NETWORKS = frozenset({".gexf", ".gml", ".net", ".paj", ".dot", ".gv", ".json", ".graph6", ".leda"})

# One friendship as read: where it stands in the file, two ids (None: asked, and nobody), the strength if
# there is one, and whether it is said of both.
_Edge = tuple[str, str, str | None, object, bool]


@dataclass(frozen=True, eq=False)
class GivenFriendships:
    """The friendships of a file.

    Attributes
    ----------
    pairs
        Who is whose friend.
    listed
        Whether the file names a student, with friends or as one who was asked and has none, shape ``(n,)``.
    notes
        What a reader should know of how it was read, a sentence each.
    """

    pairs: FriendshipPairs
    listed: NDArray[np.bool_]
    notes: tuple[str, ...]


def read_friendships(path: Path, names: tuple[str, ...], settings: FriendshipSettings) -> GivenFriendships:
    """Read the friendships among the students called ``names``, once per process and version of the file.

    Parameters
    ----------
    path
        A ``.graphml`` file, whose nodes are ids, and whose edges may have a number ``strength`` (or
        ``weight``). A network of mentorsim's own is read back as well: where every node has an id as its
        attribute ``name``, that counts, and mentoring ties are left out. Any other file is read as CSV: two
        columns of ids and, if there is a third, the strength. A first row that holds no id names the columns;
        a row with an empty second cell says that a student was asked and has no friend. Of repeated pairs the
        strongest counts. Strengths of which one is above 1 are divided by the largest.
    names
        The id of each row: ids of a roster, or ``first-year 1``, ``upper-year 12`` for synthesized students.
    settings
        What becomes of unknown ids and of friendships that one side alone names.

    Raises
    ------
    ScenarioError
        When an id is unknown (and not to be skipped), a student is paired with themselves, or a strength is
        not above 0; the place in the file is named, the person is not.
    """
    rules = (settings.unknown_ids == "skip", settings.one_sided == "drop")
    return _read_version(path, names, rules, file_version(path))


@lru_cache(maxsize=4)
def _read_version(
    path: Path, names: tuple[str, ...], rules: tuple[bool, bool], version: tuple[int, int]
) -> GivenFriendships:
    skip, drop = rules
    row_of = {name: row for row, name in enumerate(names)}
    suffix = path.suffix.lower()
    if suffix in _OTHER_NETWORKS:
        raise ScenarioError(
            f"a network is read as GraphML or as CSV, not as {suffix}: write it with networkx.write_graphml",
            file=path,
        )
    edges = _graphml(path, row_of) if suffix in _GRAPHML_SUFFIXES else _edge_list(path, row_of)
    strongest: dict[tuple[int, int], float] = {}
    said: set[tuple[int, int]] = set()
    listed, asked = np.zeros((2, len(names)), np.bool_)
    unknown = 0
    for place, one, other, given, both in edges:
        rows = [row_of.get(name, -1) for name in (one, other) if name is not None]
        if -1 in rows:
            if not skip:
                raise _unknown(path, place, "first" if rows[0] < 0 else "second")
            unknown += 1
            rows = [row for row in rows if row >= 0]
        listed[rows] = True
        if rows and one in row_of:
            asked[rows[0]] = True
        if len(rows) < 2:
            continue
        if rows[0] == rows[1]:
            raise ScenarioError(f"{place}: a student cannot be their own friend; remove it", file=path)
        low, high = sorted(rows)
        said.add((rows[0], rows[1]))
        if both:
            said.add((rows[1], rows[0]))
        strength = _strength(path, place, given)
        strongest[low, high] = max(strongest.get((low, high), 0.0), strength)
    one_sided = {
        (low, high)
        for low, high in strongest
        if not {(low, high), (high, low)} <= said and asked[low] and asked[high]
    }
    largest = max(strongest.values(), default=0.0)
    scale = largest if largest > 1.0 else 1.0
    pairs = sorted(pair for pair in strongest if not (drop and pair in one_sided))
    return GivenFriendships(
        FriendshipPairs(
            first=np.array([pair[0] for pair in pairs], dtype=np.int32),
            second=np.array([pair[1] for pair in pairs], dtype=np.int32),
            strength=np.array([strongest[pair] / scale for pair in pairs], dtype=np.float64),
        ),
        listed,
        tuple(_notes(path.name, unknown, len(one_sided) if drop else 0, scale)),
    )


def _notes(name: str, unknown: int, dropped: int, scale: float) -> Iterator[str]:
    if unknown:
        yield f"{name}: {unknown} rows name somebody who is not in the cohort and are skipped"
    if dropped:
        yield f"{name}: {dropped} friendships that one names and the other does not are left out"
    if scale > 1.0:
        yield f"{name}: strengths are divided by the largest, {scale:g}, for the strongest friendship is 1"


def _unknown(path: Path, place: str, position: str) -> ScenarioError:
    return ScenarioError(
        f"{place}: the {position} id is not a student of the cohort; use the ids of the roster, or "
        "first-year 1, upper-year 1, ... for synthesized students; friendships.unknown_ids: skip leaves such "
        "rows out",
        file=path,
    )


def _strength(path: Path, place: str, given: object) -> float:
    if given is None or given == "":
        return USUAL_STRENGTH
    try:
        strength = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        strength = math.nan
    if not 0.0 < strength < math.inf:
        raise ScenarioError(f"{place}: a strength must be a number above 0", file=path)
    return strength


def _edge_list(path: Path, row_of: Mapping[str, int]) -> Iterable[_Edge]:
    table = read_table(path)
    for number, cells in zip(table.numbers, table.rows, strict=True):
        fits = len(cells) in (2, 3) and cells[0]
        if fits and number == table.numbers[0] and not any(cell in row_of for cell in cells[:2]):
            continue
        if not fits:
            raise ScenarioError(
                f"row {number} has {len(cells)} cells; a friendship is two ids and, if known, a strength; "
                "who has no friend stands alone before an empty cell",
                file=path,
            )
        yield f"row {number}", cells[0], cells[1] or None, cells[2] if len(cells) == 3 else None, False


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
    for node in graph.nodes:
        name = own_names.get(str(node), str(node))
        if name in row_of:  # a node without an edge is a student without a friend
            yield "", name, None, None, False
    for number, (one, other, key, data) in enumerate(graph.edges(keys=True, data=True), start=1):
        if key == "mentoring" and "mentee" in data:
            continue
        first, second = (own_names.get(str(node), str(node)) for node in (one, other))
        strength = data.get("strength", data.get("weight"))
        yield f"edge {number}", first, second, strength, not graph.is_directed()
