"""A typed door to numba, so that compiled functions keep their signatures under mypy --strict."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


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
    return cast(Callable[Parameters, Result], numba.njit(cache=keeps, nogil=True)(function))


def fast_compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """As `compiled`, and floating-point sums may be reordered: for simulation, never for closed forms."""
    # without the reference counter (`_nrt`): such loops allocate nothing, and counting costs most of their time
    return cast(
        Callable[Parameters, Result], numba.njit(cache=True, nogil=True, fastmath=True, _nrt=False)(function)
    )


def inlined(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """As `fast_compiled`, and always laid into its caller: for steps of a loop that share wide state."""
    options = {"cache": True, "nogil": True, "fastmath": True, "forceinline": True, "_nrt": False}
    return cast(Callable[Parameters, Result], numba.njit(**options)(function))
