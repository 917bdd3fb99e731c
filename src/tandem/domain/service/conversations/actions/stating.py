"""Saying what a conversation is about: which knowledge applies to it."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.applicability import Applicability
from tandem.domain.service.conversations.events import MatterStated
from tandem.domain.service.conversations.models import Conversation, Matter
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def state_matter(
    actor: Actor, brand_id: int, conversation_id: int, *, products: Sequence[str] = (), plans: Sequence[str] = (), regions: Sequence[str] = ()
) -> None:
    """The conversation is about these, in place of what was said before. Raises Absent, Invalid."""
    said = Applicability(products=tuple(products), plans=tuple(plans), regions=tuple(regions))
    with writing_in(brand_id):
        conversation = Conversation.objects.filter(pk=conversation_id).first()
        if conversation is None:
            raise Absent("There is no such conversation.")
        Matter.objects.create(
            brand_id=brand_id, conversation=conversation, products=list(said.products), plans=list(said.plans), regions=list(said.regions),
            stated_by_id=actor.membership_id, stated_at=clock.now(),
        )  # fmt: skip
        record(actor, brand_id, verb="conversation.matter", subject=conversation.ref)
        publish(actor, brand_id, MatterStated(conversation.pk, conversation.ref))
