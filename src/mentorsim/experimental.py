"""Names that may still change or go, without a deprecation, in any version; see ``docs/reference/api.md``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorsim.api.calibrate import fit_records
    from mentorsim.api.validate import ablate
    from mentorsim.evidence.ablation import Ablated
    from mentorsim.evidence.institution.found import InstitutionFit
    from mentorsim.visualization import NetworkModel, portrayal

__all__ = [
    "Ablated",
    "InstitutionFit",
    "NetworkModel",
    "ablate",
    "fit_records",
    "portrayal",
]

_HOMES = {
    "Ablated": "evidence.ablation",
    "InstitutionFit": "evidence.institution.found",
    "ablate": "api.validate",
    "NetworkModel": "visualization",
    "fit_records": "api.calibrate",
    "portrayal": "visualization",
}


def __getattr__(name: str) -> object:
    """Load a name when it is first used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"mentorsim.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the names, loaded or not."""
    return sorted({*globals(), *__all__})
