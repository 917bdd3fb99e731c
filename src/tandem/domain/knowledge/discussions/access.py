"""Who may comment, propose and settle. Absent and forbidden look the same."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.core.kit.refusals import Absent, Forbidden
from tandem.domain.knowledge.articles.access import roles_of, sees_drafts, visible_to
from tandem.domain.knowledge.discussions.models import Comment, Proposal
from tandem.foundation.tenancy.actor import Actor


def check_may_speak(actor: Actor) -> None:
    """Raises Forbidden unless the actor is a person who works for the brand."""
    if not roles_of(actor):
        raise Forbidden("Only people of this brand may comment on its articles or propose changes.")


def comment_for(actor: Actor, ref: str) -> Comment:
    """The comment, for who may read its article. Raises Absent."""
    rows = Comment.objects.select_related("article", "by").filter(article__in=visible_to(actor))
    comment: Comment | None = rows.filter(ref=ref).first() if roles_of(actor) and "\x00" not in ref else None
    if comment is None:
        raise Absent("There is no such comment.")
    return comment


def proposals_visible_to(actor: Actor) -> QuerySet[Proposal]:
    """All, for who keeps, leads or reviews the knowledge; else one's own."""
    rows: QuerySet[Proposal] = Proposal.objects.select_related("article", "base", "by", "verdict__by", "verdict__version")
    return rows if sees_drafts(actor) else rows.filter(by_id=actor.membership_id or 0)


def proposal_for(actor: Actor, ref: str) -> Proposal:
    """The proposal, for who keeps the knowledge and for who made it. Raises Absent."""
    proposal: Proposal | None = proposals_visible_to(actor).filter(ref=ref).first() if "\x00" not in ref else None
    if proposal is None:
        raise Absent("There is no such proposal.")
    return proposal
