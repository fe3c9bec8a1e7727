"""Compile the numeric kernels once and reuse them safely: the package's only way to Numba."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

import numpy as np

# Without compiling, Numba is not even imported: that takes longer than checking a scenario.
COMPILES = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
if TYPE_CHECKING or COMPILES:
    import numba
    from numba.extending import overload

    from mentorsim.numerics.kernel_cache import cache_folder, load_if_sound, save_in_turn

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

_PACKAGE = Path(__file__).resolve().parents[1]
_WORD = 2**64 - 1
_settings: Any = numba.config if COMPILES else None


def _promising() -> dict[str, Any] | None:
    """Return the options that keep promises to the compiler; None where this Numba has other insides."""
    try:
        from mentorsim.numerics.kernel_compiler import KernelCompiler, check_numba

        check_numba()
    except (ImportError, AttributeError) as problem:
        warnings.warn(
            f"Numba {numba.__version__} is not built as mentorsim expects ({problem}), so kernels are "
            "compiled plainly: the same numbers, more slowly. Install a version that mentorsim names.",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    # The wrapper for callers in C is never used and costs a quarter of the compile time.
    return {"no_cfunc_wrapper": True, "pipeline_class": KernelCompiler}


_options = _promising() if COMPILES else None
VARIANT = "plain" if COMPILES and _options is None else ""
"""What the cache of compiled kernels is told apart by: ``plain`` where no promises are kept."""


class Kernel(Protocol[P, R_co]):
    """A compiled function, and the Python function that it was made from."""

    @property
    def py_func(self) -> Callable[..., R_co]:
        """The function as it was written."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Run the compiled function."""


def kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function over arrays and numbers.

    Of two arrays that it is given and that overlap, it writes neither: loops over many columns then vectorize
    (`kernel_compiler`). Rows of one block do not overlap; a block and one of its rows do.

    The same source gives the same bits on every processor: operations are neither reordered nor fused, and
    a division by zero gives an infinity or NaN instead of an exception, which lets loops vectorize.

    Machine code is kept between processes in folders named by a hash of the module and all that it imports
    from the package, because Numba by itself does not notice that a helper in another file has changed. A
    kernel outside the package (a user's own mechanism) is compiled in every process.

    Where Numba's insides are not as expected, it is compiled plainly, with one warning: same bits, slower.

    With ``NUMBA_DISABLE_JIT=1`` the function runs as plain Python and gives the same bits.

    Three habits keep both ways alike: cast with ``np.uint64(...)`` before integer arithmetic on draws (Numba
    turns ``uint64 + int`` into a float), write floating constants with a point, and call ``np.sqrt`` but no
    other function of a mathematics library.

    Examples
    --------
    >>> import numpy as np
    >>> import mentorsim as ms
    >>> @ms.kernel
    ... def halve(values):
    ...     for i in range(values.shape[0]):
    ...         values[i] *= 0.5
    >>> numbers = np.array([1.0, 3.0])
    >>> halve(numbers)
    >>> numbers.tolist()
    [0.5, 1.5]
    """
    return _compile(function)


def formula(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a short function of numbers into each of its callers, whose loops then vectorize.

    Python runs it as it was written.
    """
    return _compile(function, into_callers=True, entrance=False)


def inner_kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function that only other kernels call; otherwise like `kernel`.

    It gets no entrance from Python, which would be a third of the machine code. Python can call it all the
    same, and runs it as it was written: the same bits, slowly. It borrows its arrays from its caller, makes
    none and returns none, so that nobody has to count who uses them.
    """
    return _compile(function, entrance=False, borrows=True)


def array_maker(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function that only other kernels call and that makes arrays; see `inner_kernel`."""
    return _compile(function, entrance=False)


def word_kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function of whole numbers modulo 2**64; otherwise like `kernel`.

    Called from Python it takes any whole numbers and gives its words as ``np.uint64``. (Numba by itself gives
    Python integers, and takes them as signed or unsigned depending on their value.)
    """
    compiled = kernel(function)

    @functools.wraps(function)
    def face(*args: P.args, **kwargs: P.kwargs) -> R:
        words = [value if type(value) is np.uint64 else _word(value) for value in args]
        named = {name: _word(value) for name, value in kwargs.items()}
        result = cast("Callable[..., R]", compiled)(*words, **named)
        return cast("R", np.uint64(result)) if isinstance(result, int) else result

    face.py_func = function  # type: ignore[attr-defined]
    if COMPILES:
        # Inside compiled code the name stands for the function itself.
        options: Any = {"error_model": "numpy", "nogil": True}
        if _options is not None:
            options["no_cfunc_wrapper"] = True
        overload(face, strict=False, jit_options=options)(lambda *args, **kwargs: function)
    return cast("Kernel[P, R]", face)


def _word(value: Any) -> np.uint64:
    return np.uint64(int(value) & _WORD)


def _compile(
    function: Callable[P, R], *, into_callers: bool = False, entrance: bool = True, borrows: bool = False
) -> Kernel[P, R]:
    if not COMPILES:
        return cast("Kernel[P, R]", _plain(function))

    def jit(cache: bool) -> Kernel[P, R]:
        options: Any = {}
        if _options is not None:
            options = {**_options, "no_cpython_wrapper": not entrance, "_nrt": not borrows}
        compiled: Any = numba.njit(
            function,
            cache=cache,
            error_model="numpy",
            nogil=True,
            fastmath=False,
            forceinline=into_callers,
            **options,
        )
        if not entrance and _options is not None:
            compiled.__class__ = _inner_class()
        return cast("Kernel[P, R]", compiled)

    file = Path(function.__code__.co_filename).resolve()
    folder = cache_folder(_PACKAGE, file, VARIANT) if file.is_relative_to(_PACKAGE) else None
    if folder is None:
        return jit(cache=False)
    # Numba chooses a function's cache folder while it decorates; the setting is put back at once, so that
    # other users of Numba in this process keep their own.
    previous = _settings.CACHE_DIR
    _settings.CACHE_DIR = str(folder)
    try:
        compiled = jit(cache=True)
        _guard_cache(compiled, folder)
        return compiled
    except (RuntimeError, OSError) as problem:
        warnings.warn(f"Kernel {function.__qualname__} is not cached: {problem}", stacklevel=3)
        return jit(cache=False)
    finally:
        _settings.CACHE_DIR = previous


def _guard_cache(compiled: Any, folder: Path) -> None:
    # Numba has no public hook for this; without the attribute its own way of keeping code stays.
    cache = getattr(compiled, "_cache", None)
    if cache is None or not hasattr(cache, "save_overload") or not hasattr(cache, "load_overload"):
        return
    load, save = cache.load_overload, cache.save_overload
    cache.load_overload = lambda *args: load_if_sound(functools.partial(load, *args), cache.flush)
    cache.save_overload = lambda *args: save_in_turn(folder, functools.partial(save, *args))


@functools.cache
def _inner_class() -> type:
    from numba.core.registry import CPUDispatcher

    class _Inner(CPUDispatcher):
        """A compiled function that runs as plain Python where Python calls it."""

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return _plain(self.py_func)(*args, **kwargs)

    return _Inner


@functools.cache
def _plain(function: Callable[P, R]) -> Kernel[P, R]:
    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        # NumPy numbers follow IEEE and wrap like compiled code, and would warn of it; Python's raise.
        as_compiled = [np.float64(value) if type(value) is float else value for value in args]
        with np.errstate(all="ignore"):
            return function(*as_compiled, **kwargs)  # type: ignore[arg-type]

    run.py_func = function  # type: ignore[attr-defined]
    return cast("Kernel[P, R]", run)
