"""Compare published facts with what the simulation gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike

from mentorsim.api.given_paths import path_or_none
from mentorsim.evidence.ablation import Ablated, ablated
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.validation import Validation
from mentorsim.evidence.validation import validate as validate_facts
from mentorsim.numerics.processors import usable_cores
from mentorsim.scenario.accepting import whole_number


def validate(
    facts: str | PathLike[str] | None = None,
    *,
    replications: int | None = None,
    seed: int = 0,
    mechanisms: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Validation:
    """Measure each published fact in a scenario that stands for its study.

    Parameters
    ----------
    facts
        A CSV table of facts; None: those that come with mentorsim.
    replications
        Replications of every study; None: 20 to 320, more for small studies.
    seed
        Added to the seed of each study.
    mechanisms
        Names of mechanisms of one's own that take part in every study.
    workers
        Number of processes; None: one per usable core. It changes no result.
    progress
        Called with how many replications are done and how many there will be.

    Raises
    ------
    UserError
        When a fact cannot be measured.

    Examples
    --------
    >>> import mentorsim as ms
    >>> validation = ms.validate(replications=2, workers=1)
    >>> fact = validation.results[0]
    >>> fact.fact.id, fact.main.target.low < fact.main.target.high
    ('C01', True)
    """
    table = path_or_none(facts)
    return validate_facts(
        read_facts(table),
        folder=None if table is None else table.resolve().parent,
        seed=whole_number("seed", seed, low=0),
        replications=replications,
        mechanisms=list(mechanisms),
        workers=_workers(workers),
        progress=progress,
    )


def ablate(
    facts: str | PathLike[str] | None = None,
    *,
    replications: int | None = None,
    seed: int = 0,
    mechanisms: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ablated:
    """Validate with every mechanism, and with each switched off in turn; see `validate` for the parameters.

    Takes some minutes.

    Examples
    --------
    >>> import mentorsim as ms
    >>> found = ms.experimental.ablate(replications=2, workers=1)
    >>> "leaving on results" in dict(found.without)
    True
    """
    table = path_or_none(facts)
    return ablated(
        read_facts(table),
        folder=None if table is None else table.resolve().parent,
        seed=whole_number("seed", seed, low=0),
        replications=replications,
        mechanisms=list(mechanisms),
        workers=_workers(workers),
        progress=progress,
    )


def _workers(given: int | None) -> int:
    return usable_cores() if given is None else whole_number("workers", given, low=1)
