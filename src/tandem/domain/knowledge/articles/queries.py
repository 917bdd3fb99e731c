"""Reading wordings: one version as a page, an article's history, search, and what an import compares with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count

from tandem.core.kit.refusals import Absent, Invalid
from tandem.core.knowledge.applicability import PLACES, Applicability, Circumstances
from tandem.core.knowledge.documents import Document, canonical
from tandem.core.knowledge.markdown import render
from tandem.core.knowledge.passages import Passage, parts_of
from tandem.domain.knowledge.articles.access import article_for, audience_of, in_force, sees_drafts, visible_to
from tandem.domain.knowledge.articles.models import OPEN_STATUSES, Article, Section, Version
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
    expires_at: datetime | None
    publish_at: datetime | None
    reason: str
    approvals_needed: int
    round: int
    source_number: int | None
    id: int


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
    kind: str
    content: Any
    applies: Applicability
    needs: tuple[str, ...]
    related: tuple[str, ...]
    translation_of: int | None


def read(actor: Actor, ref: str, *, number: int | None = None, at: datetime | None = None) -> Reading:
    """A wording: by number, as valid at an instant, or the one in force (else the draft). Raises Absent."""
    article = article_for(actor, ref)
    versions = Version.objects.filter(article=article).select_related("author")
    if not sees_drafts(actor):
        versions = versions.filter(valid_from__isnull=False, audience__contains=[audience_of(actor)])
    if number is not None:
        version = versions.filter(number=number).first()
    elif at is not None:
        version = versions.filter(pk__in=in_force(at).filter(article=article)).first()
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
        kind=article.kind,
        content=version.content,
        applies=applicability_of(version),
        needs=tuple(version.needs),
        related=tuple(version.related),
        translation_of=article.translation_of_id,
    )


def draft_of(actor: Actor, ref: str) -> Reading | None:
    """The version that is not in force yet, if any: a draft, in review, or approved."""
    article = article_for(actor, ref)
    number = Version.objects.filter(article=article, status__in=OPEN_STATUSES).values_list("number", flat=True).first()
    return read(actor, ref, number=number) if number is not None and sees_drafts(actor) else None


def history(actor: Actor, ref: str) -> tuple[VersionRow, ...]:
    """Every version that this actor may see, the newest first."""
    article = article_for(actor, ref)
    versions = Version.objects.filter(article=article).select_related("author").order_by("-number")
    return tuple(_row(version) for version in versions if version.valid_from or sees_drafts(actor))


def search(
    brand_id: int,
    text: str,
    *,
    k: int = 5,
    at: datetime | None = None,
    language: str = "en",
    sections_each: int = 2,
    circumstances: Circumstances | None = None,
) -> tuple[Passage, ...]:
    """The best `k` articles for a text, each with its best sections, best first: hybrid of words and meaning.

    Only wordings valid at `at` (now), in `language`, that apply in the `circumstances` (none: all of them, for
    those who keep the knowledge); what does not apply is left out before anything is ranked. A brand outside the scope finds nothing. Where the
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
            "SELECT * FROM knowledge_search(%s, %s::text[], %s::text[]::vector[], %s, %s, %s, %s, %s, %s::text[], %s::text[], %s::text[], %s::text[])",
            [
                brand_id,
                list(parts),
                _meanings(parts, language),
                language,
                at or clock.now(),
                k,
                sections_each,
                *_asked_in(circumstances),
            ],
        )
        return tuple(Passage(*(*row[:-1], tuple(row[-1]))) for row in cursor.fetchall())


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


def wordings(*, kinds: Sequence[str] = ("article",)) -> Iterator[Document]:
    """Every wording in force in scope as a document, by kind, short name and language: what is exported."""
    versions = in_force(clock.now()).filter(article__kind__in=kinds).select_related("article")
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
        needs=tuple(version.needs), related=tuple(version.related),
    )  # fmt: skip


def _asked_in(circumstances: Circumstances | None) -> list[Any]:
    """The circumstances as the search function takes them; all NULL means no such filter."""
    if circumstances is None:
        return [None] * (1 + len(PLACES))
    return [circumstances.audience, *(list(getattr(circumstances, place)) for place in PLACES)]


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
        expires_at=version.expires_at,
        publish_at=version.publish_at,
        reason=version.reason,
        approvals_needed=version.approvals_needed,
        round=version.round,
        source_number=version.source_number,
        id=version.pk,
    )


def overview(actor: Actor, *, kind: str = "article") -> tuple[dict[str, int], tuple[str, ...]]:
    """(how many entries of a kind in each state, every topic by name) among those that this actor may see."""
    rows = visible_to(actor).filter(kind=kind)
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    topics = {topic for many in rows.order_by().values_list("topics", flat=True) for topic in many}
    return counts, tuple(sorted(topics, key=str.casefold))


def open_version(article: Article, *statuses: str) -> Version | None:
    """The entry's version that is not in force yet, if it has one of these statuses (any, when none is named)."""
    version: Version | None = Version.objects.filter(article=article, status__in=statuses or OPEN_STATUSES).first()
    return version


def published_version(article: Article) -> Version | None:
    """The entry's version whose status is published, be it past its expiry or not."""
    version: Version | None = Version.objects.filter(article=article, status="published").first()
    return version


def last_version(article: Article) -> Version:
    """The entry's newest version."""
    version: Version = Version.objects.filter(article=article).order_by("-number")[0]
    return version


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


def waiting_documents(refs: Sequence[str]) -> list[Document]:
    """The wordings of these entries that are in review."""
    waiting = Version.objects.filter(article__ref__in=refs, status="in_review").select_related("article")
    return [document_of(version) for version in waiting]
