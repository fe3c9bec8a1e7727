"""What a plain YAML word means: the core schema of YAML 1.2, in which `yes` and `none` are text."""

from __future__ import annotations

import re

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {
    word: truth for truth in (True, False) for word in (str(truth).lower(), str(truth), str(truth).upper())
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NOT_A_NUMBER = re.compile(r"\.(nan|NaN|NAN)")

# Longer digit strings are not a quantity that anybody means, and make Python's int() slow or refuse.
_MOST_DIGITS = 200


def scalar_value(text: str) -> str | int | float | bool | None:
    """Return the value of an unquoted YAML word.

    Parameters
    ----------
    text
        The word as it stands in the file, without quotes.

    Returns
    -------
    str or int or float or bool or None
        The value by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/, section 10.3.2).
    """
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if len(text) <= _MOST_DIGITS:
        number = _number(text)
        if number is not None:
            return number
    return text


def _number(text: str) -> int | float | None:
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if _INFINITE.fullmatch(text):
        return float("-inf") if text.startswith("-") else float("inf")
    if _NOT_A_NUMBER.fullmatch(text):
        return float("nan")
    return None
