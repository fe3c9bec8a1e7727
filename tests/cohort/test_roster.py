"""A roster becomes the cohort: columns mapped, grades standardized, gaps in it filled by the stated rule."""

from __future__ import annotations

import os
import random
from pathlib import Path

import numpy as np
import pytest

from mentorsim.cohort import Cohort, make_cohort
from mentorsim.cohort.roster_files import read_roster
from mentorsim.numerics.randomness import roster_key
from tests.cohort.studies import friend_keys, roster_study, student_rows

HEADER = "id,grade,course,gender,age,q1,q2,q3,free"


def rows(count: int = 60) -> list[str]:
    """Make a roster of students who differ in everything."""
    rng = random.Random(1)
    return [
        f"s{number},{rng.randint(60, 200) / 2},{rng.choice(['law', 'art', 'physics'])},{rng.choice('fm')},"
        f"{rng.randint(17, 40)},{rng.randint(1, 5)},{rng.randint(1, 5)},{rng.randint(1, 5)},"
        f"{rng.choice(['Mon am; Tue pm', 'fri PM', ''])}"
        for number in range(count)
    ]


SETTINGS = {
    "id": "id",
    "attributes": {
        "major": {"column": "course", "values": {"art": "arts"}},
        "woman": {"column": "gender", "yes": ["f"]},
        "adult": {"column": "age", "at_least": 23},
    },
    "numbers": {"age": "age"},
    "values": ["q1", "q2", "q3"],
    "slots": "free",
}


def test_columns_are_mapped(tmp_path: Path) -> None:
    body = rows()
    cohort = make_cohort(roster_study(tmp_path, [HEADER, *body], **SETTINGS), 1, 0)
    cells = [row.split(",") for row in body]
    assert cohort.observed.identifiers == tuple(cell[0] for cell in cells)
    assert cohort.key.tolist() == [roster_key(cell[0]) for cell in cells]
    assert cohort.attributes["major"].categories == ("arts", "law", "physics")
    majors = [cohort.attributes["major"].categories[code] for code in cohort.attributes["major"].codes]
    assert majors == [{"art": "arts"}.get(cell[2], cell[2]) for cell in cells]
    assert cohort.attributes["woman"].categories == ("no", "yes")
    assert cohort.attributes["woman"].codes.tolist() == [int(cell[3] == "f") for cell in cells]
    assert cohort.attributes["adult"].codes.tolist() == [int(int(cell[4]) >= 23) for cell in cells]
    assert cohort.observed.numbers["age"].tolist() == [float(cell[4]) for cell in cells]
    slots = {"Mon am; Tue pm": 0b1001, "fri PM": 1 << 9, "": (1 << 21) - 1}
    assert cohort.slots.tolist() == [slots[cell[8]] for cell in cells]
    for question in range(3):
        answers = np.array([float(cell[5 + question]) for cell in cells])
        expected = (answers - answers.mean()) / answers.std()
        assert cohort.observed.values[question] == pytest.approx(expected)


def test_grades_are_standardized_by_the_file_and_skill_regresses_to_the_mean(tmp_path: Path) -> None:
    rng = random.Random(2)
    grades = [round(rng.gauss(130, 15), 1) for _ in range(8000)]
    prior_grade = {"column": "grade", "reliability": 0.64}
    scenario = roster_study(
        tmp_path, ["grade,x", *(f"{grade},1" for grade in grades)], prior_grade=prior_grade
    )
    cohort = make_cohort(scenario, 1, 0)
    expected = (np.array(grades) - np.mean(grades)) / np.std(grades)
    assert cohort.observed.prior_grade == pytest.approx(expected)
    assert np.corrcoef(cohort.skill, expected)[0, 1] == pytest.approx(0.8, abs=0.02)
    assert cohort.skill.mean() == pytest.approx(0, abs=0.03)
    assert cohort.skill.std() == pytest.approx(1, abs=0.03)
    best = expected > 1
    assert cohort.skill[best].mean() == pytest.approx(0.8 * expected[best].mean(), abs=0.06)
    assert np.corrcoef(cohort.skill, cohort.motivation)[0, 1] == pytest.approx(0.25, abs=0.04)


def test_the_order_of_rows_changes_no_student_and_no_friendship(tmp_path: Path) -> None:
    body = rows()
    shuffled = random.Random(3).sample(body, len(body))
    first = make_cohort(roster_study(tmp_path, [HEADER, *body], upper_years=30, **SETTINGS), 1, 0)
    again = make_cohort(roster_study(tmp_path, [HEADER, *shuffled], upper_years=30, **SETTINGS), 1, 0)
    assert first.observed.identifiers != again.observed.identifiers
    assert student_rows(first) == student_rows(again)
    assert friend_keys(first) == friend_keys(again)


def test_upper_years_are_synthesized_beside_a_roster_like_its_students(tmp_path: Path) -> None:
    lines = [
        "id,grade,course",
        *(f"a{i},{i % 7},law" for i in range(90)),
        *(f"b{i},3,art" for i in range(10)),
    ]
    scenario = roster_study(
        tmp_path,
        lines,
        2000,
        id="id",
        attributes={"major": "course", "rich": {"column": "grade", "at_least": 3}},
    )
    cohort = make_cohort(scenario, 1, 0)
    assert cohort.role.tolist() == [0] * 100 + [1] * 2000
    assert cohort.observed.identifiers[-1] == "upper-year 2000"
    majors = cohort.attributes["major"].codes[100:]
    assert cohort.attributes["major"].categories == ("art", "law")
    assert majors.mean() == pytest.approx(0.9, abs=0.03)
    rich = cohort.attributes["rich"].codes[100:]
    assert set(rich[majors == 0]) == {1}
    assert rich[majors == 1].mean() == pytest.approx(50 / 90, abs=0.04)
    assert np.all(np.isfinite(cohort.observed.prior_grade))


def test_a_column_may_tell_the_upper_years(tmp_path: Path) -> None:
    lines = ["id,grade,year", "a,1,1", "b,2,2", "c,3,1", "d,9,3"]
    scenario = roster_study(tmp_path, lines, id="id", role={"column": "year", "upper_years": [2, 3]})
    scenario = scenario.with_changes({"friendships.mean_degree": 0})
    cohort = make_cohort(scenario, 1, 0)
    assert cohort.role.tolist() == [0, 1, 0, 1]
    # By mean 2 and SD 1 of the first-years.
    assert cohort.observed.prior_grade.tolist() == [-1.0, 0.0, 1.0, 7.0]


def gapped(folder: Path, missing: str) -> Cohort:
    lines = ["id,grade,course", "a,1,law", "b,,law", "c,2,", "d,6,art", "e,NA,n/a"]
    scenario = roster_study(folder, lines, id="id", attributes={"major": "course"}, missing=missing)
    return make_cohort(scenario.with_changes({"friendships.mean_degree": 0}), 1, 0)


def test_missing_cells_take_the_middle_grade_and_an_unknown_category(tmp_path: Path) -> None:
    cohort = gapped(tmp_path, "middle")
    assert cohort.observed.identifiers == ("a", "b", "c", "d", "e")
    grades = cohort.observed.prior_grade
    assert grades[1] == grades[4] == grades[2]
    assert cohort.skill[1] != cohort.skill[4]
    assert cohort.attributes["major"].categories == ("art", "law", "unknown")
    assert cohort.attributes["major"].codes.tolist() == [1, 1, 2, 0, 2]


def test_rows_with_missing_cells_are_dropped(tmp_path: Path) -> None:
    cohort = gapped(tmp_path, "drop")
    assert cohort.observed.identifiers == ("a", "d")
    assert cohort.attributes["major"].categories == ("art", "law")
    assert cohort.observed.prior_grade.tolist() == [-1.0, 1.0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_encodings_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = f'"Prüfung"{delimiter}" course, or; so"\n1{delimiter}été\n3{delimiter}a\n'
    scenario = roster_study(
        tmp_path, [], prior_grade="Prüfung", attributes={"major": "course, or; so"}
    ).with_changes({"friendships.mean_degree": 0})
    (tmp_path / "students.csv").write_bytes(text.encode(encoding))
    cohort = make_cohort(scenario, 1, 0)
    assert cohort.attributes["major"].categories == ("a", "été")
    assert cohort.observed.prior_grade.tolist() == [-1.0, 1.0]
    # Without a column of ids, they are the rows as a spreadsheet counts them.
    assert cohort.observed.identifiers == ("2", "3")


def test_a_decimal_comma_is_read_where_the_comma_does_not_part_the_cells(tmp_path: Path) -> None:
    scenario = roster_study(tmp_path, ["grade;x", "1,5;a", "2,5;b", " ; "])
    scenario = scenario.with_changes({"friendships.mean_degree": 0})
    assert make_cohort(scenario, 1, 0).observed.prior_grade.tolist() == [-1.0, 1.0]


def test_a_roster_is_read_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    plain = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or plain(path))
    scenario = roster_study(tmp_path, [HEADER, *rows()], **SETTINGS)
    for replication in range(3):
        make_cohort(scenario, 1, replication)
    other = scenario.with_changes({"friendships.mean_degree": 3})
    make_cohort(other, 1, 0)
    assert len(read) == 1
    changed = roster_study(tmp_path, [HEADER, *rows(61)], **SETTINGS)
    os.utime(tmp_path / "students.csv", ns=(1, 1))
    assert make_cohort(changed, 1, 0).size == 61
    assert len(read) == 2


def test_attributes_that_the_roster_lacks_are_synthesized_for_its_students(tmp_path: Path) -> None:
    scenario = roster_study(tmp_path, [HEADER, *rows(400)], **SETTINGS)
    attributes = {"first_generation": {"share": 0.5, "gaps": {"skill": -1, "belonging": -1}}}
    cohort = make_cohort(scenario.with_changes({"cohort.attributes": attributes}), 1, 0)
    codes = cohort.attributes["first_generation"].codes
    assert codes.mean() == pytest.approx(0.5, abs=0.1)
    # The gap in skill is one among students with the same prior grade, which is the file's own.
    given = make_cohort(scenario, 1, 0)
    assert cohort.observed.prior_grade[:400] == pytest.approx(given.observed.prior_grade[:400])
    gap = cohort.skill[codes == 1].mean() - cohort.skill[codes == 0].mean()
    assert gap == pytest.approx(-1.0, abs=0.3)
    gap = cohort.belonging[codes == 1].mean() - cohort.belonging[codes == 0].mean()
    assert gap == pytest.approx(-0.15, abs=0.05)


def test_a_grade_far_from_all_others_is_noted_and_skill_starts_within_its_range(tmp_path: Path) -> None:
    people = [f"s{place},mentee,{2.5 + place / 100}" for place in range(9)]
    scenario = roster_study(
        tmp_path,
        ["id,side,gpa", *people, "m,mentor,1.0"],
        id="id",
        prior_grade="gpa",
        role={"column": "side", "upper_years": ["mentor"]},
    )
    assert scenario.cohort.roster is not None
    (note,) = read_roster(scenario.cohort.roster, tmp_path / "students.csv").report.notes
    assert note.startswith("Row 11: 'gpa' lies more than 6 standard deviations from the mean")
    for replication in range(8):
        skill = make_cohort(scenario, 3, replication).skill
        assert skill.min() == -6.0 < skill[:-1].min(), "only the mentor's"
