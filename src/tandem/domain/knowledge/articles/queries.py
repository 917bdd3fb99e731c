"""Reading wordings: one version as a page, an article's history, search, and what an import compares with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count

from tandem.core.kit.refusals import Absent, Invalid
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.markdown import render
from tandem.core.knowledge.passages import Passage, parts_of
from tandem.domain.knowledge.articles.access import article_for, sees_drafts, visible_to
from tandem.domain.knowledge.articles.models import Article, Section, Version
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embed_one, embedder
from tandem.foundation.tenancy.actor import Actor

MOST_FOUND = 100
LONGEST_QUERY = 20_000  # characters


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as it is cited: plain text, counted in characters."""

    ref: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in an article's history."""

    number: int
    title: str
    status: str
    author: str
    created_at: datetime
    published_at: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One wording of an article, ready to show: `html` is safe. A draft has no sections yet."""

    ref: str
    slug: str
    state: str
    topics: tuple[str, ...]
    title: str
    summary: str
    body: str
    html: str
    language: str
    content_hash: str
    version: VersionRow
    sections: tuple[SectionView, ...]


def read(actor: Actor, ref: str, *, number: int | None = None, at: datetime | None = None) -> Reading:
    """A wording: by number, as valid at an instant, or the one in force (else the draft). Raises Absent."""
    article = article_for(actor, ref)
    versions = Version.objects.filter(article=article).select_related("author")
    if not sees_drafts(actor):
        versions = versions.exclude(status="draft")
    if number is not None:
        version = versions.filter(number=number).first()
    elif at is not None:
        version = versions.filter(valid_from__lte=at).exclude(valid_until__lte=at).first()
    else:
        version = versions.filter(status="published").first() or versions.order_by("-number").first()
    if version is None:
        raise Absent("There is no such version of this article.")
    sections = (
        Section.objects.filter(version=version)
        .order_by("position")
        .values_list("section_ref", "heading", "text")
    )
    return Reading(
        ref=article.ref,
        slug=article.slug,
        state=article.state,
        topics=tuple(article.topics),
        title=version.title,
        summary=version.summary,
        body=version.body,
        html=render(version.body),
        language=version.language,
        content_hash=version.content_hash,
        version=_row(version),
        sections=tuple(SectionView(*row) for row in sections),
    )


def draft_of(actor: Actor, ref: str) -> Reading | None:
    """The draft that waits, if any."""
    article = article_for(actor, ref)
    number = Version.objects.filter(article=article, status="draft").values_list("number", flat=True).first()
    return read(actor, ref, number=number) if number is not None and sees_drafts(actor) else None


def history(actor: Actor, ref: str) -> tuple[VersionRow, ...]:
    """Every version that this actor may see, the newest first."""
    article = article_for(actor, ref)
    versions = Version.objects.filter(article=article).select_related("author").order_by("-number")
    return tuple(_row(version) for version in versions if version.status != "draft" or sees_drafts(actor))


def search(
    brand_id: int,
    text: str,
    *,
    k: int = 5,
    at: datetime | None = None,
    language: str = "en",
    sections_each: int = 2,
) -> tuple[Passage, ...]:
    """The best `k` articles for a text, each with its best sections, best first: hybrid of words and meaning.

    Only wordings valid at `at` (now), in `language`; a brand outside the scope finds nothing. Where the
    embedder does not know the language, words alone are compared. Raises Invalid on an unusable query.
    """
    if "\x00" in text:
        raise Invalid("The search holds a NUL byte.", field="text")
    if not 1 <= k <= MOST_FOUND:
        raise Invalid("A search returns 1 to %(most_found)s articles.", named={"most_found": MOST_FOUND}, field="k")
    parts = parts_of(text[:LONGEST_QUERY])
    if not parts:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM knowledge_search(%s, %s::text[], %s::text[]::vector[], %s, %s, %s, %s)",
            [
                brand_id,
                list(parts),
                _meanings(parts, language),
                language,
                at or clock.now(),
                k,
                sections_each,
            ],
        )
        return tuple(Passage(*row) for row in cursor.fetchall())


def embeds(language: str) -> bool:
    """Whether the embedder of this installation knows a language."""
    known = embedder().languages
    return "*" in known or language.partition("-")[0] in known


def section_text(version_id: int, section_ref: str) -> str | None:
    """The text that a citation's span counts in, for who checks a citation."""
    found: str | None = (
        Section.objects.filter(version_id=version_id, section_ref=section_ref)
        .values_list("text", flat=True)
        .first()
    )
    return found


def wordings(status: str = "published") -> Iterator[Document]:
    """Every published wording (or draft) in scope as a document, in order of short name: what is exported."""
    versions = Version.objects.filter(status=status).select_related("article")
    for version in versions.order_by("article__slug"):
        yield _document(version)


def kept_hashes(slugs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Short name -> (hash of the newest wording, its status), for the articles that exist."""
    rows = Version.objects.filter(article__slug__in=slugs).order_by("article_id", "number")
    return {
        slug: (digest, status)
        for slug, digest, status in rows.values_list("article__slug", "content_hash", "status")
    }


def _meanings(parts: Sequence[str], language: str) -> list[str | None]:
    if not embeds(language):
        return [None] * len(parts)
    return ["[" + ",".join(f"{x:.6g}" for x in embed_one(part)) + "]" for part in parts]


def _row(version: Version) -> VersionRow:
    return VersionRow(
        number=version.number,
        title=version.title,
        status=version.status,
        author=version.author.display_name if version.author else "",
        created_at=version.created_at,
        published_at=version.published_at,
        valid_from=version.valid_from,
        valid_until=version.valid_until,
    )


def _document(version: Version) -> Document:
    article: Article = version.article
    return Document(
        slug=article.slug,
        title=version.title,
        body=version.body,
        summary=version.summary,
        topics=tuple(article.topics),
        language=version.language,
    )


def overview(actor: Actor) -> tuple[dict[str, int], tuple[str, ...]]:
    """(how many articles of each state, every topic by name) among those that this actor may see."""
    rows = visible_to(actor)
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    topics = {topic for many in rows.order_by().values_list("topics", flat=True) for topic in many}
    return counts, tuple(sorted(topics, key=str.casefold))
