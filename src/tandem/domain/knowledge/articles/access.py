"""Articles as a person, customer or token may see them. Absent and forbidden look the same."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Lower

from tandem.core.kit.refusals import Absent, Forbidden, Invalid
from tandem.core.knowledge.documents import KINDS
from tandem.core.knowledge.releases import EXPIRES_SOON
from tandem.domain.knowledge.articles.models import ARTICLE_STATES, OPEN_STATUSES, Article, Version
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership

WRITERS = frozenset({"author", "approver"})
READERS_OF_DRAFTS = frozenset({"author", "approver", "lead", "reviewer", "auditor", "brand_owner"})
STANDINGS = ("draft", "in_review", "approved", "published", "expiring", "expired", "retired")
MOST_ROWS = 200
PLACES = {"changed": F("changed_at"), "title": Lower("title"), "expires": Case(When(state="published", then=F("ends_at")))}  # by order
ORDERS = tuple(PLACES)


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
    expires_at: datetime | None
    open_status: str
    open_version: int
    open_author: str
    is_stale: bool
    is_translation: bool

    @property
    def has_draft(self) -> bool:
        """Whether a version waits that is not in force."""
        return bool(self.open_status)

    @property
    def is_over(self) -> bool:
        """Whether its date of expiry has come, be it swept already or not."""
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def ends_in(self) -> int | None:
        """Whole days until it expires, when that is soon."""
        left = self.expires_at - clock.now() if self.expires_at else None
        return left.days if left is not None and timedelta(0) < left <= EXPIRES_SOON else None


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


def articles_named(actor: Actor, refs: Collection[str]) -> dict[str, Article]:
    """By reference, those of these articles that this actor may see."""
    return {article.ref: article for article in visible_to(actor).filter(ref__in=refs)}


def articles_for(
    actor: Actor,
    *,
    kind: str = "article",
    state: str = "",
    standing: str = "",
    refs: Collection[str] | None = None,
    text: str = "",
    topic: str = "",
    language: str = "",
    order: str = "changed",
    after: str = "",
    limit: int = 50,
) -> Page:
    """Entries of a kind, the last changed first; `text` looks in titles and short names. Raises Invalid.

    `standing` is one of STANDINGS, finer than `state`; `refs` leaves these alone. `order` is one of ORDERS: by title, or
    what ends soonest first and what has no end last.
    """
    if kind not in KINDS:
        raise Invalid("A kind is one of %(choices)s.", named={"choices": ", ".join(KINDS)}, field="kind")
    if state and state not in dict(ARTICLE_STATES):
        raise Invalid("A state is one of %(choices)s.", named={"choices": ", ".join(dict(ARTICLE_STATES))}, field="state")
    if standing and standing not in STANDINGS:
        raise Invalid("A state is one of %(choices)s.", named={"choices": ", ".join(STANDINGS)}, field="standing")
    if order not in ORDERS:
        raise Invalid("An order is one of %(choices)s.", named={"choices": ", ".join(ORDERS)}, field="order")
    if not 1 <= limit <= MOST_ROWS:
        raise Invalid("A page holds 1 to %(most_rows)s articles.", named={"most_rows": MOST_ROWS}, field="limit")
    if "\x00" in text + topic + language:
        raise Invalid("The filter holds a NUL byte.", field="text")
    rows = visible_to(actor).filter(kind=kind)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(standing_is(standing)) if standing else rows
    rows = rows.filter(ref__in=refs) if refs is not None else rows
    rows = rows.filter(topics__contains=[topic]) if topic else rows
    rows = rows.filter(language=language) if language else rows
    rows = rows.filter(Q(title__icontains=text) | Q(slug__icontains=text)) if text else rows
    found = list(_ordered(_with_versions(rows), order, after)[: limit + 1])
    more = len(found) > limit
    return Page(tuple(_row(article) for article in found[:limit]), _cursor(found[limit - 1]) if more else "")


def check_may_write(actor: Actor) -> None:
    """Raises Forbidden unless the actor may write drafts: authors, approvers, tokens, the operator."""
    if actor.kind in ("system", "token"):
        return
    if actor.kind == "person" and roles_of(actor) & WRITERS:
        return
    raise Forbidden("Only authors and approvers of this brand may write articles.")


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


def audience_of(actor: Actor) -> str:
    """For whom an actor reads: a lead, an expert (any member), else a customer."""
    roles = roles_of(actor)
    if actor.kind in ("system", "token", "ai") or roles & READERS_OF_DRAFTS:
        return "lead"
    return "expert" if roles else "customer"


def visible_to(actor: Actor) -> QuerySet[Article]:
    """The entries in scope that this actor may see: all, or those in force for their audience."""
    rows: QuerySet[Article] = Article.objects.all()
    if sees_drafts(actor):
        return rows
    return rows.filter(Exists(in_force(clock.now()).filter(article=OuterRef("pk"), audience__contains=[audience_of(actor)])))


def in_force(instant: datetime) -> QuerySet[Version]:
    """The versions that are valid at an instant."""
    rows: QuerySet[Version] = Version.objects.filter(valid_from__lte=instant)
    return rows.exclude(valid_until__lte=instant).exclude(expires_at__lte=instant)


def standing_is(standing: str) -> Q:
    """Entries that stand so: an open version's status, what is in force, what ends soon, what has ended."""
    if standing in OPEN_STATUSES:
        return Q(Exists(Version.objects.filter(article=OuterRef("pk"), status=standing)))
    now = clock.now()
    released = Version.objects.filter(article=OuterRef("pk"), status="published")
    over = Q(state="published") & Q(Exists(released.filter(expires_at__lte=now)))
    if standing == "expired":
        return Q(state="expired") | over
    if standing == "expiring":
        return Q(state="published") & Q(Exists(released.filter(expires_at__gt=now, expires_at__lte=now + EXPIRES_SOON)))
    return Q(state="published") & ~over if standing == "published" else Q(state=standing)


def with_sources(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Each with the number that its translation was made from, and the source's number now."""
    versions = Version.objects.order_by("-number").values("number")
    return rows.annotate(
        made_from=Subquery(Version.objects.filter(article=OuterRef("pk")).order_by("-number").values("source_number")[:1]),
        source_now=Subquery(versions.filter(article=OuterRef("translation_of"), valid_from__isnull=False)[:1]),
    )


def _with_versions(rows: QuerySet[Article]) -> QuerySet[Article]:
    versions = Version.objects.filter(article=OuterRef("pk"))
    published = versions.filter(valid_from__isnull=False).order_by("-number")
    waiting = versions.filter(status__in=OPEN_STATUSES)
    return with_sources(rows).annotate(
        published_number=Subquery(published.values("number")[:1]),
        published_on=Subquery(published.values("published_at")[:1]),
        newest_number=Subquery(versions.order_by("-number").values("number")[:1]),
        open_status=Subquery(waiting.values("status")[:1]),
        open_number=Subquery(waiting.values("number")[:1]),
        open_author=Subquery(waiting.values("author__display_name")[:1]),
        ends_at=Subquery(published.values("expires_at")[:1]),
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
        expires_at=article.ends_at if article.state == "published" else None,
        open_status=article.open_status or "",
        open_version=article.open_number or 0,
        open_author=article.open_author or "",
        is_stale=is_stale(article),
        is_translation=article.translation_of_id is not None,
    )


def is_stale(article: Any) -> bool:
    """Whether the source moved on since this translation was made; `article` carries what `with_sources` annotated."""
    return article.source_now is not None and (article.made_from or 0) < article.source_now


def _ordered(rows: QuerySet[Article], order: str, after: str) -> QuerySet[Article]:
    """In an order, behind the row that a cursor names; what has no place in it comes last. Raises Invalid on a cursor of another order."""
    rows = rows.annotate(place=PLACES[order])
    place, ref = _read_cursor(after, order) if after else (None, "")
    if order == "changed":
        rows = rows.filter(Q(place__lt=place) | Q(place=place, ref__lt=ref)) if after else rows
        return rows.order_by("-place", "-ref")
    if after:
        rows = rows.filter(Q(place__gt=place) | Q(place=place, ref__gt=ref) | Q(place__isnull=True) if place else Q(place__isnull=True, ref__gt=ref))
    return rows.order_by(F("place").asc(nulls_last=True), "ref")


def _cursor(article: Any) -> str:
    place = article.place.isoformat() if isinstance(article.place, datetime) else article.place
    return base64.urlsafe_b64encode(json.dumps([place, article.ref]).encode()).decode()


def _read_cursor(text: str, order: str) -> tuple[Any, str]:
    """(the place in this order, a reference). Raises Invalid."""
    try:
        place, ref = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
        place = str(place) if order == "title" else datetime.fromisoformat(place) if place or order != "expires" else None
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("This cursor is not one of ours. Start from the first page.", field="after") from error
    if (isinstance(place, datetime) and place.tzinfo is None) or not isinstance(ref, str) or "\x00" in f"{ref}{place}":
        raise Invalid("This cursor is not one of ours. Start from the first page.", field="after")
    return place, ref
