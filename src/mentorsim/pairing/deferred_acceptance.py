"""Deferred acceptance, with incomplete lists and places on both sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel

NOBODY = -1


@kernel
def deferred_acceptance(
    wish_list: NDArray[np.int64],
    listed: NDArray[np.int64],
    wanted: NDArray[np.int64],
    standing: NDArray[np.int64],
    places: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Let proposers ask down their lists; receivers hold the best who have asked so far.

    Source: Gale and Shapley, doi:10.1080/00029890.1962.11989827; with places on the proposing side the
    result is stable as long as a receiver's wishes do not depend on who else is there.

    Parameters
    ----------
    wish_list
        Shape (proposers, receivers): receivers by each proposer's liking, the best first.
    listed
        How many entries of each list are acceptable.
    wanted
        How many receivers each proposer wants.
    standing
        Shape (receivers, proposers): how well each proposer stands with each receiver, higher is better, no
        two equal in a row. Only pairs on the lists are looked at.
    places
        How many proposers each receiver can hold, 1 or more.

    Returns
    -------
    NDArray
        Shape (receivers, most places): the proposers held by each receiver, then -1.
    """
    proposers, receivers = wish_list.shape
    most = 1
    for receiver in range(receivers):
        most = max(most, min(places[receiver], proposers))
    held = np.full((receivers, most), NOBODY, np.int64)
    count = np.zeros(receivers, np.int64)
    asked = np.zeros(proposers, np.int64)
    lacking = wanted.copy()
    waiting = np.arange(proposers)[::-1].copy()
    is_waiting = np.ones(proposers, np.bool_)
    size = proposers
    while size > 0:
        size -= 1
        proposer = int(waiting[size])
        is_waiting[proposer] = False
        while lacking[proposer] > 0 and asked[proposer] < listed[proposer]:
            receiver = wish_list[proposer, asked[proposer]]
            asked[proposer] += 1
            if count[receiver] < places[receiver]:
                held[receiver, count[receiver]] = proposer
                count[receiver] += 1
                lacking[proposer] -= 1
                continue
            weakest = 0
            for place in range(1, count[receiver]):
                if standing[receiver, held[receiver, place]] < standing[receiver, held[receiver, weakest]]:
                    weakest = place
            rival = held[receiver, weakest]
            if standing[receiver, proposer] > standing[receiver, rival]:
                held[receiver, weakest] = proposer
                lacking[proposer] -= 1
                lacking[rival] += 1
                if not is_waiting[rival]:
                    waiting[size] = rival
                    is_waiting[rival] = True
                    size += 1
    return held
