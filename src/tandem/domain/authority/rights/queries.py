"""Reading rights: those in force at an instant, and who holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tandem.core.authority import rights as core
from tandem.core.kit.money import Money
from tandem.domain.authority.rights.models import Right
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership


@dataclass(frozen=True, slots=True)
class InForce:
    """A right in force, with the policy and version that it comes from."""

    ref: str
    right: core.Right
    source: str
    version: int
    valid_from: datetime
    ends_at: datetime | None


def rights_in_force(*, decision_class: str = "", at: datetime | None = None) -> tuple[InForce, ...]:
    """The rights in scope that hold (or held) at an instant, by class and role."""
    rows = valid_at(at or clock.now())
    rows = rows.filter(decision_class=decision_class) if decision_class else rows
    return tuple(InForce(row.ref, right_of(row), row.source, row.version, row.valid_from, row.ends_at) for row in rows.order_by("decision_class", "role", "id"))


def valid_at(instant: datetime) -> QuerySet[Any]:
    """The rows that hold at an instant."""
    rows: QuerySet[Any] = Right.objects.filter(valid_from__lte=instant)
    return rows.exclude(ended_at__lte=instant).exclude(ends_at__lte=instant)


def right_of(row: Any) -> core.Right:
    """A row as the core's value."""
    return core.Right(
        row.decision_class, row.role, _money(row.limit_minor, row.limit_currency), row.certification,
        _money(row.four_eyes_above_minor, row.four_eyes_currency),
    )  # fmt: skip


def holders_of(roles: set[str]) -> dict[str, tuple[str, ...]]:
    """Role -> the names of those in scope who have it now, by name. Whether they hold a certification is asked of `workforce`."""
    rows = Membership.objects.filter(ended_at__isnull=True, roles__overlap=sorted(roles)).order_by("display_name", "id")
    named = list(rows.values_list("display_name", "roles"))
    return {role: tuple(name for name, own in named if role in own) for role in sorted(roles)}


def _money(minor: int | None, currency: str) -> Money | None:
    return Money(currency, minor) if minor is not None else None
