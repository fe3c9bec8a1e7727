"""``mentorsim animate``: one cohort week by week, as a page that plays."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorsim.cli.arguments import Overrides, OwnModel, Quiet, ScenarioName, Seed, model_named, scenario_of


def animate(
    scenario: ScenarioName,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="The page to write, such as cohort.html; an existing file is replaced."
        ),
    ],
    policy: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The policy to watch; required if the scenario has more than one program."
        ),
    ] = None,
    overrides: Overrides = None,
    seed: Seed = None,
    replication: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, help="The replication of that seed, from 0.")
    ] = 0,
    students: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            min=1,
            max=150,
            help="The most students to show; if there are more, a part of the network is shown.",
        ),
    ] = 150,
    model: OwnModel = None,
    quiet: Quiet = False,
) -> None:
    """Watch one cohort week by week, as a page that plays.

    The page is one HTML file for any browser, and loads nothing else. It shows the network with mentoring
    ties that form, grow and end, students by their belonging, and the same events as text. One replication
    shows how the simulation works, not what a program achieves; use `mentorsim compare` for that.
    """
    from mentorsim.api.animate import animate as animate_cohort
    from mentorsim.errors import DiskError, UserError
    from mentorsim.experiment.mistakes import names_files, refuse_mistakes

    study = scenario_of(scenario, overrides)
    if policy is None:
        programs = [name for name, program in study.policies.items() if program is not None]
        if len(programs) != 1:
            raise UserError(f"name the policy to watch with --policy: {', '.join(study.policies) or 'none'}")
        (policy,) = programs
    study.policy(policy)
    if out.is_dir():
        raise DiskError(f"{out} is a folder: --out names the file to write, such as {out / 'cohort.html'}")
    refuse_mistakes(study, also_files=names_files(study))
    found = animate_cohort(
        study, policy, seed=seed, replication=replication, students=students, model=model_named(model)
    )
    file = found.write(out)
    if not quiet:
        typer.echo(found.shown)
    typer.echo(f"The page is in {file}", err=True)
