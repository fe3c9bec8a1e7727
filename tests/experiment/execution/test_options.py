"""The options of a run are stated once, and refused where they cannot be."""

from dataclasses import fields
from typing import get_type_hints

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.experiment.execution.options import RunKeywords, RunOptions, Shard


def test_the_keywords_are_the_options():
    assert get_type_hints(RunKeywords) == {
        field.name: get_type_hints(RunOptions)[field.name] for field in fields(RunOptions)
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"workers": 0}, "workers must be 1 or more"),
        ({"executor": "threads"}, "serial, local, dask or an object, not 'threads'"),
        ({"retry_failed": True}, "add --resume"),
        ({"time_limit": 0.0}, "above 0 seconds"),
        ({"shard": (3, 2)}, "not 3 of 2"),
        ({"shard": (0, 2)}, "not 0 of 2"),
        ({"shard": (1.5, 3)}, "must be a whole number, not 1.5"),
        ({"shard": 3}, r"such as \(3, 50\), not 3"),
        ({"time_limit": float("nan")}, "above 0 seconds, not nan"),
        ({"time_limit": "1 h"}, "above 0 seconds, not '1 h'"),
        ({"progress": "bar"}, "called with a Progress, or False, not 'bar'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(options, sentence):
    with pytest.raises(UserError, match=sentence):
        RunOptions(**options)


def test_a_shard_may_be_a_pair_of_numbers():
    for pair in ((3, 50), [3, 50], np.array([3, 50])):
        assert RunOptions(shard=pair).share == Shard(3, 50)
    assert RunOptions().share == Shard(1, 1)


def test_keywords_are_parted_into_options_and_the_rest():
    options, rest = RunOptions.parted({"workers": 2, "design": "grid", "resume": True})
    assert options == RunOptions(workers=2, resume=True)
    assert rest == {"design": "grid"}
