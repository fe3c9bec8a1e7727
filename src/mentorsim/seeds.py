"""Seeds as Mesa takes them, and the seed that a world has."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.errors import SeedError

if TYPE_CHECKING:
    from mentorsim.world import World

Seed = int | np.integer | np.random.SeedSequence | np.random.Generator | np.random.BitGenerator
"""What stands for a seed, as in Mesa and NumPy."""

_MOST = 2**63 - 1


def generator_and_seed(rng: object) -> tuple[int | np.random.Generator, int]:
    """Return what Mesa makes its generator of, and the seed of a model's world.

    Parameters
    ----------
    rng
        A whole number; a SeedSequence, which always gives the same seed; or a Generator or BitGenerator,
        which gives the lower halves of its next two words.

    Raises
    ------
    SeedError
        When it is none of these, or the number is not from 0 to 2**63 - 1.
    """
    if isinstance(rng, np.random.SeedSequence):
        return np.random.default_rng(rng), int(rng.generate_state(1, np.uint64)[0]) & _MOST
    if isinstance(rng, np.random.Generator | np.random.BitGenerator):
        generator = np.random.default_rng(rng)
        # Raw words, which stay the same in every version of NumPy.
        high, low = (int(word) & 0xFFFFFFFF for word in generator.bit_generator.random_raw(2))
        return generator, (high << 32 | low) & _MOST
    if isinstance(rng, Integral) and not isinstance(rng, bool) and 0 <= int(rng) <= _MOST:
        return int(rng), int(rng)
    raise SeedError(
        "rng must be a whole number from 0 to 2**63 - 1, or a NumPy SeedSequence, Generator or BitGenerator, "
        f"not {rng!r:.60}"
    )


def refuse_another_world(world: World, rng: object, replication: int | None) -> None:
    """Refuse a seed or replication that is not the world's.

    Raises
    ------
    SeedError
        When there is one, or the seed would be drawn from a generator.
    """
    key = world.replication_key
    if isinstance(rng, np.random.Generator | np.random.BitGenerator):
        raise SeedError("a world has its seed already: leave out rng, or give the seed of the world")
    if rng is not None and (seed := generator_and_seed(rng)[1]) != int(key.seed):
        raise SeedError(
            f"the world has seed {int(key.seed)}, not {seed}: leave out rng, or make another world"
        )
    if replication is not None and replication != int(key.replication):
        raise SeedError(
            f"the world is replication {int(key.replication)}, not {replication}: leave out replication, or "
            "make another world"
        )
