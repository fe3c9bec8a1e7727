"""Reference pages written from the program itself: commands, keys, outcomes, methods, parameters, files.

Each function returns the text of one page, so that a test can look at it without a site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Rows = Iterable[Iterable[object]]


def table(heads: Iterable[str], rows: Rows) -> str:
    """Return a Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([_cell(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def plain(text: str) -> str:
    """Return text with what Markdown would read as markup escaped; code between backticks stays."""
    parts = re.split(r"(`[^`]*`)", text.replace("``", "`"))
    return "".join(
        part if part.startswith("`") else re.sub(r"([\\*_<>{}\[\]$#~])", r"\\\1", part) for part in parts
    )


def _paragraphs(text: str) -> str:
    """Return the paragraphs of a docstring, each on one line."""
    return "\n\n".join(plain(" ".join(block.split())) for block in re.split(r"\n\s*\n", text.strip()))


# --- command line -----------------------------------------------------------------------------------------


def command_line() -> str:
    """Return the page of all commands, from the commands themselves."""
    import typer

    from mentorsim.cli.app import app

    group: Any = typer.main.get_command(app)
    parts = [
        "# Command line\n",
        "This page is written from the commands. `mentorsim COMMAND --help` prints the same.\n",
        table(
            ["command", "what it does"],
            (
                (f"[`{name}`](#mentorsim-{name.replace(' ', '-')})", plain(first_sentence(command.help)))
                for name, command in commands(group)
            ),
        ),
        "## For all commands\n",
        _options(group),
    ]
    for name, command in commands(group):
        parts += [f"## `mentorsim {name}`\n", _command(f"mentorsim {name}", command)]
    return "\n".join(parts)


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command that can be run, with its name as it is typed after ``mentorsim``."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def first_sentence(text: str | None) -> str:
    """Return the first paragraph of a help text."""
    return " ".join((text or "").split("\n\n")[0].split())


def _command(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    shown = " ".join(
        word for one in arguments if (word := _metavar(one) if one.required else f"[{_metavar(one)}]")
    )
    parts = [f"```text\n{name} [OPTIONS] {shown}".rstrip() + "\n```\n", _paragraphs(command.help or ""), ""]
    if arguments:
        rows = ((f"`{_metavar(one)}`", plain(one.help or "")) for one in arguments)
        parts.append(table(["argument", "what"], rows))
    parts.append(_options(command))
    return "\n".join(parts)


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _options(command: Any) -> str:
    import typer

    rows = []
    for one in (one for one in command.params if one.param_type_name == "option"):
        names, _ = one.get_help_record(typer.Context(command))
        rows.append((f"`{names}`", plain(one.help or ""), _default(one)))
    return table(["option", "what it does", "default"], rows)


def _default(option: Any) -> str:
    shown = option.show_default
    if isinstance(shown, str):
        return plain(shown)
    if option.is_flag or option.default is None or callable(option.default):
        return ""
    return f"`{getattr(option.default, 'value', option.default)}`"


# --- keys of YAML files -----------------------------------------------------------------------------------


def scenario_keys() -> str:
    """Return the page of all keys of a scenario, from its schema."""
    from mentorsim.scenario.schema import json_schema

    about = (
        "This page is written from the schema that checks scenarios; `mentorsim schema` prints it.\n"
        "A key that is not here is an error that names the line and the nearest key."
    )
    return _keys_page("Keys of a scenario", about, json_schema())


def experiment_keys() -> str:
    """Return the page of all keys of an experiment, from its schema."""
    from mentorsim.experiment.design.experiment import experiment_schema

    about = (
        "What `mentorsim sweep FILE` reads; `mentorsim schema --experiment` prints the schema for editors."
    )
    return _keys_page("Keys of an experiment", about, experiment_schema())


def _keys_page(title: str, about: str, schema: dict[str, Any]) -> str:
    kinds = {name: kind for name, kind in schema.get("$defs", {}).items() if not name.endswith("Override")}
    parts = [f"# {title}\n", f"{about}\n", "## The file\n", _keys(schema, kinds)]
    shown: list[str] = []
    _collect(schema, kinds, shown)
    for name in shown:
        kind = kinds[name]
        description = str(kind.get("description", ""))
        parts += [f"## {_spaced(name)}\n", _paragraphs(description), "", _keys(kind, kinds)]
    return "\n".join(parts)


def _collect(kind: dict[str, Any], kinds: dict[str, Any], shown: list[str]) -> None:
    """Put the sections into the order in which a reader meets them."""
    for value in kind.get("properties", {}).values():
        for name in re.findall(r"#/\$defs/(\w+)", str(value)):
            name = name.removesuffix("Override")
            if name in kinds and name not in shown and "properties" in kinds[name]:
                shown.append(name)
                _collect(kinds[name], kinds, shown)


def _keys(kind: dict[str, Any], kinds: dict[str, Any]) -> str:
    required = kind.get("required", ())
    rows = []
    for key, value in kind.get("properties", {}).items():
        default = "required" if key in required else _json(value["default"]) if "default" in value else ""
        meaning = plain(value.get("description", "")).rstrip(".") + "."
        for example in (value.get("examples") or ())[:1]:
            shown = _json(example)
            if shown.startswith("`") and example not in ([], {}) and shown != default:
                meaning += f" Example: {shown}"
        rows.append((f"`{key}`", _type(value, kinds), default, meaning))
    return table(["key", "value", "default", "meaning"], rows)


def _json(value: object) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    if value is None:
        return ""
    return f"`{text}`" if len(text) <= 60 else "see the schema"


def _type(value: dict[str, Any], kinds: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2].removesuffix("Override")
        kind = kinds.get(name, {})
        if "properties" not in kind:
            return _type(kind, kinds) if kind else plain(name)
        return f"[{_spaced(name).lower()}](#{_spaced(name).lower().replace(' ', '-')})"
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(text for one in value["anyOf"] if (text := _type(one, kinds))))
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    kind = value.get("type", "")
    if kind == "array":
        return f"list of {_type(value.get('items', {}), kinds) or 'values'}"
    if kind == "object":
        inner = value.get("additionalProperties")
        return "mapping" + (f" of {_type(inner, kinds)}" if isinstance(inner, dict) and inner else "")
    words = {"integer": "whole number", "boolean": "yes or no", "string": "text", "null": ""}
    names = kind if isinstance(kind, list) else [kind]
    return " or ".join(word for name in names if (word := words.get(name, name)))


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name)


# --- what there is to choose from -------------------------------------------------------------------------


def outcomes() -> str:
    """Return the page of all outcomes."""
    from mentorsim.outcomes import registered_outcomes
    from mentorsim.report.shown import DIRECTIONS

    rows = [
        (f"`{name}`", plain(one.description), plain(one.unit.replace("{currency}", "the currency")),
         DIRECTIONS[one.direction])
        for name, one in registered_outcomes().items()
    ]  # fmt: skip
    return "\n".join([
        "# Outcomes\n",
        "Names for `outcomes:` in a scenario and for `--outcome`; `mentorsim show --outcomes` prints them.\n",
        table(["outcome", "what is measured", "unit", "better"], rows),
        "Some names are made from others: `retention_term_1` is the retention after the first term "
        "(`retention_by_term`: after each), `ended_mismatch` the share of pairs that ended for this reason "
        "(`end_reasons`: for each), and `equity_gap_gpa_major` the gap in any mean over first-years by any "
        "attribute (`equity_gap`: in retention and gpa, by every attribute).\n",
    ])  # fmt: skip


def matching_methods() -> str:
    """Return the page of all matching methods."""
    from mentorsim.pairing import matching_methods as methods

    parts = [
        "# Matching methods\n",
        "Names for `match: {method: ...}`; `mentorsim show --methods` prints them. "
        "[Choosing a matching method](../../concepts/pairing.md) says when each is right.\n",
    ]
    for makes, title in (("pairs", "Pairs"), ("groups", "Groups")):
        rows = [
            (f"`{method.name}`", plain(" ".join(method.explanation.split())),
             "yes" if method.needs_criteria else "no")
            for method in methods()
            if method.makes == makes and method.built_in
        ]  # fmt: skip
        parts += [f"## {title}\n", table(["method", "what it does", "needs criteria"], rows)]
    return "\n".join(parts)


def parameters() -> str:
    """Return the page of all parameters."""
    from mentorsim.scenario.parameter_table import built_in_parameters

    rows = list(built_in_parameters().values())
    statuses = {
        status: sum(row.status == status for row in rows) for status in sorted({r.status for r in rows})
    }
    counted = ", ".join(f"{count} {status}" for status, count in statuses.items())
    parts = [
        "# Parameters\n",
        f"{len(rows)} parameters: {counted}. `mentorsim show --parameters` prints them, and "
        "`parameters: {NAME: VALUE}` in a scenario sets one. "
        "[The description of the model](../../evidence/odd.md) has the equations.\n",
    ]
    for tag, title in (("population", "Population: who and where"), ("mechanism", "Mechanism: how it works")):
        lines = [
            (f"`{row.name}`", f"{row.value:.6g}", plain(row.unit), f"{row.low:.6g} to {row.high:.6g}",
             plain(row.meaning), row.status, plain(row.source))
            for row in rows
            if row.tag == tag
        ]  # fmt: skip
        heads = ["parameter", "value", "unit", "range", "meaning", "status", "source"]
        parts += [f"## {title}\n", table(heads, lines)]
    return "\n".join(parts)


def scenarios() -> str:
    """Return the page of the scenarios that come with the package."""
    from mentorsim.documents.reading import read_file
    from mentorsim.scenario.shipped import find_scenario, shipped_names

    parts = [
        "# Shipped scenarios\n",
        "Each can be run by its name: `mentorsim compare first_year_university`.\n",
    ]
    for name in shipped_names():
        value: Any = read_file(find_scenario(name)).value
        description = " ".join(str(value.get("description") or "").split())
        parts += [f"## `{name}`\n", f"*{plain(str(value.get('title', '')))}.* {plain(description)}\n"]
    return "\n".join(parts)


def result_files() -> str:
    """Return the page of the files in a results folder."""
    from pathlib import Path

    from mentorsim.experiment.folder.paths import ResultsPaths

    folder = Path("FOLDER")
    rows = []
    for name, member in vars(ResultsPaths).items():
        if isinstance(member, property) and name != "written_before_the_record":
            path: Path = getattr(ResultsPaths(folder), name)
            shown = path.relative_to(folder).as_posix() + ("" if path.suffix else "/")
            rows.append((f"`{shown}`", plain(str(member.__doc__))))
    return "\n".join([
        "# Result files\n",
        "What `--out FOLDER` holds. A folder has those of its kind: `design.csv` belongs to a sweep, "
        "`summary.csv` to a comparison. [Sweeps](../../how_to/sweeps.md) says how to open them from other "
        "programs.\n",
        table(["file", "what"], sorted(rows)),
    ])  # fmt: skip


PAGES: dict[str, Callable[[], str]] = {
    "command_line": command_line,
    "scenario_keys": scenario_keys,
    "experiment_keys": experiment_keys,
    "outcomes": outcomes,
    "matching_methods": matching_methods,
    "parameters": parameters,
    "scenarios": scenarios,
    "result_files": result_files,
}
