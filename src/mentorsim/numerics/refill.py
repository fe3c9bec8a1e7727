"""Set a whole block to one value, past the processor's cache where the block is larger than that.

A write usually brings a line of memory into the cache first, only to overwrite it. For a block that does not
fit there, that is most of the time; writing past the cache takes a third of it. Results are the same.
"""

from __future__ import annotations

import importlib
from typing import Any

from mentorsim.numerics.kernel import COMPILES, VARIANT
from mentorsim.numerics.prefetch import LINE_BYTES

PAST_THE_CACHE = 16 * 2**20
"""Blocks of more bytes are written past the cache."""


def refill(block: Any, value: int) -> None:
    """Set a contiguous block of integers to 0 or -1, or one of numbers to 0."""
    block[:] = value


if COMPILES and VARIANT == "plain":
    from numba.extending import overload

    @overload(refill, strict=False)
    def _plain_refill(block: Any, value: Any) -> Any:
        def fill(block: Any, value: Any) -> None:
            block[:] = value

        return fill

elif COMPILES:
    from numba.core import types
    from numba.extending import intrinsic, overload

    # These come without types.
    cgutils: Any = importlib.import_module("numba.core.cgutils")
    ir: Any = importlib.import_module("llvmlite.ir")
    _byte, _int32 = ir.IntType(8), ir.IntType(32)
    _line = ir.VectorType(_int32, LINE_BYTES // 4)

    def _write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        word = context.cast(builder, arguments[1], signature.args[1], types.int32)
        byte = builder.trunc(word, _byte)
        first = builder.ptrtoint(array.data, array.nitems.type)
        past = builder.add(first, builder.mul(array.nitems, array.itemsize))
        # Whole lines in the middle, if there are any, and what is left before and after them.
        mask = first.type(-LINE_BYTES)
        begin = _least(builder, builder.and_(builder.add(first, first.type(LINE_BYTES - 1)), mask), past)
        end = builder.add(begin, builder.and_(builder.sub(past, begin), mask))
        cgutils.memset(builder, _at(builder, first, _byte), builder.sub(begin, first), byte)
        cgutils.memset(builder, _at(builder, end, _byte), builder.sub(past, end), byte)
        one = builder.insert_element(ir.Constant(_line, ir.Undefined), word, _int32(0))
        every = ir.Constant(_line, None)
        filled = builder.shuffle_vector(one, one, every)
        lines = builder.udiv(builder.sub(end, begin), first.type(LINE_BYTES))
        with cgutils.for_range(builder, lines) as loop:
            place = builder.add(begin, builder.mul(loop.index, first.type(LINE_BYTES)))
            stored = builder.store(filled, _at(builder, place, _line), align=LINE_BYTES)
            stored.set_metadata("nontemporal", builder.module.add_metadata([_int32(1)]))
        return context.get_dummy_value()

    def _least(builder: Any, one: Any, other: Any) -> Any:
        return builder.select(builder.icmp_unsigned("<", one, other), one, other)

    def _at(builder: Any, address: Any, kind: Any) -> Any:
        return builder.inttoptr(address, kind.as_pointer())

    def _typed(typing_context: Any, block: Any, value: Any) -> Any:
        return types.void(block, value), _write

    _past_the_cache: Any = intrinsic(_typed)

    @overload(refill, strict=False)
    def _compiled_refill(block: Any, value: Any) -> Any:
        def fill(block: Any, value: Any) -> None:
            if block.size * block.itemsize > PAST_THE_CACHE:
                _past_the_cache(block, value)
            else:
                block[:] = value

        return fill
