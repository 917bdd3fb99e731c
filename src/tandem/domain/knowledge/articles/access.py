"""Articles as a person, customer or token may see them. Absent and forbidden look the same."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tandem.core.kit.refusals import Absent, Forbidden, Invalid
from tandem.domain.knowledge.articles.models import Article, Version
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership

WRITERS = frozenset({"author", "approver"})
READERS_OF_DRAFTS = frozenset({"author", "approver", "lead", "reviewer", "auditor", "brand_owner"})
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list. `version` is the number of the published wording, else of the draft."""

    ref: str
    slug: str
    title: str
    topics: tuple[str, ...]
    language: str
    state: str
    changed_at: datetime
    version: int
    published_at: datetime | None
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the cursor of the next page ("" on the last)."""

    rows: tuple[ArticleRow, ...]
    next: str


def article_for(actor: Actor, ref: str) -> Article:
    """The article, if this actor may see it. Raises Absent."""
    article: Article | None = visible_to(actor).filter(ref=ref).first() if "\x00" not in ref else None
    if article is None:
        raise Absent("There is no such article.")
    return article


def articles_for(
    actor: Actor,
    *,
    state: str = "",
    text: str = "",
    topic: str = "",
    language: str = "",
    after: str = "",
    limit: int = 50,
) -> Page:
    """Articles, the last changed first; `text` looks in titles and short names. Raises Invalid."""
    if state and state not in ("draft", "published", "retired"):
        raise Invalid("A state is draft, published or retired.", field="state")
    if not 1 <= limit <= MOST_ROWS:
        raise Invalid("A page holds 1 to %(most_rows)s articles.", named={"most_rows": MOST_ROWS}, field="limit")
    if "\x00" in text + topic + language:
        raise Invalid("The filter holds a NUL byte.", field="text")
    rows = visible_to(actor)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(topics__contains=[topic]) if topic else rows
    rows = rows.filter(language=language) if language else rows
    rows = rows.filter(Q(title__icontains=text) | Q(slug__icontains=text)) if text else rows
    if after:
        changed_at, ref = _read_cursor(after)
        rows = rows.filter(Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, ref__lt=ref))
    found = list(_with_versions(rows).order_by("-changed_at", "-ref")[: limit + 1])
    more = len(found) > limit
    return Page(tuple(_row(article) for article in found[:limit]), _cursor(found[limit - 1]) if more else "")


def check_may_write(actor: Actor) -> None:
    """Raises Forbidden unless the actor may write drafts: authors, approvers, tokens, the operator."""
    if actor.kind in ("system", "token"):
        return
    if actor.kind == "person" and roles_of(actor) & WRITERS:
        return
    raise Forbidden("Only authors and approvers of this brand may write articles.")


def check_may_publish(actor: Actor) -> None:
    """Raises Forbidden unless the actor may release a wording: by role, or as operator at a terminal."""
    if actor.kind == "system" and actor.via in ("cli", "demo"):
        return
    if actor.kind == "person" and roles_of(actor) & WRITERS:
        return
    raise Forbidden("Only authors and approvers of this brand may publish or retire articles.")


def roles_of(actor: Actor) -> frozenset[str]:
    """The roles of a person's live membership in scope; none for anybody else."""
    if actor.kind != "person" or actor.membership_id is None:
        return frozenset()
    member = Membership.objects.filter(
        pk=actor.membership_id, person_id=actor.id, ended_at__isnull=True
    ).first()
    return frozenset(member.roles) if member else frozenset()


def sees_drafts(actor: Actor) -> bool:
    """Whether wordings that are not published are shown to this actor."""
    if actor.kind in ("system", "token"):
        return True
    return bool(roles_of(actor) & READERS_OF_DRAFTS)


def visible_to(actor: Actor) -> QuerySet[Article]:
    """The articles in scope that this actor may see."""
    rows: QuerySet[Article] = Article.objects.all()
    return rows if sees_drafts(actor) else rows.filter(state="published")


def _with_versions(rows: QuerySet[Article]) -> QuerySet[Article]:
    versions = Version.objects.filter(article=OuterRef("pk"))
    published = versions.filter(status__in=("published", "superseded")).order_by("-number")
    return rows.annotate(
        published_number=Subquery(published.values("number")[:1]),
        published_on=Subquery(published.values("published_at")[:1]),
        newest_number=Subquery(versions.order_by("-number").values("number")[:1]),
        draft_waits=Exists(versions.filter(status="draft")),
    )


def _row(article: Any) -> ArticleRow:
    """`article` carries what `_with_versions` annotated."""
    number = article.published_number or article.newest_number
    return ArticleRow(
        ref=article.ref,
        slug=article.slug,
        title=article.title,
        topics=tuple(article.topics),
        language=article.language,
        state=article.state,
        changed_at=article.changed_at,
        version=number,
        published_at=article.published_on,
        has_draft=article.draft_waits,
    )


def _cursor(article: Article) -> str:
    return base64.urlsafe_b64encode(
        json.dumps([article.changed_at.isoformat(), article.ref]).encode()
    ).decode()


def _read_cursor(text: str) -> tuple[datetime, str]:
    try:
        changed_at, ref = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
        instant = datetime.fromisoformat(changed_at)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("This cursor is not one of ours. Start from the first page.", field="after") from error
    if instant.tzinfo is None or not isinstance(ref, str) or "\x00" in ref:
        raise Invalid("This cursor is not one of ours. Start from the first page.", field="after")
    return instant, ref
