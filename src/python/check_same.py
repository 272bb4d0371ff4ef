"""Comparing a learner's value with the expected one, without asking the learner's value.

An object that claims to be equal to everything is equal to nothing here: types must be the same,
and containers are compared item by item.
"""

from __future__ import annotations

import math

__all__ = ["same"]


def same(actual: object, expected: object) -> bool:
    """Tell whether two values are alike.

    Numbers of type int and float compare by size (floats to nine digits), exceptions by type and
    arguments, everything else by its type and then by the equality of `expected`.
    """
    if type(actual) in (int, float) and type(expected) in (int, float):
        return actual == expected or math.isclose(actual, expected, rel_tol=1e-9, abs_tol=1e-12)
    if type(actual) is not type(expected):
        return False
    if isinstance(expected, (list, tuple)):
        return _same_items(list(actual), list(expected))
    if isinstance(expected, dict):
        # Order counts for nobody; keys are compared as strictly as values.
        pairs = list(actual.items())
        return len(pairs) == len(expected) and all(
            any(same(key, k) and same(value, v) for k, v in pairs)
            for key, value in expected.items()
        )
    if isinstance(expected, (set, frozenset)):
        return len(actual) == len(expected) and all(
            any(same(item, other) for other in actual) for item in expected
        )
    if isinstance(expected, BaseException):
        return _same_items(list(actual.args), list(expected.args))
    return (expected == actual) is True


def _same_items(actual: list[object], expected: list[object]) -> bool:
    return len(actual) == len(expected) and all(map(same, actual, expected))
