"""``mentorsim validate``: the published facts beside what the simulation gives."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.arguments import OwnMechanisms, StoppedError, check_mechanisms

if TYPE_CHECKING:
    from mentorsim.evidence.validation import Validation


class TableOrJson(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"


def validate(
    facts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A table of facts.", show_default="those that come with mentorsim"),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            help="Replications of every study.",
            show_default="20 to 320, more for small studies",
        ),
    ] = None,
    format_: Annotated[
        TableOrJson, typer.Option("--format", help="How the result is printed.")
    ] = TableOrJson.TABLE,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write validation.json and the figure into this folder."),
    ] = None,
    ablate: Annotated[
        bool,
        typer.Option(
            "--ablate", help="Switch each mechanism off in turn and show which facts break (some minutes)."
        ),
    ] = False,
    seed: Annotated[
        int,
        typer.Option(metavar="NUMBER", min=0, help="Other replications: added to the seed of each study."),
    ] = 0,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=1,
            help="Number of processes; it changes no result.",
            show_default="one per core",
        ),
    ] = None,
    mechanism: OwnMechanisms = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress and no notes.")] = False,
) -> None:
    """Compare the simulation with published effects.

    Each fact is measured in a scenario that stands for its study, as its authors measured it, with one set of
    mechanism parameters.
    """
    from mentorsim.cli.progress import steps
    from mentorsim.errors import UserError

    check_mechanisms(mechanism)
    if ablate and (format_ is not TableOrJson.TABLE or out is not None):
        raise UserError("--ablate prints its table and nothing else: leave out --format and --out")
    with steps("simulating studies", quiet=quiet) as show:
        try:
            if ablate:
                from mentorsim.api.validate import ablate as ablate_facts
                from mentorsim.report.validation_page import ablation_page

                ablation = ablate_facts(
                    facts,
                    seed=seed,
                    replications=replications,
                    mechanisms=mechanism or (),
                    workers=workers,
                    progress=show,
                )
                text = ablation_page(ablation)
            else:
                from mentorsim.api.validate import validate as validate_facts

                found = validate_facts(
                    facts,
                    seed=seed,
                    replications=replications,
                    mechanisms=mechanism or (),
                    workers=workers,
                    progress=show,
                )
                text = _printed(found, format_)
        except KeyboardInterrupt:
            raise StoppedError("Stopped by Ctrl-C; nothing is kept.") from None
    typer.echo(text, nl=False)
    if out is not None:
        for file in _written(found, out):
            if not quiet:
                typer.echo(f"Written: {file}", err=True)


def _printed(found: Validation, format_: TableOrJson) -> str:
    if format_ is TableOrJson.JSON:
        return _json(found)
    from mentorsim.report.validation_page import validation_page

    return validation_page(found)


def _json(found: Validation) -> str:
    import json

    return json.dumps(found.to_json(), indent=2, allow_nan=False) + "\n"


def _written(found: Validation, out: Path) -> list[Path]:
    from mentorsim.errors import DiskError
    from mentorsim.files import write_atomically
    from mentorsim.report.style import save
    from mentorsim.report.validation_figure import validation_figure

    try:
        write_atomically(out / "validation.json", _json(found))
        return [out / "validation.json", *save(validation_figure(found), out / "validation")]
    except OSError as problem:
        raise DiskError(f"cannot be written: {problem.strerror}", file=out) from None
