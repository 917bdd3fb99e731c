"""Counting what happened to wordings: for the rooms above, inside the transaction of what happened. Safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.core.knowledge.measures import WEEK, Cited
from tandem.domain.knowledge.articles.queries.shelf import versions_named
from tandem.domain.knowledge.usage.models import Fact
from tandem.foundation.tenancy.scope import writing_in


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: which pool and partner served, on which channel and surface, in which conversation."""

    surface: str
    channel: str = ""
    conversation: str = ""
    pool_id: int | None = None
    vendor_id: int | None = None
    generation_id: int | None = None


def count(
    brand_id: int, cited: Iterable[Cited], *, kinds: Sequence[str], key: str, place: Place, at: datetime, reason: str = ""
) -> int:
    """One fact of each kind for each cited section; what was counted before under this `key` is not counted again.

    A citation of what is not there (any more) is passed over. Returns how many sections were found.
    """
    once = sorted(set(cited), key=lambda one: (one.article, one.version, one.section))
    with writing_in(brand_id):
        known = versions_named([(one.article, one.version) for one in once])
        rows = [
            Fact(
                brand_id=brand_id, kind=kind, article_id=known[one.article, one.version][0], version_id=known[one.article, one.version][1],
                section=one.section, pool_id=place.pool_id, vendor_id=place.vendor_id, channel=place.channel, surface=place.surface,
                conversation=place.conversation, generation_id=place.generation_id, reason=reason[:40], key=key, at=at,
            )
            for one in once if (one.article, one.version) in known for kind in kinds
        ]  # fmt: skip
        Fact.objects.bulk_create(rows, ignore_conflicts=True)  # the unique key ends the race of two workers
    return len(rows) // max(1, len(kinds))


def count_reopened(brand_id: int, conversations: Sequence[str], *, contact: str, at: datetime) -> int:
    """A customer came back with the same matter: what was used in these conversations within the week before did not settle it.

    Counted where it was used: same pool, partner, channel and surface. Returns how many sections.
    """
    with writing_in(brand_id):
        used = Fact.objects.filter(conversation__in=conversations, kind__in=("used", "edited"), at__gt=at - WEEK, at__lte=at)
        rows = {(fact.version_id, fact.section): fact for fact in used.order_by("-at", "-id")}
        Fact.objects.bulk_create([again(fact, kind="reopened", key=contact, at=at) for fact in rows.values()], ignore_conflicts=True)
    return len(rows)


def again(fact: Fact, *, kind: str, key: str, at: datetime, reason: str = "") -> Fact:
    """Another fact of the same section in the same place, not yet written."""
    return Fact(
        brand_id=fact.brand_id, kind=kind, article_id=fact.article_id, version_id=fact.version_id, section=fact.section, pool_id=fact.pool_id,
        vendor_id=fact.vendor_id, channel=fact.channel, surface=fact.surface, conversation=fact.conversation, generation_id=fact.generation_id,
        reason=reason[:40], key=key, at=at,
    )  # fmt: skip
