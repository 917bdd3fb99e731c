"""Reading wordings: one version as a page, an article's history, what a list counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.markdown import render
from tandem.domain.knowledge.articles.access import STANDINGS, article_for, audience_of, in_force, sees_drafts, standing_is, visible_to
from tandem.domain.knowledge.articles.models import OPEN_STATUSES, Section, Version
from tandem.domain.knowledge.articles.queries.wordings import applicability_of
from tandem.foundation.tenancy.actor import Actor


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
    seal: str


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


def read(actor: Actor, ref: str, *, number: int | None = None, at: datetime | None = None, address: Callable[[str], str] | None = None) -> Reading:
    """A wording: by number, as valid at an instant, or the one in force (else the draft). Raises Absent.

    `address` says where this surface serves a file that the wording shows.
    """
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
        html=render(version.body, address=address),
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


def overview(actor: Actor, *, kind: str = "article") -> tuple[dict[str, int], tuple[str, ...]]:
    """(how many entries of a kind in each state, every topic by name) among those that this actor may see."""
    rows = visible_to(actor).filter(kind=kind)
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    topics = {topic for many in rows.order_by().values_list("topics", flat=True) for topic in many}
    return counts, tuple(sorted(topics, key=str.casefold))


def standings(actor: Actor, *, kind: str = "article") -> tuple[dict[str, int], tuple[str, ...]]:
    """(how many entries of a kind stand how; one may stand in two ways, all languages) for the filters of a list."""
    rows = visible_to(actor).filter(kind=kind)
    counts = rows.aggregate(**{standing: Count("pk", filter=standing_is(standing)) for standing in STANDINGS}, every=Count("pk"))
    languages = rows.order_by("language").values_list("language", flat=True).distinct()
    return counts, tuple(languages)


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
        seal=version.seal,
    )
