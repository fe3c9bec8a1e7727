"""A sample of what experiments/robustness/fuzz.py spoils: each input ends in an answer or a sentence."""

from experiments.robustness.fuzz import fuzz


def test_spoiled_input_of_every_kind_ends_in_an_answer_or_a_sentence(tmp_path):
    counts = fuzz(inputs=45, seed=20261126, minutes=10.0, folder=tmp_path)
    assert {name: count.inputs for name, count in counts.items()} == dict.fromkeys(counts, 5)
    assert [fault for count in counts.values() for fault in count.faults] == []
    assert sum(count.refused for count in counts.values()) > 20
