"""Noting what somebody did on a customer's question, by reference. Safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.core.assistance.asking import asked_in
from tandem.core.assistance.settling import Kind
from tandem.domain.assistance.precedents.models import Precedent
from tandem.domain.service.conversations.queries.asked import last_asked, told
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embed_one, embedder
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in

TURNS = 8  # as a suggestion reads them


def note(
    brand_id: int, message_id: int, *, kind: Kind, cause: str, articles: Sequence[str], key: str, by: int | None, at: datetime
) -> bool:
    """What a person did: these articles were right or wrong for the message, or nothing approved answered it.

    Only what people did counts; simulated ones in demo brands alone. A message that asks nothing teaches nothing.
    Returns whether it was new.
    """
    with writing_in(brand_id):
        if not _counts(by) or Precedent.objects.filter(key=key).exists():
            return False
        question = told([message_id], most=TURNS).get(message_id)
        asked = asked_in(question.turns) if question else ""
        if not asked or (kind != "unanswered" and not articles):
            return False
        row = Precedent(
            brand_id=brand_id, kind=kind, cause=cause, message_id=message_id, embedder=embedder().name, embedding=list(embed_one(asked)),
            articles=sorted(set(articles)), by_id=by, key=key, at=at,
        )  # fmt: skip
        Precedent.objects.bulk_create([row], ignore_conflicts=True)  # the unique key ends the race of two workers
        return True


def note_quoted(actor: Actor, brand_id: int, conversation_ref: str, *, article: str) -> bool:
    """An expert put an article's words into their reply: it is what the customer's last message needed."""
    with writing_in(brand_id):
        question = last_asked(conversation_ref)
        if question is None:
            return False
        key = f"quoted:{question.message_id}:{article}"
        return note(brand_id, question.message_id, kind="right", cause="quoted", articles=[article], key=key, by=actor.membership_id, at=clock.now())


def _counts(by: int | None) -> bool:
    """Whether somebody did it whose acts teach: a person; a simulated one in a demo brand."""
    member = Membership.objects.filter(pk=by).select_related("person", "brand").first() if by is not None else None
    return member is not None and (member.brand.is_demo or not member.person.simulated)
