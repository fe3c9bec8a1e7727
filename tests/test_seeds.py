"""What a model takes as `rng` is what Mesa and NumPy take; seed and replication agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mentorsim.errors import SeedError, UserError
from mentorsim.model import MentoringModel
from mentorsim.world import make_world
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import study


def seed_of(rng: Any) -> int:
    return int(MentoringModel(study(), rng=rng).world.replication_key.seed)


def test_a_whole_number_is_the_seed() -> None:
    assert [seed_of(rng) for rng in (0, 7, np.int32(7), np.uint64(2**63 - 1))] == [0, 7, 7, 2**63 - 1]
    assert seed_of(None) == 2026


def test_a_seed_sequence_gives_the_same_seed_every_time() -> None:
    sequence = np.random.SeedSequence(5)
    assert seed_of(sequence) == seed_of(sequence) == int(sequence.generate_state(1, np.uint64)[0]) % 2**63
    first, second = np.random.SeedSequence(5).spawn(2)
    assert len({seed_of(first), seed_of(second), seed_of(sequence)}) == 3


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.MT19937, np.random.Philox])
def test_a_generator_gives_its_next_words_and_is_mesas_own(kind: Any) -> None:
    generator = np.random.Generator(kind(5))
    first, second = seed_of(generator), seed_of(generator)
    assert first != second
    assert (first, second) == (seed_of(bits := kind(5)), seed_of(bits))
    assert MentoringModel(study(), rng=generator).rng is generator


@pytest.mark.parametrize("rng", [7.5, 7.0, np.float64(3), "7", True, -1, 2**63, [1, 2]])
def test_what_is_no_seed_is_refused(rng: Any) -> None:
    with pytest.raises(SeedError, match="rng must be a whole number"):
        MentoringModel(study(), rng=rng)


@pytest.mark.parametrize("replication", [1.5, "1", True, -1])
def test_what_is_no_replication_is_refused(replication: Any) -> None:
    with pytest.raises(UserError, match="replication must be"):
        MentoringModel(study(), replication=replication)
    with pytest.raises(UserError, match="replication must be"):
        make_world(study(), 7, replication)
    assert MentoringModel(study(), replication=np.int64(3)).replication == 3  # type: ignore[arg-type]


def test_seed_and_replication_are_the_replications() -> None:
    world = make_world(study(), 7, 3)
    model = MentoringModel(study(), "pairs", world=world)
    assert (int(model.world.replication_key.seed), model.replication) == (7, 3)
    again = MentoringModel(study(), "pairs", rng=7, replication=3, world=world)
    assert model.rng.random() == again.rng.random(), "Mesa's generator has the replication's seed too"
    assert not differing(snapshot(model.run()), snapshot(again.run()))


def test_seed_and_replication_that_are_not_the_replications_are_refused() -> None:
    world = make_world(study(), 7, 3)
    with pytest.raises(SeedError, match="the world has seed 7, not 8"):
        MentoringModel(study(), rng=8, world=world)
    with pytest.raises(SeedError, match="the world is replication 3, not 0"):
        MentoringModel(study(), rng=7, replication=0, world=world)
    with pytest.raises(SeedError, match="a world has its seed already"):
        MentoringModel(study(), rng=np.random.default_rng(7), world=world)
