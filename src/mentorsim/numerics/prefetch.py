"""Ask for memory before it is needed, where a loop reads records in random order.

Once the records do not fit into the processor's cache, each read is a trip to memory that takes longer than
all the arithmetic; several on their way at once hide one another. Results are the same with or without.
"""

from __future__ import annotations

import importlib
from typing import Any

from mentorsim.numerics.kernel import COMPILES, VARIANT

LINE_BYTES = 64
"""Memory comes into the cache in lines of so many bytes."""


def fetch(arrays: Any, index: Any) -> None:
    """Begin to bring one entry of an array, or of each of several in a tuple, into the cache."""


if COMPILES and VARIANT == "plain":
    from numba.extending import overload

    @overload(fetch, strict=False)
    def _no_fetch(arrays: Any, index: Any) -> Any:
        return lambda arrays, index: None

elif COMPILES:
    from numba.core import types
    from numba.extending import intrinsic, overload

    # These come without types.
    cgutils: Any = importlib.import_module("numba.core.cgutils")
    ir: Any = importlib.import_module("llvmlite.ir")
    _byte, _int32, _int64 = ir.IntType(8).as_pointer(), ir.IntType(32), ir.IntType(64)
    _to_read, _keep, _data = _int32(0), _int32(3), _int32(1)

    def _ask(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given, place = signature.args
        one = isinstance(given, types.Array)
        array_types = [given] if one else list(given)
        arrays = [arguments[0]] if one else cgutils.unpack_tuple(builder, arguments[0])
        index = context.cast(builder, arguments[1], place, types.intp)
        asked = ir.FunctionType(ir.VoidType(), [_byte, _int32, _int32, _int32])
        prefetch = cgutils.get_or_insert_function(builder.module, asked, "llvm.prefetch.p0")
        for array_type, array in zip(array_types, arrays, strict=True):
            data = context.make_array(array_type)(context, builder, array).data
            entry = builder.bitcast(builder.gep(data, [index]), _byte)
            item_bytes = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
            for offset in range(0, item_bytes, LINE_BYTES):
                builder.call(prefetch, [builder.gep(entry, [_int64(offset)]), _to_read, _keep, _data])
        return context.get_dummy_value()

    def _typed(typing_context: Any, arrays: Any, index: Any) -> Any:
        return types.void(arrays, index), _ask

    _fetch: Any = intrinsic(_typed)

    @overload(fetch, strict=False)
    def _compiled_fetch(arrays: Any, index: Any) -> Any:
        return lambda arrays, index: _fetch(arrays, index)
