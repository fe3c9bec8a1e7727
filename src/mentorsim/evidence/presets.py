"""The scenarios that stand for published studies: where they are, and how a fact names its own."""

from __future__ import annotations

from pathlib import Path

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError
from mentorsim.scenario import Scenario, load_scenario


def preset_folder() -> Path:
    """Return the folder of the study presets: the installed one, or the one of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "shipped" / "experiments" / "evidence"
    return installed if installed.is_dir() else package.parents[1] / "experiments" / "evidence"


def preset_names() -> tuple[str, ...]:
    """Return the names of the study presets, in alphabetical order."""
    return tuple(sorted(path.stem for path in preset_folder().glob("*.yaml")))


def load_preset(name: str, folder: Path) -> Scenario:
    """Load the scenario that a fact is measured in.

    Parameters
    ----------
    name
        The bare name of a study preset, or a YAML file.
    folder
        Against which a file's name is resolved: where the table of facts is.

    Raises
    ------
    UserError
        When there is neither, or the file is not a valid scenario.
    """
    preset = preset_folder() / f"{name}.yaml"
    if Path(name).name == name and preset.is_file():
        return load_scenario(preset)
    file = folder / name
    if not file.is_file():
        guess = nearest(name, preset_names())
        hint = f"did you mean {guess}?" if guess else f"the presets are {', '.join(preset_names())}"
        raise UserError(f"there is no scenario {name!r}; {hint}")
    return load_scenario(file)
