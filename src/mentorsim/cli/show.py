"""``mentorsim show``: what every setting is and where it comes from; what methods and outcomes there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.arguments import Overrides, scenario_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mentorsim.scenario import Parameter, Scenario
    from mentorsim.scenario.resolved import ResolvedValue

_KEY, _VALUE = 34, 26


def show(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="A YAML file, or the name of a shipped scenario."),
    ] = None,
    overrides: Overrides = None,
    parameters: Annotated[
        bool, typer.Option("--parameters", help="The parameter table, with ranges and sources.")
    ] = False,
    columns: Annotated[
        bool, typer.Option("--columns", help="The state columns of students, each with its mechanism.")
    ] = False,
    stages: Annotated[
        bool, typer.Option("--stages", help="The stages of a week, with their columns and parameters.")
    ] = False,
    methods: Annotated[bool, typer.Option("--methods", help="The matching methods.")] = False,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="The outcomes that can be compared.")] = False,
    scenarios: Annotated[bool, typer.Option("--scenarios", help="The shipped scenarios.")] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="The JSON Schema of scenarios, for editors.")
    ] = False,
) -> None:
    """Show a scenario's values, or lists to choose from.

    Every value comes with its source: a line of the scenario, an option, or the parameter table.
    """
    asked = {
        "--parameters": parameters,
        "--columns": columns,
        "--stages": stages,
        "--methods": methods,
        "--outcomes": outcomes,
        "--scenarios": scenarios,
        "--schema": schema,
    }
    chosen = [name for name, wanted in asked.items() if wanted]
    if len(chosen) > 1:
        raise typer.BadParameter(f"choose one of {', '.join(chosen)}")
    if not chosen and scenario is None:
        raise typer.BadParameter(f"name a scenario, or one of {', '.join(asked)}")
    study = None if scenario is None else scenario_of(scenario, overrides)
    if schema:
        _print_schema()
    else:
        _print(_PARTS[chosen[0] if chosen else ""](study))


def schema(
    experiment: Annotated[
        bool, typer.Option("--experiment", help="The JSON Schema of experiments, for `mentorsim sweep`.")
    ] = False,
) -> None:
    """Print the JSON Schema of scenarios, or of experiments.

    With it, editors complete and check such files.
    """
    _print_schema(experiment=experiment)


def _print_schema(*, experiment: bool = False) -> None:
    import json

    if experiment:
        from mentorsim.experiment.design.experiment import experiment_schema

        found = experiment_schema()
    else:
        from mentorsim.scenario.schema import json_schema

        found = json_schema()
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


def _print(parts: Iterator[RenderableType]) -> None:
    from mentorsim.report.layout import as_text, page_width, wants_color

    typer.echo(as_text(parts, page_width(), color=wants_color()), nl=False)


def _values(study: Scenario | None) -> Iterator[RenderableType]:
    """Lay out every value, a table for each section; what somebody has set is bold."""
    from rich.text import Text

    from mentorsim.report import layout
    from mentorsim.scenario.resolved import resolved_values

    assert study is not None
    values = resolved_values(study)
    sections: dict[str, list[ResolvedValue]] = {}
    for value in values:
        if not value.key.startswith("parameters.") or value.status == "given":
            sections.setdefault(value.key.split(".")[0], []).append(value)
    for section, inside in sections.items():
        table = layout.table(
            [layout.words("", width=_KEY), layout.words("", width=_VALUE), layout.words("")],
            show_header=False,
        )
        for value in inside:
            key = value.key.removeprefix(f"{section}.")
            style = "bold" if value.status == "given" else ""
            table.add_row(Text(key, style), Text(_rounded(value.value), style), Text(_source(value), "dim"))
        yield layout.titled(section, table) if len(inside) > 1 else table
        yield ""
    hidden = len(values) - sum(map(len, sections.values()))
    yield layout.paragraph(f"{hidden} mechanism parameters are as in the table that --parameters shows.")


def _source(value: ResolvedValue) -> str:
    if value.status == "given" or value.source.startswith(value.status):
        return value.source
    return f"{value.status}: {value.source}"


def _rounded(value: str) -> str:
    """Write a number with six digits at most; other values stay."""
    try:
        return value if len(value) <= _VALUE // 2 else f"{float(value):.6g}"
    except ValueError:
        return value


def _parameters(study: Scenario | None) -> Iterator[RenderableType]:
    from rich.text import Text

    from mentorsim.mechanisms.registry import own_parameters
    from mentorsim.plugins import load_installed
    from mentorsim.report import layout
    from mentorsim.scenario import parameter_table

    own = {} if study is None else study.parameters
    load_installed()
    yours = {name: owner for name, (_, owner) in own_parameters().items()}
    kinds = [
        ("Population: who and where", "population", ""),
        ("Mechanism: how it works", "mechanism", ""),
        *((f"Your mechanism {owner}", "mechanism", owner) for owner in dict.fromkeys(yours.values())),
    ]
    for title, tag, owner in kinds:
        rows = [
            row for row in parameter_table().values() if row.tag == tag and yours.get(row.name, "") == owner
        ]
        table = layout.table(
            [
                layout.words("parameter"),
                layout.numbers("value"),
                layout.words("range"),
                layout.words("meaning, unit; source"),
            ]
        )
        for row in rows:
            value = own.get(row.name, row.value)
            table.add_row(
                Text(row.name, style="bold" if row.name in own else ""),
                Text(f"{value:g}"),
                Text(f"{row.low:g} to {row.high:g}"),
                Text(f"{row.meaning} ({row.unit}); ").append(_status_and_source(row), style="dim"),
            )
        count = "1 parameter" if len(rows) == 1 else f"{len(rows)} parameters"
        yield layout.titled(f"{title} ({count})", table)
        yield ""


def _status_and_source(row: Parameter) -> str:
    return row.source if row.source.startswith(row.status) else f"{row.status}: {row.source}"


def _columns(_: Scenario | None) -> Iterator[RenderableType]:
    from rich.text import Text

    from mentorsim.report import layout
    from mentorsim.report.mechanism_tables import column_rows

    table = layout.table([layout.words("column"), layout.words("mechanism"), layout.words("meaning; range")])
    rows = column_rows()
    for row in rows:
        about = Text(f"{row.meaning} ({row.unit}); ").append(f"{row.range}, {row.block}", style="dim")
        table.add_row(Text(row.name), Text(row.owner), about)
    yield layout.titled(f"State columns ({len(rows)})", table)
    yield ""


def _stages(study: Scenario | None) -> Iterator[RenderableType]:
    from rich.text import Text

    from mentorsim.report import layout
    from mentorsim.report.mechanism_tables import stage_rows

    table = layout.table([layout.numbers("#"), layout.words("stage"), layout.words("what it does; columns")])
    for row in stage_rows(() if study is None else study.mechanisms):
        about = Text(f"{row.meaning}; ").append(row.columns or "no columns", style="dim")
        table.add_row(Text(str(row.number)), Text(row.name), about)
    yield layout.titled("A week", table)
    yield ""


def _methods(_: Scenario | None) -> Iterator[RenderableType]:
    from mentorsim.pairing import matching_methods

    for makes, title in (("pairs", "Pairs (format: one_to_one)"), ("groups", "Groups (format: group)")):
        methods = [method for method in matching_methods() if method.makes == makes]
        yield from _explained(
            title, {method.name: " ".join(method.explanation.split()) for method in methods}
        )


def _outcomes(_: Scenario | None) -> Iterator[RenderableType]:
    from mentorsim.outcomes import registered_outcomes
    from mentorsim.report import layout
    from mentorsim.report.shown import DIRECTIONS

    yield from _explained(
        "Outcomes",
        {
            name: f"{measure.description} ({measure.unit}; {DIRECTIONS[measure.direction]})".replace(
                "{currency}", "the currency"
            )
            for name, measure in registered_outcomes().items()
        },
    )
    yield layout.paragraph(
        "Also: retention_term_1 (or retention_by_term: all terms), ended_mismatch and so on (or end_reasons: "
        "all), and equity_gap_gpa_major: the gap in any mean over first-years by any attribute (equity_gap: "
        "in retention and gpa by every attribute)."
    )


def _scenarios(_: Scenario | None) -> Iterator[RenderableType]:
    from mentorsim.documents.reading import read_file
    from mentorsim.report import layout
    from mentorsim.scenario.shipped import find_scenario, shipped_names

    found = {}
    for name in shipped_names():
        value = read_file(find_scenario(name)).value
        title, description = value.get("title", ""), " ".join(str(value.get("description") or "").split())
        found[name] = f"{title}. {description}".strip()
    if found:
        yield from _explained("Shipped scenarios", found)
    else:
        yield layout.paragraph("No scenarios are shipped with this installation.")


def _explained(title: str, explanations: dict[str, str]) -> Iterator[RenderableType]:
    """Lay out names with what they mean."""
    from rich.text import Text

    from mentorsim.report import layout

    table = layout.table(
        [layout.words("", width=max(map(len, explanations))), layout.words("")], show_header=False
    )
    for name, text in explanations.items():
        table.add_row(Text(name, style="bold"), Text(text))
    yield layout.titled(title, table)
    yield ""


_PARTS: dict[str, Callable[[Scenario | None], Iterator[RenderableType]]] = {
    "": _values,
    "--parameters": _parameters,
    "--columns": _columns,
    "--stages": _stages,
    "--methods": _methods,
    "--outcomes": _outcomes,
    "--scenarios": _scenarios,
}
