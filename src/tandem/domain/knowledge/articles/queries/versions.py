"""Versions by where they stand: for `releases`, which moves them."""

from __future__ import annotations

from datetime import datetime

from tandem.domain.knowledge.articles.models import OPEN_STATUSES, Article, Version


def open_version(article: Article, *statuses: str) -> Version | None:
    """The entry's version that is not in force yet, if it has one of these statuses (any, when none is named)."""
    version: Version | None = Version.objects.filter(article=article, status__in=statuses or OPEN_STATUSES).first()
    if version is not None:
        version.article = article
    return version


def published_version(article: Article) -> Version | None:
    """The entry's version whose status is published, be it past its expiry or not."""
    version: Version | None = Version.objects.filter(article=article, status="published").first()
    return version


def last_version(article: Article) -> Version:
    """The entry's newest version."""
    version: Version = Version.objects.filter(article=article).order_by("-number")[0]
    return version


def before_version(version: Version) -> Version | None:
    """The wording that was last in force before this one, for what changed."""
    earlier = Version.objects.filter(article_id=version.article_id, number__lt=version.number, valid_from__isnull=False)
    before: Version | None = earlier.order_by("-number").first()
    return before


def released_versions(article_id: int, *, kind: str) -> list[Version]:
    """Every version of an entry of this kind that is or was in force, in order, with the entry; none for another kind."""
    rows = Version.objects.filter(article_id=article_id, article__kind=kind, valid_from__isnull=False)
    return list(rows.select_related("article").order_by("number"))


def version_of(version_id: int, *, lock: bool = False) -> Version:
    """A version in scope with its entry and people; locked when it is decided on."""
    rows = Version.objects.select_for_update(of=("self",)) if lock else Version.objects
    version: Version = rows.select_related("article", "author", "published_by").get(pk=version_id)
    return version


def due(what: str, *, by: datetime, most: int) -> list[tuple[int, int, int]]:
    """(brand, entry, version) of what is approved and to be published, or published and to expire, by an instant."""
    status, field = {"publish": ("approved", "publish_at"), "expire": ("published", "expires_at")}[what]
    rows = Version.objects.filter(status=status, **{f"{field}__lte": by}).order_by(field)
    return list(rows.values_list("brand_id", "article_id", "id")[:most])
