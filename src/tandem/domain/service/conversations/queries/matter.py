"""What a conversation is about: the circumstances in which knowledge is looked up for it, and what rules may ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tandem.core.knowledge.applicability import Circumstances
from tandem.domain.service.conversations.models import Conversation, Matter


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a conversation's matter: as stated in it (`stated`), else what the brand says of its customer."""

    topic: str
    products: tuple[str, ...]
    plans: tuple[str, ...]
    regions: tuple[str, ...]
    stated: bool

    def circumstances(self, *, audience: str, channel: str) -> Circumstances:
        """Who asks and what is known, as a search takes it."""
        return Circumstances(audience=audience, products=self.products, plans=self.plans, regions=self.regions, channels=(channel,))


def about(conversation: Conversation) -> About:
    """What one conversation is about."""
    return abouts([conversation])[conversation.pk]


def abouts(conversations: Iterable[Conversation]) -> dict[int, About]:
    """The same for many, by their rows; customers are loaded with them."""
    asked = list(conversations)
    rows = Matter.objects.filter(conversation_id__in=[one.pk for one in asked]).order_by("conversation_id", "-id").distinct("conversation_id")
    said = {row.conversation_id: row for row in rows}
    return {one.pk: _about(one, said.get(one.pk)) for one in asked}


def circumstances_of(conversation: Conversation, *, audience: str) -> Circumstances:
    """Who asks in a conversation and what is known of it."""
    return about(conversation).circumstances(audience=audience, channel=conversation.channel)


def topics_since(instant: datetime) -> tuple[tuple[int, str, str], ...]:
    """(conversation, its reference, its topic) of those whose topic was stated since then; what was said last counts."""
    rows = Matter.objects.filter(stated_at__gte=instant).order_by("conversation_id", "-id").distinct("conversation_id")
    return tuple(row for row in rows.values_list("conversation_id", "conversation__ref", "topic") if row[2])


def _about(conversation: Conversation, said: Matter | None) -> About:
    known = said or conversation.customer
    topic = said.topic if said else ""
    return About(topic, tuple(known.products), tuple(known.plans), tuple(known.regions), stated=said is not None)
