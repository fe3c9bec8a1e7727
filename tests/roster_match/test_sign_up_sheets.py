"""Sign-up sheets of the shapes that people have, from the file to the list that their coordinator wanted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import run
from tests.roster_match.rosters import match, read_pairs, read_rows


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def study(folder: Path, roster: str, match: str, more: str = "") -> Path:
    text = f"title: T\ncohort:\n  roster: {{{roster}}}\n"
    text += f"program: {{mentors: 1, mentees_per_mentor: 2, match: {{{match}}}{more}}}\n"
    return written(folder, "study.yaml", text)


def pairs_of(folder: Path, roster: Path, scenario: Path, *options: str | Path) -> dict[str, str]:
    out = folder / f"out{len(list(folder.iterdir()))}.csv"
    match(roster, scenario, "--out", out, *options)
    return read_pairs(out)


def refusal(roster: Path, scenario: Path, *options: str | Path) -> str:
    result = run("match", roster, scenario, *options)
    assert result.exit_code == 2, result.output
    return result.stderr


ROLE = "role: {column: role, mentors: [mentor]}"


def test_topics_to_tick_bring_people_together(tmp_path: Path) -> None:
    text = (
        'id,role,Topics\na,mentee,"Sports, Music"\nb,mentee,Law\nc,mentee,"Law, Art"\n'
        'M1,mentor,"Law, Art, Film"\n'
        'M2,mentor,"Music, Sports"\nM3,mentor,Film\n'
    )
    roster = written(tmp_path, "r.csv", text)
    scenario = study(
        tmp_path,
        f"file: r.csv, id: id, {ROLE}, attributes: {{topics: Topics}}",
        "method: score, criteria: [{field: topics, rule: overlap}]",
    )
    assert pairs_of(tmp_path, roster, scenario) == {"a": "M2", "b": "M1", "c": "M1"}


def test_what_mentees_want_meets_what_mentors_offer_under_other_names(tmp_path: Path) -> None:
    mentees = written(tmp_path, "a.csv", "Username,Desired industry\na@x.org,Law\nb@x.org,Art\n")
    mentors = written(tmp_path, "b.csv", "E-mail,Industry\nm@x.org,art\nn@x.org,LAW\n")
    text = "method: score, criteria: [{field: industry, rule: same}]"
    scenario = study(tmp_path, "file: a.csv, id: Username, attributes: {industry: Desired industry}", text)
    said = refusal(mentees, scenario, "--mentors", mentors)
    assert "theirs is probably 'E-mail': write id: {mentee: Username, mentor: E-mail}" in said
    ids = "id: {mentee: Username, mentor: E-mail}, missing: middle"
    scenario = study(tmp_path, f"file: a.csv, {ids}, attributes: {{industry: Desired industry}}", text)
    said = refusal(mentees, scenario, "--mentors", mentors)
    assert "is empty for every mentor; theirs is probably 'Industry'" in said
    assert "industry: {mentee: Desired industry, mentor: Industry}" in said
    columns = "attributes: {industry: {mentee: Desired industry, mentor: Industry}}"
    scenario = study(tmp_path, f"file: a.csv, mentors_file: b.csv, {ids}, {columns}", text)
    assert pairs_of(tmp_path, mentees, scenario) == {"a@x.org": "n@x.org", "b@x.org": "m@x.org"}
    assert run("check", scenario).exit_code == 0


def test_a_wish_about_the_partner_is_met_and_weighs_as_much_as_each_says(tmp_path: Path) -> None:
    text = (
        "id,role,gender,wants,how\na,mentee,woman,Women only,5\nb,mentee,man,No preference,5\n"
        "c,mentee,man,Same gender as me,1\nM1,mentor,man,,\nM2,mentor,woman,,\n"
    )
    roster = written(tmp_path, "r.csv", text)
    columns = (
        f"file: r.csv, id: id, {ROLE}, attributes: {{gender: gender, wants: wants}}, numbers: {{how: how}}"
    )
    only = "{field: gender, rule: preference, values: [woman], side: mentor, "
    only += "only_if: {wants: women only}, importance: mandatory}"
    found = pairs_of(
        tmp_path, roster, study(tmp_path, columns, f"method: coverage_then_score, criteria: [{only}]")
    )
    assert found["a"] == "M2"
    wished = "{field: gender, rule: wished, wish: wants, side: mentee, importance_by: how}"
    scenario = study(tmp_path, columns, f"method: score, criteria: [{wished}]")
    found = pairs_of(tmp_path, roster, scenario)
    assert (found["a"], found["c"]) == ("M2", "M1")


def test_hours_in_several_time_zones_are_compared_in_one(tmp_path: Path) -> None:
    text = (
        "id,role,zone,free\na,mentee,EST (UTC-5),Mon 9-11\nb,mentee,CET (UTC+1),Mon 9-11\n"
        "M1,mentor,CET (UTC+1),Mon 15:00-17:00\nM2,mentor,CET (UTC+1),Mon 9-11\n"
    )
    roster = written(tmp_path, "r.csv", text)
    matched = "method: score, minimum_shared_hours: 2, criteria: [{field: slots, rule: overlap}]"
    forgotten = study(tmp_path, f"file: r.csv, id: id, {ROLE}, slots: free", matched)
    assert "column 'zone' holds several time zones" in refusal(roster, forgotten)
    scenario = study(
        tmp_path, f"file: r.csv, id: id, {ROLE}, slots: {{column: free, time_zone: zone}}", matched
    )
    assert pairs_of(tmp_path, roster, scenario) == {"a": "M1", "b": "M2"}


def test_a_grid_of_ticks_is_a_week_and_people_who_must_or_cannot_be_together_are_kept(tmp_path: Path) -> None:
    text = (
        "id,role,must,cannot,Mon 9:00,Mon 10:00\na,mentee,,M2,1,1\nb,mentee,,,1,1\n"
        "M1,mentor,b,,0,1\nM2,mentor,,,1,1\n"
    )
    roster = written(tmp_path, "r.csv", text)
    scenario = study(
        tmp_path,
        f"file: r.csv, id: id, {ROLE}, slots: ['Mon 9:00', 'Mon 10:00'], lists: "
        f"{{must: must, cannot: cannot}}",
        "method: score, required: {list: must}, never: {list: cannot}, criteria: [{field: slots, rule: "
        "overlap}]",
    )
    assert pairs_of(tmp_path, roster, scenario) == {"a": "M1", "b": "M1"}


def test_ranked_names_in_columns_and_a_misspelled_one_by_row(tmp_path: Path) -> None:
    text = (
        "Name,role,Rank 1,Rank 2\nLittle 1,mentee,Big 2,Big 1\nLittle 2,mentee,big  1 ,\nBig 1,mentor,,\n"
        "Big 2,mentor,,\n"
    )
    roster = written(tmp_path, "r.csv", text)
    scenario = study(
        tmp_path,
        f"file: r.csv, id: Name, {ROLE}, lists: {{wishes: [Rank 1, Rank 2]}}",
        "method: stable, criteria: [{field: wishes, rule: preference, side: mentee}]",
    )
    assert pairs_of(tmp_path, roster, scenario) == {"Little 1": "Big 2", "Little 2": "Big 1"}
    written(tmp_path, "r.csv", text.replace("Big 2,Big 1", "Bigg 2,Big 1"))
    said = refusal(roster, scenario)
    assert "row 2, column 'Rank 1 / Rank 2': a name is misspelled" in said
    assert "Bigg" not in said


def test_a_german_export_with_one_as_the_best_grade(tmp_path: Path) -> None:
    text = (
        "sep=;\nMatrikel;Rolle;Abiturnote;Wie viele?;Zeit\n007;Mentee;1,3;;Mo "
        "vormittags\n008;Mentee;3,7;;k. A.\n"
        "009;Mentor/in;1,0;bis zu 1;Mo vormittags\nSumme: 3;;;;\n"
    )
    roster = written(tmp_path, "r.csv", text.replace("Zeit", "Verfügbarkeit"), "cp1252")
    scenario = study(
        tmp_path,
        "file: r.csv, id: Matrikel, role: {column: Rolle, mentors: [Mentor/in]}, prior_grade: Abiturnote, "
        "numbers: {places: Wie viele?}, slots: Verfügbarkeit",
        "method: most_in_need, places: {most: places}",
    )
    match(roster, scenario, "--out", tmp_path / "out.csv")
    rows = read_rows(tmp_path / "out.csv", ";")
    assert [(row["mentee"], row["mentor"]) for row in rows] == [("008", "009")]
    printed = run("match", roster, scenario).stdout
    for sentence in (
        "the lowest is taken for the best",
        "'bis zu 1': 1",
        "read as Windows-1252",
        "Left out, the line of a total: row 6",
    ):
        assert sentence in printed


def test_both_neither_and_who_signs_up_twice(tmp_path: Path) -> None:
    text = (
        "email,role,consent\nA@x.org,mentee,Yes\na@x.org,mentee,Yes\nb@x.org,mentor and mentee,yes\n"
        "c@x.org,mentor (returning),Yes\nd@x.org,,Yes\ne@x.org,mentee,No\n"
    )
    roster = written(tmp_path, "r.csv", text)
    columns = (
        "file: r.csv, id: email, role: {column: role, mentors: [mentor]}, only: {column: consent, is: yes}"
    )
    scenario = study(tmp_path, columns, "method: random")
    assert "addresses are compared without case" in refusal(roster, scenario)
    scenario = study(tmp_path, f"{columns}, duplicates: keep_last", "method: random")
    found = pairs_of(tmp_path, roster, scenario)
    assert set(found) == {"a@x.org", "b@x.org"}
    assert found["b@x.org"] == "c@x.org"
    without = pairs_of(tmp_path, roster, scenario, "--without", "B@x.org")
    assert without == {"a@x.org": "c@x.org"}


def test_one_person_in_two_files_is_both_when_asked_and_circles_are_avoided(tmp_path: Path) -> None:
    mentees = written(tmp_path, "a.csv", "email,field\na@x.org,law\nb@x.org,art\nc@x.org,law\n")
    mentors = written(tmp_path, "b.csv", "email,field\na@x.org,art\nb@x.org,law\nm@x.org,law\n")
    columns = "file: a.csv, id: email, attributes: {field: field}"
    text = "method: coverage_then_score, criteria: [{field: field, rule: same}]"
    assert "duplicates to both" in refusal(mentees, study(tmp_path, columns, text), "--mentors", mentors)
    scenario = study(tmp_path, f"{columns}, duplicates: both", f"{text}, no_circles: true")
    found = pairs_of(tmp_path, mentees, scenario, "--mentors", mentors)
    assert set(found) == {"a@x.org", "b@x.org", "c@x.org"}
    assert not (found["a@x.org"] == "b@x.org" and found["b@x.org"] == "a@x.org")
    assert all(mentee != mentor for mentee, mentor in found.items())


def test_last_years_lists_by_hand_or_by_mentorsim_are_read_and_leavers_counted(tmp_path: Path) -> None:
    roster = written(tmp_path, "r.csv", "id,role\na,mentee\nb,mentee\nM1,mentor\nM2,mentor\n")
    columns = f"file: r.csv, id: id, {ROLE}"
    written(tmp_path, "old.csv", "mentee,mentor\na,M1\ngone,M2\n")
    written(tmp_path, "groups.csv", "group,mentee,mentor\n1,b,M2\n")
    scenario = study(tmp_path, columns, "method: random, never: {pairs_file: [old.csv, groups.csv]}")
    assert pairs_of(tmp_path, roster, scenario) == {"a": "M2", "b": "M1"}
    assert "1 person of the lists of pairs not on this roster" in run("match", roster, scenario).stdout
    scenario = study(
        tmp_path, columns, "method: score, prefer: {pairs_file: [old.csv, groups.csv]}, criteria: []"
    )
    scenario = study(
        tmp_path, f"{columns}, attributes: {{r: role}}",
        "method: score, prefer: {pairs_file: [old.csv, groups.csv]}, criteria: [{field: r, rule: "
        "different, importance: low}]",
    )  # fmt: skip
    assert pairs_of(tmp_path, roster, scenario) == {"a": "M1", "b": "M2"}


def test_in_a_round_of_equals_nobody_meets_whom_he_met_before(tmp_path: Path) -> None:
    roster = written(tmp_path, "r.csv", "Email\n" + "\n".join(f"p{n}@x.org" for n in range(5)) + "\n")
    written(
        tmp_path,
        "rounds.csv",
        "date,person 1,person 2,person 3\nx,p0@x.org,p1@x.org,\nx,p2@x.org,p3@x.org,p4@x.org\n",
    )
    text = (
        "title: T\ncohort: {roster: {file: r.csv, id: Email}}\nprogram: {mentors: none, format: group, "
        "group_size: 2, "
        "match: {method: random, never: {pairs_file: rounds.csv}}}\n"
    )
    scenario = written(tmp_path, "study.yaml", text)
    match(roster, scenario, "--out", tmp_path / "groups.csv")
    groups: dict[str, set[str]] = {}
    for row in read_rows(tmp_path / "groups.csv"):
        groups.setdefault(row["group"], set()).add(row["mentee"])
    met = [{"p0@x.org", "p1@x.org"}, {"p2@x.org", "p3@x.org", "p4@x.org"}]
    assert all(len(group & before) <= 1 for group in groups.values() for before in met)


def test_titles_two_header_rows_and_line_breaks_above_the_people(tmp_path: Path) -> None:
    text = '"Sign-up, autumn"\n\n"id","Are you a mentor\nor a mentee?","Major "\na,mentee,bio\nb,mentor,bio\n'
    roster = written(tmp_path, "r.csv", text)
    role = "role: {column: “Are you a mentor or a mentee?”, mentors: [Mentor]}"
    columns = f"file: r.csv, id: ID, {role}, attributes: {{major: Major}}"
    scenario = study(tmp_path, columns, "method: score, criteria: [{field: major, rule: same}]")
    assert pairs_of(tmp_path, roster, scenario) == {"a": "b"}
    survey = (
        'Q1,Q2\nWho are you?,Role?\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\na,mentee\nb,mentor\n'
    )
    roster = written(tmp_path, "s.csv", survey)
    scenario = study(
        tmp_path, "file: s.csv, id: Q1, role: {column: Role?, mentors: [mentor]}", "method: random"
    )
    assert pairs_of(tmp_path, roster, scenario) == {"a": "b"}


def test_a_first_row_of_people_is_refused_without_printing_a_cell(tmp_path: Path) -> None:
    roster = written(tmp_path, "r.csv", "Ann Example,ann@example.org,S77\nBob Example,bob@example.org,S78\n")
    said = refusal(roster, study(tmp_path, "file: r.csv, id: id", "method: random"))
    assert "row 1 should name the columns, but holds an e-mail address" in said
    assert "Ann" not in said
    assert "ann@" not in said


def test_all_mistakes_are_said_at_once_by_column(tmp_path: Path) -> None:
    people = "".join(f"p{n},mentee,x,never\n" for n in range(12))
    roster = written(tmp_path, "r.csv", f"id,role,age,free\n{people}m,mentor,3,Mon am\n")
    scenario = study(
        tmp_path, f"file: r.csv, id: id, {ROLE}, numbers: {{age: age}}, slots: free", "method: random"
    )
    said = refusal(roster, scenario)
    assert "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more, column 'age': the cell is not a number" in said
    assert "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more, column 'free': a time is not understood" in said


def test_a_mandatory_criterion_met_only_for_want_of_an_answer_is_noted_at_the_pair(tmp_path: Path) -> None:
    roster = written(
        tmp_path, "r.csv", "id,role,major\na,mentee,law\nb,mentee,Prefer not to say\nM1,mentor,law\n"
    )
    scenario = study(
        tmp_path,
        f"file: r.csv, id: id, {ROLE}, attributes: {{major: major}}",
        "method: random, criteria: [{field: major, rule: same, importance: mandatory}]",
    )
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    notes = {row["mentee"]: row["note"] for row in read_rows(tmp_path / "pairs.csv")}
    assert notes == {"a": "", "b": "not known: same major"}


def test_the_lowest_acceptable_score_leaves_bad_pairs_unmade(tmp_path: Path) -> None:
    roster = written(tmp_path, "r.csv", "id,role,major\na,mentee,law\nb,mentee,art\nM1,mentor,law\n")
    scenario = study(
        tmp_path,
        f"file: r.csv, id: id, {ROLE}, attributes: {{major: major}}",
        "method: coverage_then_score, minimum_score: 50, criteria: [{field: major, rule: same}]",
    )
    assert pairs_of(tmp_path, roster, scenario) == {"a": "M1"}
    assert "The lowest acceptable score of 50 alone leaves 1 mentee" in run("match", roster, scenario).stdout


def test_columns_are_carried_into_the_list_and_never_onto_the_screen(tmp_path: Path) -> None:
    text = "id,role,First name\na,mentee,Ada\nb,mentee,Bea\nM1,mentor,Max\nM2,mentor,Mia\n"
    roster = written(tmp_path, "r.csv", text)
    scenario = study(tmp_path, f"file: r.csv, id: id, {ROLE}, show: [First name]", "method: random")
    printed = match(roster, scenario, "--out", tmp_path / "pairs.csv")
    assert not any(name in printed for name in ("Ada", "Bea", "Max", "Mia"))
    names = {"a": "Ada", "b": "Bea", "M1": "Max", "M2": "Mia"}
    for row in read_rows(tmp_path / "pairs.csv"):
        assert row["mentee First name"] == names[row["mentee"]]
        assert row["mentor First name"] == names[row["mentor"]]
    for row in read_rows(tmp_path / "pairs.mentors.csv"):
        listed = [row[f"mentee {place}"] for place in (1, 2) if row.get(f"mentee {place}")]
        assert len(listed) == int(row["mentees"])
        assert [row[f"mentee {place + 1} First name"] for place in range(len(listed))] == [
            names[one] for one in listed
        ]
    assert {row["mentee"] for row in read_rows(tmp_path / "pairs.mentees.csv")} == {"a", "b"}
    assert (tmp_path / "pairs.csv").stat().st_mode & 0o777 == 0o600


def test_dropped_zeros_and_leavers_of_a_list(tmp_path: Path) -> None:
    text = "id,role\n007,mentee\n008,mentee\n009,mentor\n010,mentor\n"
    roster = written(tmp_path, "r.csv", text)
    scenario = study(tmp_path, f"file: r.csv, id: id, {ROLE}", "method: random")
    out = tmp_path / "pairs.csv"
    match(roster, scenario, "--out", out)
    found = read_pairs(out)
    assert set(found) == {"007", "008"}
    plain = out.read_text(encoding="utf-8")
    out.write_text(plain.replace("007", "7").replace("008", "8").replace("009", "9"), encoding="utf-8")
    result = run("approve", out)
    assert result.exit_code == 2
    assert "did the spreadsheet drop leading zeros?" in result.stderr
    out.write_text(plain, encoding="utf-8")
    gone = found["007"]
    written(tmp_path, "r.csv", text.replace(f"{gone},mentor\n", ""))
    printed = match(roster, scenario, "--locked", out, "--out", tmp_path / "later.csv")
    assert f"1 mentor of {out.name} left" in printed
    assert set(read_pairs(tmp_path / "later.csv")) == {"007", "008"}


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_the_reading_report_is_written(tmp_path: Path, suffix: str) -> None:
    roster = written(tmp_path, "r.csv", "id,role,x\na,Mentee,1\nb,mentor,2\nTotal: 2,,\n")
    scenario = study(tmp_path, f"file: r.csv, id: id, {ROLE}", "method: random")
    report = tmp_path / f"reading.{suffix}"
    result = run("check", scenario, "--roster", roster, "--reading", report)
    assert result.exit_code == 0, result.output
    assert "Not used: 'x'" in result.stdout
    if suffix == "json":
        found = json.loads(report.read_text(encoding="utf-8"))
        assert found["unused"] == ["x"]
        assert found["left_out"] == [{"rows": [4], "why": "the line of a total"}]
        assert found["people"]["mentees"] == 1
    else:
        kinds = {row["what"] for row in read_rows(report)}
        assert kinds >= {"column", "value", "not used", "left out", "people"}


def test_a_scenario_is_written_for_a_roster_that_exists(tmp_path: Path) -> None:
    text = (
        'Timestamp,E-mail,Are you a mentor?,Study programme,"Topics (tick all)",How many mentees?,I agree\n'
        '1,a@x.org,No,Law,"Sports, Music",,Yes\n2,b@x.org,No,Art,Music,,Yes\n3,c@x.org,No,Law,Sports,,No\n'
        '4,d@x.org,Yes,Law,"Sports, Film",up to two,Yes\n5,e@x.org,Yes,Art,"Music, Film",just one,Yes\n'
    )
    roster = written(tmp_path, "sign ups.csv", text)
    scenario = tmp_path / "study.yaml"
    assert run("new", scenario, "--roster", roster).exit_code == 0
    assert run("check", scenario).exit_code == 0
    assert set(pairs_of(tmp_path, roster, scenario)) == {"a@x.org", "b@x.org"}
    said = scenario.read_text(encoding="utf-8")
    for line in ("places: How many mentees?", "rule: overlap", "mentors: [Yes]", "only: {column: I agree"):
        assert line in said.replace('"', "")
    again = run("new", scenario, "--roster", roster)
    assert again.exit_code == 2
    assert "already exists" in again.stderr


EXPORTS = {
    "a form with answers that end in semicolons": (
        "ID,Start time,Email,Name,I want to be a,My programme,Topics,Available,How many mentees?\n"
        "1,9/1/26 9:00,anonymous,A One,Mentee,Law,Sports;Music;,Mon 9-11;Tue 14-16;,\n"
        "2,9/1/26 9:01,anonymous,B Two,Mentee,Art,Music;,Tue 14-16;,\n"
        "3,9/1/26 9:02,anonymous,C Three,Mentor,Law,Sports;Film;Music;,Mon 9-11;,3+\n"
        "4,9/1/26 9:03,anonymous,D Four,Both,Art,Film;Music;,Tue 14-16;Mon 9-11;,1 or 2\n",
        ("field: topics, rule: overlap", "both: [Both]", "field: slots, rule: overlap", "id: ID"),
        {"1", "2", "4"},
    ),
    "a survey with a box for each option and two rows of names": (
        "Respondent ID,Email,Role,What topics?,,,Gender\n,Open-Ended "
        "Response,Response,Sports,Music,Film,Response\n"
        "11,a@x.org,Mentee,Sports,,,F\n12,b@x.org,Mentee,,Music,,M\n13,c@x.org,Mentor,Sports,Music,,F\n"
        "14,d@x.org,Mentor,,,Film,M\n",
        (
            "topics: [What topics? Sports, What topics? Music, What topics? Film]",
            "field: topics, rule: overlap",
        ),
        {"11", "12"},
    ),
    "a French sheet with semicolons": (
        "Identifiant;Nom;Rôle;Filière;Moyenne;Disponibilités;Combien de filleuls ?\n"
        "e01;Zoé;Filleul;Droit;12,5;lundi matin, mardi après-midi;\ne02;Éric;Filleul;Lettres;15,0;mercredi "
        "soir;\n"
        "e03;Léa;Marraine;Droit;14,0;lundi matin;jusqu'à 2\ne04;Luc;Parrain;Lettres;16,5;mercredi soir;un\n",
        ("prior_grade: Moyenne", "places: Combien de filleuls ?", "field: filiere, rule: same"),
        {"e01", "e02"},
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_of_other_tools_are_described_and_matched(tmp_path: Path, name: str) -> None:
    text, lines, mentees = EXPORTS[name]
    roster = written(tmp_path, "r.csv", text)
    scenario = tmp_path / "study.yaml"
    assert run("new", scenario, "--roster", roster).exit_code == 0
    said = scenario.read_text(encoding="utf-8").replace('"', "")
    assert all(line in said for line in lines), said
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    delimiter = ";" if ";" in text.split("\n")[0] else ","
    assert {row["mentee"] for row in read_rows(tmp_path / "pairs.csv", delimiter)} == mentees


def test_two_sheets_in_german_with_ids_of_different_names_need_nothing_said(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    mentees = book.active
    mentees.title = "Mentees"
    for row in (
        ["Anmeldung 2026"],
        [],
        [
            "Matrikelnr",
            "Vorname",
            "Studiengang",
            "Themen",
            "Verfügbarkeit",
            "Wunschmentor 1",
            "Wunschmentor 2",
        ],
        [201, "Ina", "Pflege", "Prüfungen; Karriere", "Mo vormittags, Mi", "K1", "K2"],
        [202, "Jan", "Informatik", "Karriere", "Di nachmittags", "K2", None],
        [203, "Kai", "Pflege", "k. A.", "flexibel", None, None],
    ):
        mentees.append(row)
    mentors = book.create_sheet("Mentoren")
    for row in (
        ["Nr", "Studiengang", "Themen", "Verfügbarkeit", "Kapazität"],
        ["K1", "Pflege", "Prüfungen", "Mo vormittags", "bis zu 2"],
        ["K2", "Informatik", "Karriere; Prüfungen", "Di nachmittags, Fr", "nur eine"],
    ):
        mentors.append(row)
    book.save(tmp_path / "list.xlsx")
    sheets = (f"{tmp_path / 'list.xlsx'}#Mentees", "--mentors", f"{tmp_path / 'list.xlsx'}#Mentoren")
    made = run("new", tmp_path / "study.yaml", "--roster", *sheets)
    assert made.exit_code == 0, made.output
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    assert "id: {mentee: Matrikelnr, mentor: Nr}" in text
    assert 'places: "Kapazität"' in text
    listed = run(
        "match", sheets[0], tmp_path / "study.yaml", *sheets[1:], "--yes", "--out", tmp_path / "l.csv"
    )
    assert listed.exit_code == 0, listed.output
    pairs = [line.split(",")[:2] for line in (tmp_path / "l.csv").read_text("utf-8-sig").splitlines()[1:]]
    assert pairs == [["201", "K1"], ["202", "K2"], ["203", "K1"]]


def test_a_direction_of_grades_taken_from_a_name_is_said_before_the_list(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "id,role,Note\na,mentee,1.3\nb,mentee,3.7\nM1,mentor,1.0\nM2,mentor,3.5\n", encoding="utf-8"
    )
    (tmp_path / "study.yaml").write_text(
        "title: T\n"
        "cohort: {roster: {file: people.csv, id: id, role: {column: role, mentors: [mentor]}, "
        "prior_grade: Note}}\n"
        "program: {mentors: 2, mentees_per_mentor: 1, match: {method: most_in_need}}\n",
        encoding="utf-8",
    )
    result = run("match", tmp_path / "people.csv", tmp_path / "study.yaml", "--out", tmp_path / "pairs.csv")
    assert result.exit_code == 0, result.output
    assert "the lowest is taken for the best, by the column's name; else say best: high" in result.stdout
