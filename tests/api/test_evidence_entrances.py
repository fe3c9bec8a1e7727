"""``ms.validate``, ``ms.calibrate``, ``ms.experimental`` take paths and numbers, and refuse what is wrong."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import mentorsim as ms
from mentorsim.evidence.facts import SHIPPED
from tests.evidence.institution import records


@pytest.fixture
def one_fact(tmp_path: Path) -> Path:
    with SHIPPED.open(encoding="utf-8-sig", newline="") as opened:
        header, first, *_ = csv.reader(opened)
    file = tmp_path / "facts.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, first])
    return file


def test_a_table_of_one_fact_is_validated(one_fact: Path) -> None:
    found = ms.validate(one_fact, replications=2, workers=1)
    assert len(found.results) == 1
    assert "1 facts in their bands" in repr(found)
    assert found.results[0].fact.id in found._repr_html_()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda path: ms.validate(path, workers=0), "workers must be 1 or more"),
        (lambda path: ms.validate(path, seed=0.5), "seed must be a whole number"),
        (lambda path: ms.validate(path.with_name("no.csv")), "there is no such file"),
        (lambda path: ms.calibrate(out=path.parent / "out", facts=path.with_name("no.csv")), "no such file"),
        (lambda path: ms.calibrate(out=path.parent / "out", seed=-1), "seed must be 0 or more"),
        (lambda path: ms.calibrate(out=path.parent / "out", workers=0), "workers must be 1 or more"),
        (lambda path: ms.calibrate(out=path.parent / "out", shard=(1, 2)), "a calibration has no shard"),
        (lambda path: ms.calibrate(facts=path), "say by out= in which folder"),
        (lambda path: ms.experimental.ablate(path, workers=1.5), "workers must be a whole number"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_simulated(call: Any, sentence: str, one_fact: Path) -> None:
    with pytest.raises(ms.UserError, match=sentence):
        call(one_fact)
    assert not (one_fact.parent / "out").exists()


def test_the_folder_of_a_calibration_is_not_continued_unasked(tmp_path: Path) -> None:
    (tmp_path / "runs.csv").write_text("point\n", encoding="utf-8")
    with pytest.raises(ms.FolderInUseError, match="pass --resume to continue it"):
        ms.calibrate(out=tmp_path)
    with pytest.raises(ms.OtherStudyError, match="holds runs of another calibration"):
        ms.calibrate(out=tmp_path, resume=True)


def test_records_are_refused_before_the_fit_where_the_target_exists(tmp_path: Path) -> None:
    records.write_records(tmp_path, 60)
    study = records.study(tmp_path)
    taken = tmp_path / "taken.yaml"
    taken.write_text("title: mine\n", encoding="utf-8")
    file = next(path for path in tmp_path.glob("*.csv"))
    with pytest.raises(ms.UserError, match="exists already"):
        ms.experimental.fit_records(study, file, out=taken)
    with pytest.raises(ms.UserError, match="no such file of records"):
        ms.experimental.fit_records(study, tmp_path / "no.csv")
    with pytest.raises(ms.UserError, match="a fit to records has no resume"):
        ms.experimental.fit_records(study, file, resume=True)
