"""Memory that is asked for ahead is there sooner, and nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from mentorsim.dynamics.columns import PEER, no_peers
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.prefetch import LINE_BYTES, fetch


@kernel
def sum_at(column: Any, records: Any, rows: Any) -> float:
    """Add up entries in random order, each asked for one step ahead, past the end as well."""
    total = 0.0
    last = rows.shape[0] - 1
    for place in range(rows.shape[0]):
        soon = rows[min(place + 1, last)]
        fetch(records, soon)
        fetch((column, records, rows), soon - 1000)
        total += column[rows[place]] + records[rows[place]].skill
    return total


def test_asking_ahead_changes_no_result_and_may_ask_for_what_is_not_there() -> None:
    column, peers = np.arange(100.0), no_peers(100)
    peers.skill = 0.5
    rows = np.random.default_rng(1).permutation(100).astype(np.int32)
    assert sum_at(column, peers, rows) == sum_at.py_func(column, peers, rows) == 4950.0 + 50.0


def test_compiled_code_asks_for_every_line_of_a_record() -> None:
    sum_at(np.zeros(1), no_peers(1), np.zeros(1, np.int32))
    (code,) = sum_at.inspect_llvm().values()  # type: ignore[attr-defined]
    assert code.count("call void @llvm.prefetch") % (2 * PEER.itemsize // LINE_BYTES + 2) == 0
    assert "@llvm.prefetch" in code


def test_each_face_lies_in_one_line() -> None:
    peers = no_peers(7)
    assert peers.strides == (LINE_BYTES,)
    assert peers.ctypes.data % LINE_BYTES == 0
    assert not peers.view(np.ndarray).tobytes().strip(b"\0")
    assert no_peers().shape == (0,)
