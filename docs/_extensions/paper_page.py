"""The paper as a page of the site: citations in words, and the list of references at its end."""

from __future__ import annotations

import re
from pathlib import Path

PAPER = Path(__file__).resolve().parents[1] / "paper"
_CITED = re.compile(r"\[(@[\w; @]+)\]|(?<![\w@[])@(\w+)")
_LETTERS = {r"{\'o}": "ó", r"{\'\i}": "í", "--": "–"}


def paper_page() -> str:
    """Return the paper as Markdown without citation keys.

    Raises
    ------
    ValueError
        When a key is cited that is not in the bibliography, or one of it is not cited.
    """
    references = bibliography((PAPER / "paper.bib").read_text(encoding="utf-8"))
    _, front, text = (PAPER / "paper.md").read_text(encoding="utf-8").split("---\n", 2)
    cited: set[str] = set()

    def words(found: re.Match[str]) -> str:
        if found[2]:
            cited.add(found[2])
            return _name_and_year(references, found[2], "{} ({})")
        keys = [key.strip().removeprefix("@") for key in found[1].split(";")]
        cited.update(keys)
        return f"({'; '.join(_name_and_year(references, key, '{} {}') for key in keys)})"

    text = _CITED.sub(words, text.removeprefix("\n"))
    if unused := references.keys() - cited:
        raise ValueError(f"paper.bib has references that are not cited: {', '.join(sorted(unused))}")
    text = re.sub(r"^# ", "## ", text, flags=re.MULTILINE)
    title = re.search(r"title: '(.*)'", front)
    assert title is not None
    listed = "\n".join(f"- {_reference(fields)}" for _, fields in sorted(references.items()))
    return (
        f"# The paper\n\n*{title[1]}*\n\nIn the form of the Journal of Open Source Software; its sources are "
        f"`docs/paper/paper.md` and `docs/paper/paper.bib`.\n\n{text.rstrip()}\n\n{listed}\n"
    )


def bibliography(text: str) -> dict[str, dict[str, str]]:
    """Return the fields of every reference by its key."""
    found = {}
    for key, body in re.findall(r"@\w+\{(\w+),\n(.*?)\n\}", text, re.DOTALL):
        fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", body, re.MULTILINE))
        found[key] = {name: _plain(value) for name, value in fields.items()}
    return found


def _plain(value: str) -> str:
    for written, letter in _LETTERS.items():
        value = value.replace(written, letter)
    return re.sub(r"[{}]", "", value)


def _name_and_year(references: dict[str, dict[str, str]], key: str, form: str) -> str:
    if key not in references:
        raise ValueError(f"the paper cites {key!r}, which paper.bib does not have")
    names = [name.split(",")[0] for name in references[key]["author"].split(" and ")]
    shown = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} et al."
    return form.format(shown, references[key]["year"])


def _reference(fields: dict[str, str]) -> str:
    authors = fields["author"].replace(" and ", "; ")
    place = (
        fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or fields.get("note", "")
    )
    where = f" {place}" + (f" {fields['volume']}" if "volume" in fields else "")
    link = f" [doi:{fields['doi']}](https://doi.org/{fields['doi']})" if "doi" in fields else ""
    return f"{authors} ({fields['year']}). {fields['title']}.{where}.{link}"
