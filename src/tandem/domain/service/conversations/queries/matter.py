"""What a conversation is about: the circumstances in which knowledge is looked up for it."""

from __future__ import annotations

from tandem.core.knowledge.applicability import Circumstances
from tandem.domain.service.conversations.models import Conversation, Matter


def circumstances_of(conversation: Conversation, *, audience: str) -> Circumstances:
    """Who asks and what is known: as stated in the conversation, else what the brand says of its customer."""
    stated = Matter.objects.filter(conversation=conversation).order_by("-id").first()
    known = stated or conversation.customer
    return Circumstances(
        audience=audience, products=tuple(known.products), plans=tuple(known.plans), regions=tuple(known.regions), channels=(conversation.channel,)
    )
