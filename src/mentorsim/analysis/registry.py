"""All analyses, in the order in which they are shown."""

from __future__ import annotations

from mentorsim.analysis.findings import Analysis
from mentorsim.errors import UnknownNameError

ANALYSES: tuple[Analysis, ...] = (
    Analysis("effects", "Main effects and interactions"),
    Analysis("sensitivity", "Sensitivity indices"),
    Analysis("surfaces", "Response surfaces"),
    Analysis("ranking", "Which is best"),
    Analysis("pareto", "Pareto front"),
    Analysis("discovery", "Scenario discovery"),
    Analysis("acceptability", "The choice by the value of a student retained"),
)


def analysis_named(name: str) -> Analysis:
    """Find an analysis by its name.

    Raises
    ------
    UserError
        When there is none.
    """
    # Here and not above: the command line asks for the names, and `--help` must be quick.
    from mentorsim.documents.nearest import nearest

    found = {analysis.name: analysis for analysis in ANALYSES}
    if name not in found:
        guess = nearest(name, found)
        hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(found)}"
        raise UnknownNameError(f"there is no analysis {name!r}; {hint}")
    return found[name]
