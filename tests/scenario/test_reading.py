from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.documents.reading import MOST_DEPTH, MOST_EVENTS, read_file, read_text
from mentorsim.documents.scalars import scalar_value
from mentorsim.errors import ScenarioError
from mentorsim.scenario import load_scenario, parse_scenario
from tests.scenario.texts import SMALL, error_of


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "is empty; `mentorsim new` writes a scenario to start from"),
        ("# only a comment\n", 2, "is empty; `mentorsim new` writes a scenario to start from"),
        ("title: A\nrun:\n\tseed: 1\n", 3, "is indented with a tab; use spaces"),
        (
            "title: A\ncohort: &c {first_years: 1}\n",
            2,
            "has an anchor (&c); write the value out where it is needed",
        ),
        ("title: &t A\ndescription: *t\n", 1, "has an anchor (&t); write the value out where it is needed"),
        ("title: A\ndescription: *t\n", 2, "has an alias (*t); write the value out"),
        (
            "title: A\nrun: !!python/object:os.system {}\n",
            2,
            "has a tag (tag:yaml.org,2002:python/object:os.system)",
        ),
        ("title: A\nrun: ! {}\n", 2, "has a tag (!)"),
        ("%YAML 1.1\n---\ntitle: A\n", 2, "has a directive (%); leave it out"),
        ("title: A\n---\ntitle: B\n", 2, "has a second document (after ---); put it into another file"),
        ("title: A\nrun: {seed: 1, seed: 2}\n", 2, "has the key 'seed' twice, first in line 2"),
        ("title: A\nrun: {}\ntitle: B\n", 3, "has the key 'title' twice, first in line 1"),
        ("title: A\n? [a, b]\n: c\n", 2, "has a list or a mapping as a key; keys are words"),
        ("title: A\nrun: {seed: 1\n", 3, "has a bracket that is opened and not closed"),
        ("title A\nrun: {}\n", 2, "follows a line that has no colon"),
        ("title: A: B\n", 1, "has a second colon in one line; put text that holds a colon into quotes"),
        ('title: A\ndescription: "\\U99999999"\n', 2, "is not YAML (OverflowError)"),
        ('title: A\ndescription: "\\0"\n', 2, "has a control character in a text; remove it"),
        ('title: A\ndescription: "\\ud800"\n', 2, "has a control character in a text; remove it"),
        ("title: A\ndescription: \x07\n", 2, "has a character that cannot be printed; remove it"),
        ("- title\n", 1, "must be keys and values, a line for each, beginning with title:"),
        ("just words\n", 1, "must be keys and values, a line for each, beginning with title:"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, line: int, sentence: str) -> None:
    error = error_of(text)
    assert error.message.startswith(sentence)
    assert (error.file, error.line) == (Path("study.yaml"), line)
    assert str(error).startswith(f"study.yaml:{line}: ")


def test_nesting_has_a_limit() -> None:
    allowed = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    assert read_text(allowed, "x").value is not None
    with pytest.raises(ScenarioError, match=f"is nested deeper than {MOST_DEPTH} levels"):
        read_text("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1), "x")
    with pytest.raises(ScenarioError, match=f"is nested deeper than {MOST_DEPTH} levels"):
        read_text("[" * 200_000, "x")


def test_the_number_of_parts_has_a_limit() -> None:
    with pytest.raises(ScenarioError, match=f"has more than {MOST_EVENTS} keys and values"):
        read_text("[" + "1," * MOST_EVENTS + "]", "x")


def test_a_file_of_10_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(SMALL.encode() + b"#" * 10_000_000)
    with pytest.raises(ScenarioError, match="is larger than 256 kB; a scenario is a short text") as caught:
        load_scenario(path)
    assert caught.value.file == path


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("title: A\ndescription: Universität\n".encode("latin-1"))
    with pytest.raises(ScenarioError, match="is not in UTF-8; save it in that encoding") as caught:
        load_scenario(path)
    assert (caught.value.file, caught.value.line) == (path, 2)


def test_a_byte_order_mark_and_other_line_ends_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_scenario(path) == parse_scenario(SMALL)
    path.write_bytes(SMALL.replace("10}", "10, mentess: 2}").replace("\n", "\r").encode())
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.line == 3


def test_a_folder_and_a_missing_file_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is a folder; name a YAML file"):
        load_scenario(tmp_path)
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_scenario(tmp_path / "none.yaml")
    with pytest.raises(ScenarioError, match="there is no such file"):
        read_file(tmp_path / "none.yaml")
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_scenario("a\0b")
    with pytest.raises(ScenarioError, match="is not the name of a file"):
        load_scenario("a" * 5000)


def test_an_unreadable_file_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(SMALL)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ScenarioError, match="cannot be read: Permission denied") as caught:
        load_scenario(path)
    assert caught.value.file == path


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("none", "none"),
        ("on", "on"),
        ("null", None),
        ("", None),
        ("~", None),
        ("True", True),
        ("false", False),
        ("012", 12),
        ("0o12", 10),
        ("0x1F", 31),
        ("-3", -3),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-11-23", "2026-11-23"),
        ("-.inf", float("-inf")),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_words_mean_what_yaml_1_2_says(word: str, value: object) -> None:
    found = scalar_value(word)
    assert found == value
    assert type(found) is type(value)


def test_quoted_words_are_text() -> None:
    assert read_text("{a: '1', b: \"null\", c: 1}", "x").value == {"a": "1", "b": "null", "c": 1}


@given(st.text())
def test_any_text_is_a_scenario_or_a_user_error(content: str) -> None:
    with pytest.raises(ScenarioError):
        parse_scenario(content)


_YAML_CHARACTERS = st.sampled_from(
    [*"abt:{}[],-?&*!|>'\"%@`#\n\t 01.~\\", "title:", "run:", "none", "<<", "\n  "]
)


@given(st.lists(_YAML_CHARACTERS, max_size=60).map("".join))
def test_any_text_of_yaml_characters_is_a_user_error(content: str) -> None:
    with pytest.raises(ScenarioError):
        parse_scenario(content)


@given(st.binary(max_size=200))
def test_any_bytes_in_a_file_are_a_user_error(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_bytes(content)
        with pytest.raises(ScenarioError):
            load_scenario(path)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=50))
def test_any_name_of_a_file_is_a_user_error(name: str) -> None:
    with pytest.raises(ScenarioError):
        load_scenario(f"{name}.none")
