"""Bringing rights in step with what was released. The one way in; the database compares each row with its version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.core.authority import rights as core
from tandem.domain.authority.rights.access import check_may_bring
from tandem.domain.authority.rights.events import RightEnded, RightGranted
from tandem.domain.authority.rights.models import Right
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


@dataclass(frozen=True, slots=True)
class Released:
    """One version of a right that is or was in force."""

    version: int
    right: core.Right
    valid_from: datetime
    ends_at: datetime | None
    ended_at: datetime | None


def bring(actor: Actor, brand_id: int, *, source: str, released: Sequence[Released]) -> int:
    """Bring the rights of one policy in step with its released versions; returns how many rows were written.

    May be repeated and may come late or out of order: it compares, and writes only what differs. Raises Forbidden.
    """
    check_may_bring(actor)
    written = 0
    with writing_in(brand_id):
        rows = {row.version: row for row in Right.objects.select_for_update().filter(source=source)}
        for one in sorted(released, key=lambda one: one.version):
            row = rows.get(one.version)
            if row is None:
                written += _granted(actor, brand_id, source, one)
            elif (row.noted_ends_at, row.noted_ended_at) != (one.ends_at, one.ended_at):
                written += _ended(actor, row, one)
    return written


def _granted(actor: Actor, brand_id: int, source: str, one: Released) -> int:
    limit, above = one.right.limit, one.right.four_eyes_above
    row, fresh = Right.objects.get_or_create(  # two workers may bring the same version at once
        brand_id=brand_id, source=source, version=one.version,
        defaults={
            "decision_class": one.right.decision_class, "role": one.right.role, "certification": one.right.certification,
            "limit_minor": limit.minor if limit else None, "limit_currency": limit.currency if limit else "",
            "four_eyes_above_minor": above.minor if above else None, "four_eyes_currency": above.currency if above else "",
            "valid_from": one.valid_from, "ends_at": one.ends_at, "ended_at": one.ended_at, "noted_ends_at": one.ends_at, "noted_ended_at": one.ended_at,
        },
    )  # fmt: skip
    if fresh:
        record(actor, brand_id, verb="right.grant", subject=row.ref, source=source, version=one.version)
        publish(actor, brand_id, RightGranted(row.ref, source, one.version))
    return int(fresh)


def _ended(actor: Actor, row: Any, one: Released) -> int:
    """Tell of an end: the version's own transaction has written it."""
    row.noted_ends_at, row.noted_ended_at = one.ends_at, one.ended_at
    row.save(update_fields=["noted_ends_at", "noted_ended_at"])
    record(actor, row.brand_id, verb="right.end" if one.ended_at else "right.renew", subject=row.ref, source=row.source, version=row.version)
    publish(actor, row.brand_id, RightEnded(row.ref, row.source, row.version))
    return 1
