"""Reading experts: candidates for routing, the roster for the floor, one's own state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tandem.core.service.weights import FULL
from tandem.core.workforce.eligibility import Candidate
from tandem.domain.workforce.experts.models import Availability, Competence, Expert
from tandem.foundation import clock

ROSTER = """
SELECT e.id, e.ref, e.headline, e.takes_work, m.id AS membership_id, m.ref AS desk, m.person_id, m.display_name, m.brand_id,
    p.kind AS pool_kind, p.name AS pool, v.name AS vendor, coalesce(a.state, 'offline') AS state, coalesce(a.reason, '') AS reason,
    a.since, a.until, a.idle_since, coalesce(l.load, 0) AS load, coalesce(l.capacity, 12) AS capacity,
    coalesce((SELECT jsonb_agg(jsonb_build_array(c.kind, c.key, c.level, c.expires_at)) FROM experts_competence c
        WHERE c.expert_id = e.id AND (c.expires_at IS NULL OR c.expires_at > %s)), '[]') AS competences
FROM experts_expert e
JOIN tenancy_membership m ON m.id = e.membership_id AND m.ended_at IS NULL
LEFT JOIN tenancy_pool p ON p.id = m.pool_id
LEFT JOIN tenancy_vendor v ON v.id = m.vendor_id
LEFT JOIN experts_availability a ON a.person_id = e.person_id
LEFT JOIN conversations_personload l ON l.person_id = e.person_id
WHERE e.brand_id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class OnRoster:
    """An expert as the floor and routing see them."""

    id: int
    ref: str
    headline: str
    takes_work: bool
    membership_id: int
    desk: str
    person_id: int
    name: str
    brand_id: int
    pool_kind: str | None
    pool: str | None
    vendor: str | None
    state: str
    reason: str
    since: datetime | None
    until: datetime | None
    idle_since: datetime | None
    load: int
    capacity: int
    competences: tuple[tuple[str, str, int, str | None], ...]

    def of_kind(self, kind: str) -> dict[str, int]:
        """key -> level of one kind of competence."""
        return {key: level for of, key, level, _ in self.competences if of == kind}


def roster(brand_ids: Sequence[int], *, only_online: bool = False, ref: str = "", person_id: int | None = None) -> list[OnRoster]:
    """The experts of these brands (or the one of this reference, or of this person), with valid competences, availability and load."""
    given: list[Any] = [clock.now(), list(brand_ids)]
    query = ROSTER + (" AND a.state = 'online' AND e.takes_work" if only_online else "")
    if ref:
        query, given = query + " AND e.ref = %s", [*given, ref]
    if person_id is not None:
        query, given = query + " AND e.person_id = %s", [*given, person_id]
    with connection.cursor() as cursor:
        cursor.execute(query + " ORDER BY m.display_name, e.id", given)
        return [_on_roster(row) for row in cursor.fetchall()]


def candidates(brand_id: int) -> list[Candidate]:
    """Whoever is online in the brand with room for more, as the core ranks them."""
    return [
        Candidate(
            membership_id=row.membership_id, person_id=row.person_id, pool_kind=row.pool_kind, idle_since=row.idle_since, load=row.load,
            capacity=row.capacity, languages=frozenset(row.of_kind("language")), skills=row.of_kind("skill"),
            certifications=frozenset(row.of_kind("certification")),
        )
        for row in roster([brand_id], only_online=True)
        if row.load < row.capacity and row.pool_kind and row.idle_since
    ]  # fmt: skip


def availability_of(person_id: int) -> Availability | None:
    """A person's state, or None when they never went online."""
    return Availability.objects.filter(pk=person_id).first()


def experts_of_person(person_id: int) -> list[Expert]:
    """A person's expert profiles in the brands in scope."""
    return list(Expert.objects.filter(person_id=person_id).select_related("membership", "brand"))


def expert_of_membership(membership_id: int) -> Expert | None:
    """The profile behind a membership, if it answers customers."""
    return Expert.objects.filter(membership_id=membership_id).select_related("membership").first()


def competences_of(expert_id: int) -> list[Competence]:
    """All of them, expired ones too."""
    return list(Competence.objects.filter(expert_id=expert_id).order_by("kind", "key"))


def most_at_once(capacity: int = FULL) -> int:
    """How many chats a capacity allows."""
    return capacity // 4


def _on_roster(row: Sequence[Any]) -> OnRoster:
    competences = json.loads(row[-1]) if isinstance(row[-1], str) else row[-1]
    values: Any = (*row[:-1], tuple((kind, key, level, end) for kind, key, level, end in competences))
    return OnRoster(*values)
