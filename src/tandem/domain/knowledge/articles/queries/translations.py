"""An entry's languages side by side: which is the source, which follow it, which it has left behind."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.domain.knowledge.articles.access import article_for, is_stale, visible_to, with_sources
from tandem.domain.knowledge.articles.models import Article
from tandem.domain.knowledge.articles.queries.versions import open_version, published_version
from tandem.foundation.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of an entry. `made_from` is the source's version that it translates, `source_now` the source's newest."""

    ref: str
    language: str
    title: str
    state: str
    number: int
    open_status: str
    is_source: bool
    is_stale: bool
    made_from: int | None
    source_now: int | None


def tongues_of(actor: Actor, ref: str) -> tuple[Tongue, ...]:
    """The source first, then its translations by language, as far as this actor may see them. Raises Absent."""
    article = article_for(actor, ref)
    source_id = article.translation_of_id or article.pk
    rows = visible_to(actor)
    both = with_sources(rows.filter(pk=source_id) | rows.filter(translation_of_id=source_id))
    ordered = sorted(both, key=lambda row: (row.pk != source_id, row.language))
    return tuple(_tongue(row, is_source=row.pk == source_id) for row in ordered)


def _tongue(row: Article, *, is_source: bool) -> Tongue:
    released, waiting = published_version(row), open_version(row)
    shown = released or waiting
    made_from, source_now = getattr(row, "made_from", None), getattr(row, "source_now", None)
    return Tongue(
        row.ref, row.language, row.title, row.state, shown.number if shown else 0, waiting.status if waiting else "",
        is_source, is_stale(row), made_from, source_now,
    )  # fmt: skip
