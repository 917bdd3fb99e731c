"""Readers counted by what became of them; what they said; what a customer had read before they asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from tandem.core.knowledge.deflection import WINDOW as FOLLOWED
from tandem.core.knowledge.deflection import Ask, Read, Readers, Vote, fate_of
from tandem.core.knowledge.measures import WINDOW
from tandem.domain.assistance.readings import models
from tandem.domain.service.conversations.queries.writing import written_by
from tandem.foundation import clock

MOST_SAID = 100
MOST_READ = 12  # articles that the desk lists


@dataclass(frozen=True, slots=True)
class Said:
    """One reader's word on an article."""

    helpful: bool
    reason: str
    comment: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """An article that a customer had read before they wrote. `helpful` is None where they did not say."""

    ref: str
    number: int
    title: str
    at: datetime
    helpful: bool | None


@dataclass(frozen=True, slots=True)
class Before:
    """What somebody did in the help centre before they wrote to a person."""

    words: str
    seen: tuple[Seen, ...]


def readers_of(article_ids: Sequence[int] | None = None, *, since: datetime | None = None) -> dict[int, Readers]:
    """Article's row -> its readers of the last 28 days by what became of them."""
    begin = since or clock.now() - WINDOW
    reads = models.Read.objects.filter(at__gte=begin)
    passings = models.Passing.objects.filter(day__gte=begin.date())
    if article_ids is not None:
        reads, passings = reads.filter(article_id__in=article_ids), passings.filter(article_id__in=article_ids)
    counted = {fate: Count("session_id", filter=Q(session__settlement__fate=fate), distinct=True) for fate in models.FATES}
    waiting = Count("session_id", filter=Q(session__settlement__isnull=True), distinct=True)
    rows = {row.pop("article_id"): row for row in reads.order_by().values("article_id").annotate(**counted, open=waiting)}
    unknown = dict(passings.order_by().values("article_id").annotate(sum=Sum("count")).values_list("article_id", "sum"))
    return {key: Readers(**rows.get(key, {}), unknown=unknown.get(key, 0)) for key in {*rows, *unknown}}


def said_of(article_id: int) -> tuple[Said, ...]:
    """What readers said of an article, the latest first."""
    rows = models.Vote.objects.filter(article_id=article_id).select_related("version").order_by("-at", "-id")
    return tuple(Said(row.helpful, row.reason, row.comment, row.version.number, row.at) for row in rows[:MOST_SAID])


def votes_of(article_id: int) -> tuple[int, int]:
    """How many readers said yes, and no."""
    rows = models.Vote.objects.filter(article_id=article_id)
    counted: dict[str, int] = rows.aggregate(yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False)))
    return counted["yes"], counted["no"]


def most_useful(*, most: int) -> tuple[int, ...]:
    """Articles that helped most readers in the last 28 days (yes less no), then those that were opened most."""
    begin = clock.now() - WINDOW
    votes = models.Vote.objects.filter(at__gte=begin).order_by().values("article_id")
    liked = votes.annotate(yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False)))
    points = {row["article_id"]: row["yes"] - row["no"] for row in liked}
    opened = {key: sum((one.deflected, one.asked, one.unhelpful, one.open, one.unknown)) for key, one in readers_of().items()}
    ranked = sorted({*points, *opened}, key=lambda key: (-points.get(key, 0), -opened.get(key, 0), key))
    return tuple(key for key in ranked if points.get(key, 0) >= 0)[:most]


def before(conversation: Any) -> Before | None:
    """What the customer did in the help centre in the day before this conversation, or None where nobody knows of anything."""
    asking = models.Asking.objects.filter(conversation=conversation).order_by("-id").first()
    began = conversation.created_at
    own = Q(session__customer_id=conversation.customer_id, at__gt=began - FOLLOWED, at__lte=began)
    through = Q(session_id=asking.session_id, at__lte=asking.at) if asking else Q(pk__in=())
    reads = models.Read.objects.filter(own | through).select_related("version", "article").order_by("-at")[:MOST_READ]
    if asking is None and not reads:
        return None
    votes = {(row.session_id, row.version_id): row.helpful for row in models.Vote.objects.filter(session_id__in={row.session_id for row in reads})}
    seen = tuple(Seen(row.article.ref, row.version.number, row.version.title, row.at, votes.get((row.session_id, row.version_id))) for row in reads)
    return Before(asking.words if asking else "", seen)


def fate_now(session: Any) -> str:
    """What became of a session, by all that is known of it; a known customer may have asked by any way."""
    events: list[Read | Vote | Ask] = [Read(row.article_id, row.at) for row in session.reads.all()]
    events += [Vote(row.article_id, row.helpful, row.at) for row in session.votes.all()]
    events += [Ask(row.at) for row in session.askings.all()]
    if session.customer_id is not None:
        events += [Ask(at) for at in written_by(session.customer_id, since=session.began_at, until=session.due_at)]
    return fate_of(events, now=clock.now())


def due_sessions(*, most: int) -> list[tuple[int, int]]:
    """(brand, session) of those whose window is over and that are not settled."""
    rows = models.Session.objects.filter(due_at__lte=clock.now(), settlement__isnull=True).order_by("due_at")
    return list(rows.values_list("brand_id", "id")[:most])


def read_in(session: Any) -> list[tuple[str, int]]:
    """(article's reference, version's number) of what was opened in a session."""
    return list(session.reads.values_list("article__ref", "version__number"))
