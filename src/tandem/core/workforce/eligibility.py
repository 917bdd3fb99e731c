"""Who may serve a contact: hard conditions, each with its reason. Nothing here weighs or predicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Need:
    """What a waiting contact asks of whoever takes it."""

    contact_id: int
    language: str
    weight: int
    skills: Mapping[str, int] = field(default_factory=dict)
    certifications: frozenset[str] = frozenset()
    pool_kinds: frozenset[str] = frozenset()
    preferred_id: int | None = None
    refused_by: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError("a contact weighs at least one twelfth")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as routing sees them: what they may do, hold, and since when they wait for work."""

    membership_id: int
    person_id: int
    pool_kind: str
    idle_since: datetime
    load: int
    capacity: int
    languages: frozenset[str] = frozenset()
    skills: Mapping[str, int] = field(default_factory=dict)
    certifications: frozenset[str] = frozenset()


def obstacles(candidate: Candidate, need: Need) -> tuple[str, ...]:
    """Why `candidate` may not take `need`: empty when they may. Every reason is named, for the explanation."""
    found = []
    if candidate.pool_kind not in need.pool_kinds:
        found.append("pool")
    if need.language not in candidate.languages:
        found.append("language")
    found += [f"skill:{key}" for key, least in need.skills.items() if candidate.skills.get(key, 0) < least]
    found += [f"certification:{key}" for key in sorted(need.certifications - candidate.certifications)]
    if candidate.load + need.weight > candidate.capacity:
        found.append("capacity")
    if candidate.membership_id in need.refused_by:
        found.append("refused_before")
    return tuple(found)


def is_eligible(candidate: Candidate, need: Need) -> bool:
    """Whether nothing stands in the way."""
    return not obstacles(candidate, need)
