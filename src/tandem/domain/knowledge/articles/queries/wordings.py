"""Wordings as documents: what is exported, what an import compares with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import F

from tandem.core.knowledge.applicability import PLACES, Applicability
from tandem.core.knowledge.documents import Document, canonical
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.articles.models import OPEN_STATUSES, Article, Version
from tandem.foundation import clock


def wordings(*, kinds: Sequence[str] = ("article",)) -> Iterator[Document]:
    """Every wording in force in scope as a document, by kind, short name and language: what is exported."""
    versions = in_force(clock.now()).filter(article__kind__in=kinds).select_related("article").prefetch_related("article__redirects")
    for version in versions.order_by("article__kind", "article__slug", "article__language"):
        yield document_of(version)


def kept_hashes(slugs: Sequence[str]) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(kind, short name, language) -> (hash of the newest wording, its status), for the entries that exist."""
    rows = Version.objects.filter(article__slug__in=slugs).order_by("article_id", "number")
    named = rows.values_list("article__kind", "article__slug", "article__language", "content_hash", "status")
    return {(kind, slug, language): (digest, status) for kind, slug, language, digest, status in named}


def applicability_of(version: Version) -> Applicability:
    """To whom and where a version applies."""
    places = {place: tuple(getattr(version, place)) for place in PLACES}
    return Applicability(audience=tuple(version.audience), applies_from=version.applies_from, applies_until=version.applies_until, **places)


def document_of(version: Version) -> Document:
    """A version as a document. Its article is loaded with it."""
    article: Article = version.article
    return Document(
        slug=article.slug, title=version.title, body=version.body, summary=version.summary, topics=tuple(article.topics), language=version.language,
        kind=article.kind, content=canonical(version.content) if version.content is not None else "", applies=applicability_of(version),
        needs=tuple(version.needs), related=tuple(version.related), formerly=tuple(sorted(row.slug for row in article.redirects.all())),
    )  # fmt: skip


def open_documents(refs: Sequence[str]) -> list[Document]:
    """The wordings of these entries that are not in force yet."""
    waiting = Version.objects.filter(article__ref__in=refs, status__in=OPEN_STATUSES).select_related("article").prefetch_related("article__redirects")
    return [document_of(version) for version in waiting]


def known_slugs(slugs: Sequence[str], *, kind: str = "article") -> frozenset[str]:
    """Those of these short names that an entry of the brand in scope has, in any language."""
    return frozenset(Article.objects.filter(kind=kind, slug__in=slugs).values_list("slug", flat=True))


def titles_of(slugs: Sequence[str]) -> dict[str, str]:
    """Short name -> title, of the entries of any kind that exist; a source's title before its translations'."""
    rows = Article.objects.filter(slug__in=slugs).order_by(F("translation_of_id").desc(nulls_last=True))
    return dict(rows.values_list("slug", "title"))


def places_known(*, kind: str = "article") -> dict[str, tuple[str, ...]]:
    """Products, plans, regions and channels that wordings in scope name already, for who writes the next."""
    named = Version.objects.filter(article__kind=kind).exclude(**{place: [] for place in PLACES})
    rows = list(named.order_by().values_list(*PLACES).distinct())
    return {place: tuple(sorted({value for row in rows for value in row[n]})) for n, place in enumerate(PLACES)}
