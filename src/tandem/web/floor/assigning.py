"""Who could take a waiting contact, and what stands in the way of the others."""

from __future__ import annotations

from typing import Any

from tandem.domain.orchestration.routing.queries import in_words, need_of, suited
from tandem.domain.service.conversations.queries import live_contact
from tandem.web.floor.now import CHAT
from tandem.web.floor.words import STATES


def page_of(conversation: Any) -> dict[str, Any]:
    """What the page shows: the waiting contact (None when there is none), everybody with their obstacles."""
    need = need_of(conversation.brand_id, conversation.pk)
    people = suited(conversation.brand_id, need) if need else []
    return {
        "conversation": conversation,
        "contact": live_contact(conversation.pk) if need else None,
        "people": [
            {
                "row": row,
                "words": [in_words(one) for one in standing],
                "state": STATES[row.state][0](row.reason),
                "load": row.load / CHAT,
                "most": row.capacity / CHAT,
            }
            for row, standing in people
        ],
        "brands": [(conversation.brand.slug, conversation.brand.accent)],
    }
