"""Scope: whose brands a transaction may touch. Python's wall and the database's are raised together here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.db import connection, transaction


class OutsideScope(RuntimeError):  # noqa: N818  a state of affairs
    """A tenant's table was touched outside a scope, or a scope was widened."""


@dataclass(frozen=True, slots=True)
class Scope:
    """(person, brands, purpose), and the vendor whose own people alone are visible, if any."""

    brands: tuple[int, ...]
    person: int | None = None
    vendor: int | None = None
    purpose: str = field(default="", compare=False)

    @property
    def brand(self) -> int:
        """The one brand that a write transaction holds. Raises OutsideScope when there are more."""
        if len(self.brands) != 1:
            raise OutsideScope(f"a write needs a scope of one brand, this one has {len(self.brands)}")
        return self.brands[0]


NOTHING = Scope(brands=())
_current: ContextVar[Scope | None] = ContextVar("tandem_scope", default=None)
_acting: ContextVar[bool] = ContextVar("tandem_acting", default=False)


def current() -> Scope:
    """The scope in force. Raises OutsideScope when there is none."""
    scope_ = _current.get()
    if scope_ is None:
        raise OutsideScope("a tenant's table was touched outside a scope")
    return scope_


def in_scope() -> bool:
    """Whether any scope is in force."""
    return _current.get() is not None


@contextmanager
def scope(wanted: Scope) -> Iterator[Scope]:
    """One transaction (or savepoint) that sees `wanted` and nothing else.

    Nested scopes may only narrow; leaving one restores the outer. Raises OutsideScope on widening.
    """
    outer = _current.get()
    if outer == wanted:
        yield wanted
        return
    if outer is not None:
        _check_narrower(outer, wanted)
    with transaction.atomic():
        _tell_database(wanted)
        token = _current.set(wanted)
        try:
            yield wanted
        finally:
            _current.reset(token)
    # On an exception the savepoint has restored the settings itself; a commit drops them.
    if outer is not None:
        _tell_database(outer)
    elif connection.in_atomic_block:
        _tell_database(NOTHING)


@contextmanager
def writing_in(brand_id: int, *, savepoint: bool = True) -> Iterator[Scope]:
    """The current scope narrowed to one brand: every action that writes runs in one, and is all or nothing.

    Nested actions share the outermost one's savepoint. `savepoint=False` is for hot paths whose every refusal
    comes before their first write.
    """
    narrowed = replace(current(), brands=(brand_id,))
    if narrowed != current():
        with scope(narrowed), _one_action():
            yield narrowed
    elif savepoint and not _acting.get():
        with transaction.atomic(), _one_action():
            yield narrowed
    else:
        yield narrowed


@contextmanager
def _one_action() -> Iterator[None]:
    token = _acting.set(True)
    try:
        yield
    finally:
        _acting.reset(token)


def _check_narrower(outer: Scope, wanted: Scope) -> None:
    if not set(wanted.brands) <= set(outer.brands):
        raise OutsideScope("a scope cannot be widened to another brand")
    if outer.vendor is not None and wanted.vendor != outer.vendor:
        raise OutsideScope("a vendor's scope cannot be left")


def _tell_database(wanted: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tandem.brands', %s, true), set_config('tandem.vendor', %s, true), set_config('tandem.person', %s, true)",
            [",".join(map(str, wanted.brands)), str(wanted.vendor or ""), str(wanted.person or "")],
        )
