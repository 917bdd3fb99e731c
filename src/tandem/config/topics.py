"""Topic prefix -> the gate that says who may listen: (listener, the rest of the topic) -> bool."""

from __future__ import annotations

TOPICS: dict[str, str] = {
    "chat": "tandem.domain.service.conversations.access.may_hear_chat",
    "conversation": "tandem.domain.service.conversations.access.may_hear_conversation",
    "desk": "tandem.foundation.live.gates.is_own_desk",
    "floor": "tandem.foundation.live.gates.leads_floor",
    "knowledge": "tandem.foundation.live.gates.is_member",
}
