"""Check that every kernel is given what its parameters name; `wire` marks the calls to write out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from mentorsim.mechanisms.column import WiringError

R = TypeVar("R")

RENEW = "python -m mentorsim.dynamics.generate"
Wired = tuple[str, Any, tuple[str, ...]]
"""A mechanism, one of its kernels, and the parameters for which its calls are written."""


def wire(kernel: Callable[..., R], **given: Any) -> R:
    """Call a kernel with what its parameters name; only ``stages.py``, which is never run, writes this.

    Parameters
    ----------
    given
        What the names do not say: a local variable, or the `Decision` of a key.
    """
    raise NotImplementedError(f"stages.py is a plan; {RENEW} writes it out, and wiring.py is what runs")


def check_signatures(kernels: Iterable[Wired]) -> None:
    """Refuse wiring that was written for other parameters than the kernels have now.

    It takes no compiling and well under a millisecond.

    Raises
    ------
    WiringError
        The message names mechanism, kernel and column.
    """
    for mechanism, kernel, written in kernels:
        function = kernel.py_func
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        found = ", ".join([f"{name}: {function.__annotations__.get(name)}" for name in names])
        if found != ", ".join(written):
            _refuse(mechanism, function.__name__, ", ".join(written).split(", "), found.split(", "))


def _refuse(mechanism: str, kernel: str, written: list[str], found: list[str]) -> None:
    from mentorsim.dynamics.names import resolved

    for parameter in found:
        name, annotation = parameter.split(": ")
        resolved(mechanism, kernel, name, annotation)
    new = [parameter for parameter in found if parameter not in written]
    odd = new[0] if new else "its parameters in another order"
    raise WiringError(
        f"mechanism {mechanism}: the kernel {kernel} now asks for {odd}, for which dynamics/wiring.py was "
        f"not written; renew it: {RENEW}"
    )
