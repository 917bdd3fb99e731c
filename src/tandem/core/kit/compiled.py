"""A typed door to numba, so that compiled functions keep their signatures under mypy --strict."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core.options import DefaultOptions

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
# Numba's reference counter is off in event loops: they allocate nothing, and counting cost most of their time.
# The option is private, so a numba that no longer knows it gets the same loops with the counter: slower, not broken.
COUNTER_OFF = hasattr(DefaultOptions, "_nrt")
_LOOP: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": True, **({"_nrt": False} if COUNTER_OFF else {})}


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile to machine code on first call, keep it beside the module, and release the interpreter lock.

    >>> @compiled
    ... def double(value: float) -> float:
    ...     return 2.0 * value
    >>> double.__name__
    'double'
    """
    # cache only for code in a file: a doctest or a console has nothing to key the cache by
    keeps = not function.__code__.co_filename.startswith("<")
    return cast("Callable[Parameters, Result]", numba.njit(cache=keeps, nogil=True)(function))


def fast_compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """As `compiled`, for event loops: sums may be reordered, and nothing may be allocated inside."""
    return cast("Callable[Parameters, Result]", numba.njit(**_LOOP)(function))


def inlined(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """As `fast_compiled`, and always laid into its caller: for steps of a loop that share wide state."""
    return cast("Callable[Parameters, Result]", numba.njit(forceinline=True, **_LOOP)(function))
