"""Dates and languages that want somebody's attention, over all entries in scope."""

from __future__ import annotations

from datetime import datetime

from tandem.core.knowledge.releases import EXPIRES_SOON
from tandem.domain.knowledge.articles.access import is_stale, with_sources
from tandem.domain.knowledge.articles.models import Article, Version
from tandem.foundation import clock


def ending() -> tuple[tuple[str, datetime, bool], ...]:
    """(short name, date, whether it is over) of what has expired and was not written anew, or expires within thirty days."""
    now = clock.now()
    soon = Version.objects.filter(status="published", expires_at__lte=now + EXPIRES_SOON)
    over = Version.objects.filter(article__state="expired", status="superseded", expires_at__isnull=False)
    rows = {**_by_entry(over), **_by_entry(soon)}
    return tuple(sorted((slug, at, at <= now) for slug, at in rows.values()))


def left_behind() -> tuple[tuple[str, str], ...]:
    """(short name, language) of translations whose source has moved on."""
    rows = with_sources(Article.objects.filter(state="published", translation_of__isnull=False))
    return tuple(sorted((row.slug, row.language) for row in rows if is_stale(row)))


def _by_entry(versions: object) -> dict[int, tuple[str, datetime]]:
    rows = versions.order_by("number").values_list("article_id", "article__slug", "expires_at")  # type: ignore[attr-defined]  # a queryset
    return {article_id: (slug, at) for article_id, slug, at in rows}
