"""What kernels promise the compiler about their arguments, which Numba has no option for.

Arrays given to one kernel do not overlap, or none of them is written (``restrict`` in C). Without that
promise a loop over ten columns is not vectorized, or only behind dozens of comparisons of addresses, because
a write to one column might change what is read from the next. And a record of parameters is there as a whole,
so that a loop may read a parameter before it knows whether it needs it.
"""

from __future__ import annotations

import importlib
from typing import Any

from numba.core import types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.errors import TypingError
from numba.core.ir import Expr
from numba.core.lowering import Lower
from numba.core.typed_passes import NativeLowering

ir = importlib.import_module("llvmlite.ir")  # it comes without types
_OWNER = ir.IntType(8).as_pointer()


def check_numba() -> None:
    """Refuse a Numba that lacks what is used here and cannot be imported by name.

    Raises
    ------
    AttributeError
        The message names what is missing.
    """
    from numba.core.dispatcher import Dispatcher
    from numba.core.options import DefaultOptions
    from numba.core.registry import CPUDispatcher  # noqa: F401 - inner kernels are of a class made from it

    for owner, names in (
        (Lower, ("setup_function",)),
        (NativeLowering, ("lowering_class",)),
        (DefaultPassBuilder, ("define_nopython_pipeline",)),
        (Dispatcher, ("compile",)),
        (DefaultOptions, ("no_cfunc_wrapper", "no_cpython_wrapper", "_nrt")),
    ):
        for name in names:
            if not hasattr(owner, name):
                raise AttributeError(f"{owner.__name__} has no {name}")


class _Promising(Lower):
    def setup_function(self, fndesc: Any) -> None:
        self._check_that_it_borrows(fndesc)
        untyped: Any = super()
        untyped.setup_function(fndesc)
        records = {
            f"arg.{name}": argument_type.size
            for name, argument_type in zip(fndesc.args, fndesc.argtypes, strict=True)
            if isinstance(argument_type, types.Record)
        }
        for argument in self.call_conv.get_arguments(self.function):
            # What owns an array's memory, which rows of one block share, is a pointer to bytes.
            if isinstance(argument.type, ir.PointerType) and argument.type != _OWNER:
                argument.add_attribute("noalias")
            if argument.name in records:
                argument.attributes.dereferenceable = records[argument.name]

    def _check_that_it_borrows(self, fndesc: Any) -> None:
        if self.context.enable_nrt:
            return
        calls = [call for call in fndesc.calltypes if isinstance(call, Expr) and call.op == "call"]
        results = [
            fndesc.calltypes[call].return_type
            for call in calls
            if isinstance(fndesc.typemap[call.func.name], types.Dispatcher)
        ]
        for result in (fndesc.restype, *results):
            if self.context.data_model_manager[result].contains_nrt_meminfo():
                raise TypingError(f"{fndesc.qualname} makes or returns arrays, so it must be an array_maker")


_register: Any = register_pass


@_register(mutates_CFG=True, analysis_only=False)
class _PromisingLowering(NativeLowering):
    _name = "promising_lowering"

    @property
    def lowering_class(self) -> Any:
        return _Promising


class KernelCompiler(CompilerBase):
    """Numba's compiler, for functions that keep these promises."""

    def define_pipelines(self) -> list[Any]:
        """Lower with the promises, and otherwise as always."""
        builder: Any = DefaultPassBuilder  # it comes without types
        pipeline = builder.define_nopython_pipeline(self.state)
        pipeline.passes = [
            (_PromisingLowering, about) if compiler_pass is NativeLowering else (compiler_pass, about)
            for compiler_pass, about in pipeline.passes
        ]
        pipeline.finalize()
        return [pipeline]
