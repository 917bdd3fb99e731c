"""Comments and proposals as lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from tandem.domain.knowledge.articles.queries.shelf import heading_of
from tandem.domain.knowledge.discussions.access import proposals_visible_to
from tandem.domain.knowledge.discussions.models import Comment, Proposal
from tandem.domain.knowledge.discussions.queries.crediting import wants_credit
from tandem.foundation.tenancy.actor import Actor

MOST = 100


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment; `resolved_by` is empty while it is open."""

    ref: str
    text: str
    heading: str
    version: int
    by: str
    by_id: int
    at: datetime
    resolved_by: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal. `by` is empty where nobody wants to be named, or nobody's words they are. `state`: open or the outcome."""

    ref: str
    kind: str
    source: str
    article: str
    title: str
    heading: str
    version: int
    wording: str
    reason: str
    conversation: str
    by: str
    mine: bool
    at: datetime
    state: str
    verdict: str
    decided_by: str


def comments_of(article_id: int) -> tuple[CommentRow, ...]:
    """What was said of an article, open ones first, then the newest."""
    rows = Comment.objects.filter(article_id=article_id).select_related("version", "by", "resolution__by").order_by("-at")[:MOST]
    made = [
        CommentRow(
            row.ref, row.text, heading_of(row.version_id, row.section) or "" if row.section else "", row.version.number, row.by.display_name, row.by_id,
            row.at, row.resolution.by.display_name if hasattr(row, "resolution") else "",
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda row: bool(row.resolved_by)))


def open_by_article() -> dict[str, int]:
    """Reference of an article -> how many comments nobody has settled."""
    return dict(Comment.objects.filter(resolution__isnull=True).order_by().values_list("article__ref").annotate(count=Count("pk")))


def proposals_for(actor: Actor, *, state: str = "open", article_id: int | None = None) -> tuple[ProposalRow, ...]:
    """Those that this actor may see, in one state ("" for all), the newest first."""
    rows = proposals_visible_to(actor)
    rows = rows.filter(article_id=article_id) if article_id else rows
    if state:
        rows = rows.filter(verdict__isnull=True) if state == "open" else rows.filter(verdict__outcome=state)
    return tuple(_row(actor, row) for row in rows.order_by("-at")[:MOST])


def count_open(actor: Actor) -> int:
    """How many proposals wait, of those that this actor may see."""
    return proposals_visible_to(actor).filter(verdict__isnull=True).count()


def _row(actor: Actor, row: Proposal) -> ProposalRow:
    verdict = getattr(row, "verdict", None)
    mine = row.by_id is not None and row.by_id == actor.membership_id
    named = row.by is not None and (mine or row.source == "person" or wants_credit(row.by_id))
    return ProposalRow(
        row.ref, row.kind, row.source, row.article.ref if row.article else "", row.article.title if row.article else row.title,
        heading_of(row.base_id, row.section) or "" if row.section and row.base_id else "", row.base.number if row.base else 0, row.wording, row.reason,
        row.conversation, row.by.display_name if named and row.by else "", mine, row.at, verdict.outcome if verdict else "open",
        verdict.reason if verdict else "", verdict.by.display_name if verdict else "",
    )  # fmt: skip
