"""Elementary functions from plain arithmetic: the same bits on every processor and Python.

The functions of a mathematics library differ in the last bits between systems, which is enough to turn one
student's choice and, a few weeks later, a whole replication. These use only ``+ - * /``, the square root,
comparisons and exact powers of two, all of which IEEE 754 fixes to the bit. They take and give one number
and are meant for loops inside kernels; their choices compile to selections, so that such loops vectorize
(all but `normal_quantile`).

The coefficients were fitted for this project at 60 digits, by interpolation at Chebyshev nodes.
"""

from __future__ import annotations

import numpy as np

from mentorsim.numerics.kernel import formula, kernel

_INFINITY = float("inf")
_NAN = float("nan")
_ONE_OVER_LN2 = 1.4426950408889634
# ln 2 in two parts; the first has 32 bits after the point, so that its product with an exponent is exact.
_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
# Adding 1.5 * 2**52 leaves the nearest whole number in the lowest bits of the sum.
_ROUNDER = 6755399441055744.0
_LOWEST_EXPONENT = -708.0
_HIGHEST_EXPONENT = 709.782712893384
_TWO_TO_54 = 18014398509481984.0
_SMALLEST_NORMAL = 2.2250738585072014e-308
_FRACTION_BITS = np.int64(52)
_FRACTION_MASK = np.int64(0x000FFFFFFFFFFFFF)
_BITS_OF_ONE = np.int64(0x3FF0000000000000)
_BIAS = 1023.0
_SQRT_2 = 1.4142135623730951


@formula
def exp(x: float) -> float:
    """Raise e to a power, with a relative error under 4e-16.

    Below -708 the result is 0 (no subnormal numbers), above 709.78 infinity; NaN stays NaN.
    """
    x = np.float64(x)
    bounded = min(max(x, _LOWEST_EXPONENT), _HIGHEST_EXPONENT)
    shifted = np.float64(bounded * _ONE_OVER_LN2 + _ROUNDER)
    whole = shifted - _ROUNDER
    r = (bounded - whole * _LN2_HIGH) - whole * _LN2_LOW
    # (exp(r) - 1 - r) / r**2, even and odd powers apart, which processors compute side by side.
    square = r * r
    odd = 2.510038549551032e-08
    odd = odd * square + 2.7557268459997064e-06
    odd = odd * square + 0.00019841269863053618
    odd = odd * square + 0.008333333333330062
    odd = odd * square + 0.16666666666666669
    even = 2.7620088445409746e-07
    even = even * square + 2.4801521295954376e-05
    even = even * square + 0.0013888888917213717
    even = even * square + 0.04166666666662413
    even = even * square + 0.5
    fraction = 1.0 + (r + square * (even + r * odd))
    # The power of two is made one too small and doubled at the end, because 2**1024 itself is out of range.
    exponent = np.float64(shifted - 1.0).view(np.int64) << _FRACTION_BITS
    scale = np.int64(exponent + _BITS_OF_ONE).view(np.float64)
    result: float = fraction * scale * 2.0
    result = 0.0 if x < _LOWEST_EXPONENT else result
    return _INFINITY if x > _HIGHEST_EXPONENT else (result if x == x else x)


@formula
def log(x: float) -> float:
    """Take the natural logarithm, with a relative error under 4e-16.

    The logarithm of 0 is minus infinity, of a negative number NaN.
    """
    x = np.float64(x)
    tiny = x < _SMALLEST_NORMAL
    scaled = np.float64(x * _TWO_TO_54 if tiny else x)
    bits = scaled.view(np.int64)
    exponent = np.float64(bits >> _FRACTION_BITS) - (_BIAS + 54.0 if tiny else _BIAS)
    fraction = np.int64((bits & _FRACTION_MASK) | _BITS_OF_ONE).view(np.float64)
    # Fractions between sqrt(1/2) and sqrt(2) keep the series short and exact near 1.
    high = fraction > _SQRT_2
    fraction = fraction * 0.5 if high else fraction
    exponent = exponent + 1.0 if high else exponent
    s = (fraction - 1.0) / (fraction + 1.0)
    result: float = exponent * _LN2_HIGH + (exponent * _LN2_LOW + _log_of_ratio(s))
    result = x if x == _INFINITY else result
    result = -_INFINITY if x == 0.0 else result
    return result if x >= 0.0 else _NAN


@formula
def _log_of_ratio(s: float) -> float:
    # log((1 + s) / (1 - s)) for |s| < 0.1716
    z = s * s
    g = 0.06543383504997692
    g = g * z + 0.06634379834277701
    g = g * z + 0.07693120102906854
    g = g * z + 0.09090897815442374
    g = g * z + 0.11111111195900235
    g = g * z + 0.14285714285401616
    g = g * z + 0.2000000000000044
    g = g * z + 0.3333333333333333
    return 2.0 * (s + s * z * g)


@formula
def logistic(x: float) -> float:
    """Turn log odds into a probability, 1 / (1 + exp(-x)); 0 and 1 at the infinities.

    The relative error is under 1e-15 for x above -708; below, the result is 0.
    """
    return 1.0 / (1.0 + exp(-x))


@formula
def logit(p: float) -> float:
    """Turn a probability into log odds, log(p / (1 - p)), with a relative error under 1e-15.

    Minus infinity at 0, infinity at 1, NaN outside 0 to 1.
    """
    p = np.float64(p)
    centered = 2.0 * p - 1.0
    # Near 1/2 the ratio is too near 1 for its logarithm; 2p - 1 is exact.
    near_half = -0.17 < centered < 0.17
    far = log(p / (1.0 - p))
    result = _log_of_ratio(centered) if near_half else far
    return _INFINITY if p == 1.0 else result


@formula
def power(base: float, exponent: float) -> float:
    """Raise a number of 0 or more to a power; NaN for a negative base.

    The relative error is under 3e-16 * (1 + |exponent * log(base)|), and 0 for the exponents 0 and 1.
    Anything to the power 0 is 1; 0 to a negative power is infinity.
    """
    base = np.float64(base)
    exponent = np.float64(exponent)
    result = exp(exponent * log(base))
    result = base if exponent == 1.0 and base >= 0.0 else result
    return 1.0 if exponent == 0.0 or base == 1.0 else result


@formula
def clip(x: float, low: float, high: float) -> float:
    """Limit a number to the range from low to high; NaN stays NaN."""
    x, low, high = np.float64(x), np.float64(low), np.float64(high)
    x = low if x < low else x
    return high if x > high else x


@kernel
def normal_quantile(p: float) -> float:
    """Find the standard normal quantile of a probability, with a relative error under 1e-14.

    (Under 1e-12 where p or 1 - p is below 1e-11.) Minus infinity at 0, infinity at 1, NaN outside. Three
    rational functions of degree 7, of the form in M. J. Wichura, "Algorithm AS 241", Applied Statistics 37
    (1988), 477-484, with coefficients fitted anew.
    """
    p = np.float64(p)
    centered = p - 0.5
    if -0.425 <= centered <= 0.425:
        return centered * _central(0.180625 - centered * centered)
    outer = p if centered < 0.0 else 1.0 - p
    if outer > 0.0:
        r = np.sqrt(-log(outer))
        distance = _tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    else:
        distance = _INFINITY if outer == 0.0 else _NAN
    return -distance if centered < 0.0 else distance


@formula
def _central(x: float) -> float:
    # quantile / (p - 1/2), for x = 0.425**2 - (p - 1/2)**2
    above = 1633.0122843811266
    above = above * x + 23904.10311694279
    above = above * x + 52232.98928977862
    above = above * x + 38265.21131566159
    above = above * x + 12139.224890200881
    above = above * x + 1830.5574779412286
    above = above * x + 128.73512822637852
    above = above * x + 3.387132872796346
    below = 3539.541309850703
    below = below * x + 21170.851303918258
    below = below * x + 31203.393040515097
    below = below * x + 17948.909812406826
    below = below * x + 4815.857529833387
    below = below * x + 641.6392645382067
    below = below * x + 41.01236618944735
    below = below * x + 1.0
    return above / below


@formula
def _tail(x: float) -> float:
    # distance from the median where sqrt(-log p) = x + 1.6, up to 5
    above = 0.0010778199678741548
    above = above * x + 0.03153876772510455
    above = above * x + 0.32302758032254675
    above = above * x + 1.5952983678703725
    above = above * x + 4.265652401503306
    above = above * x + 6.311495176709181
    above = above * x + 4.80335229705889
    above = above * x + 1.4234371107497026
    below = 1.1909599813524214e-09
    below = below * x + 0.0007620191991035282
    below = below * x + 0.02109091319512178
    below = below * x + 0.19670484255465026
    below = below * x + 0.8524293701407248
    below = below * x + 1.911327627622008
    below = below * x + 2.174738584769775
    below = below * x + 1.0
    return above / below


@kernel
def _far_tail(x: float) -> float:
    # distance from the median where sqrt(-log p) = x + 5, up to 27.4
    above = 1.4232696937549687e-07
    above = above * x + 2.110374785355866e-05
    above = above * x + 0.0010402804940449286
    above = above * x + 0.023472091014097054
    above = above * x + 0.2736561801537419
    above = above * x + 1.7020679386500295
    above = above * x + 5.348995588709928
    above = above * x + 6.6579046435018165
    below = 9.53878980491548e-16
    below = below * x + 1.0063985776111349e-07
    below = below * x + 1.441962063434997e-05
    below = below * x + 0.0006638445856361221
    below = below * x + 0.013316774788443585
    below = below * x + 0.12830682269238472
    below = below * x + 0.5825911482070747
    below = below * x + 1.0
    return above / below
