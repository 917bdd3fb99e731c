"""Saying what a conversation is about: which knowledge and which rules apply to it."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.applicability import LONGEST_KEY, Applicability
from tandem.domain.service.conversations.actions.marking import touch
from tandem.domain.service.conversations.events import MatterStated
from tandem.domain.service.conversations.facts import locked
from tandem.domain.service.conversations.models import Matter
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def state_matter(
    actor: Actor, brand_id: int, conversation_id: int, *, products: Sequence[str] = (), plans: Sequence[str] = (), regions: Sequence[str] = (),
    topic: str = "",
) -> None:  # fmt: skip
    """The conversation is about these, in place of what was said before. Raises Absent, Invalid."""
    said = Applicability(products=tuple(products), plans=tuple(plans), regions=tuple(regions))
    word = topic.strip()
    if len(word) > LONGEST_KEY or "\x00" in word:
        raise Invalid("A topic has at most %(longest)s characters.", named={"longest": LONGEST_KEY}, field="topic")
    with writing_in(brand_id):
        held = locked(conversation_id)  # two who state it at once do so one after the other
        Matter.objects.create(
            brand_id=brand_id, conversation_id=conversation_id, topic=word, products=list(said.products), plans=list(said.plans),
            regions=list(said.regions), stated_by_id=actor.membership_id, stated_at=clock.now(),
        )  # fmt: skip
        record(actor, brand_id, verb="conversation.matter", subject=held.facts.ref)
        publish(actor, brand_id, MatterStated(conversation_id, held.facts.ref, version=touch(conversation_id), desk=held.desk))
