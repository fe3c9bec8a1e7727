"""``mentorsim results``: what a results folder holds, in one file, merged, or one run of it again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorsim.cli.edge import EdgeCommand

results = typer.Typer(
    name="results",
    help="Show results, pack them, merge shards, replay a run.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A results folder.")]


@results.command(cls=EdgeCommand)
def show(folder: Folder) -> None:
    """Show the contents of a results folder.

    These are the design, the number of runs, failures and means.
    """
    from mentorsim.experiment.sweep_results import read_results
    from mentorsim.report.layout import as_text, page_width, wants_color
    from mentorsim.report.sweep_page import results_page

    width = page_width()
    page = results_page(read_results(folder), width)
    typer.echo(as_text(page, width, color=wants_color()), nl=False)


@results.command(cls=EdgeCommand)
def compact(folder: Folder) -> None:
    """Pack all runs into one Parquet file and one CSV.

    Both files are written into the folder, sorted, with each run once.
    """
    from mentorsim.experiment.folder.compacting import compact as compact_results
    from mentorsim.experiment.sweep_results import read_results

    parquet, text, count = compact_results(read_results(folder))
    typer.echo(f"{count:,} runs are in {parquet} and {text}")


@results.command(cls=EdgeCommand)
def merge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Results folders, or a folder of shards.")
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The new folder.")],
) -> None:
    """Join the shards of one sweep into one results folder.

    If runs are missing, `mentorsim sweep` with --resume on the new folder runs them.
    """
    from mentorsim.experiment.folder.merging import merge as merge_folders
    from mentorsim.experiment.sweep_results import read_results

    parts = merge_folders(folders, out)
    merged = read_results(out)
    done, wanted = merged.runs_there, len(merged.design.points) * len(merged.policies) * merged.replications
    typer.echo(f"{parts} parts with {done:,} runs are in {out}")
    if merged.fixed and done < wanted:
        typer.echo(
            f"{wanted - done:,} runs are missing: `mentorsim sweep` with the same experiment, --out {out} "
            "and --resume does them."
        )


@results.command(cls=EdgeCommand)
def replay(
    folder: Folder,
    run: Annotated[str, typer.Argument(metavar="ID", help="The run_id of a run, or its first digits.")],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="The folder for the files.", show_default="in the results folder"
        ),
    ] = None,
) -> None:
    """Repeat one run.

    With its traceback if it fails, its events week by week, ties and network.
    """
    from mentorsim.experiment.folder.replaying import replay as replay_run
    from mentorsim.experiment.sweep_results import read_results

    opened = read_results(folder)
    found = replay_run(opened, run, out)
    typer.echo(
        f"Run {found.run_id}: point {found.point}, replication {found.replication}, policy {found.policy}"
    )
    for file in found.files:
        typer.echo(f"  {file}")
    if found.error:
        typer.echo(found.error, nl=False)
    if found.same:
        typer.echo("The result is the same as in the folder.")
    elif opened.same_code:
        typer.echo("The result differs from the folder, which should not happen.")
    else:
        typer.echo("The result differs: the folder was made by another version of the code.")
