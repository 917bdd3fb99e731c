"""Saying what a conversation is about: which knowledge and which rules apply to it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.applicability import LONGEST_KEY, Applicability
from tandem.domain.service.conversations.actions.marking import touch
from tandem.domain.service.conversations.events import MatterStated
from tandem.domain.service.conversations.facts import Locked, locked
from tandem.domain.service.conversations.models import Matter
from tandem.domain.service.conversations.queries import conversation_with_customer
from tandem.domain.service.conversations.queries.matter import About, about
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

STATED = ("products", "plans", "regions")  # what may be said one by one


def state_matter(
    actor: Actor, brand_id: int, conversation_id: int, *, products: Sequence[str] = (), plans: Sequence[str] = (), regions: Sequence[str] = (),
    topic: str = "", unless_changed_from: str = "",
) -> None:  # fmt: skip
    """The conversation is about these, in place of what was said before.

    `unless_changed_from` is the mark of what the writer began from: Refused (`changed_meanwhile`) when something else is known by now.
    Raises Absent, Invalid.
    """
    said = Applicability(products=tuple(products), plans=tuple(plans), regions=tuple(regions))
    word = topic.strip()
    if len(word) > LONGEST_KEY or "\x00" in word:
        raise Invalid("A topic has at most %(longest)s characters.", named={"longest": LONGEST_KEY}, field="topic")
    with writing_in(brand_id):
        held = locked(conversation_id)  # two who state it at once do so one after the other
        if unless_changed_from and unless_changed_from != mark_of(about(conversation_with_customer(conversation_id))):
            raise Refused("Somebody else said meanwhile what this is about. Read it, then say it anew.", code="changed_meanwhile")
        _state(actor, brand_id, conversation_id, held=held, topic=word, said=said)


def add_to_matter(actor: Actor, brand_id: int, conversation_id: int, *, place: str, key: str) -> None:
    """The conversation is about this product, plan or region too; all else stays as it is known by now. Raises Absent, Invalid."""
    if place not in STATED or not key.strip():
        raise Invalid("Say which product, plan or region it is about.", field=place if place in STATED else "place")
    with writing_in(brand_id):
        held = locked(conversation_id)
        known = about(conversation_with_customer(conversation_id))
        products, plans, regions = ((*getattr(known, name), *([key] if name == place else [])) for name in STATED)
        _state(actor, brand_id, conversation_id, held=held, topic=known.topic, said=Applicability(products=products, plans=plans, regions=regions))


def mark_of(known: About) -> str:
    """What a writer began from, as a form carries it."""
    return sha256(repr((known.topic, sorted(known.products), sorted(known.plans), sorted(known.regions), known.stated)).encode()).hexdigest()[:16]


def _state(actor: Actor, brand_id: int, conversation_id: int, *, held: Locked, topic: str, said: Applicability) -> None:
    Matter.objects.create(
        brand_id=brand_id, conversation_id=conversation_id, topic=topic, products=list(said.products), plans=list(said.plans),
        regions=list(said.regions), stated_by_id=actor.membership_id, stated_at=clock.now(),
    )  # fmt: skip
    record(actor, brand_id, verb="conversation.matter", subject=held.facts.ref)
    publish(actor, brand_id, MatterStated(conversation_id, held.facts.ref, version=touch(conversation_id), desk=held.desk))
