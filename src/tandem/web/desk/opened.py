"""What an open conversation shows: the thread column and the assistant's beside it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tandem.domain.assistance.guidance.queries.situations import situation_of
from tandem.domain.orchestration.routing.queries import need_of, suited
from tandem.domain.service.queues.queries import queues_of
from tandem.foundation.database.refs import new_ref
from tandem.web.desk import words
from tandem.web.desk.doors import Place
from tandem.web.desk.guiding import guides_of
from tandem.web.desk.matters import matter_of
from tandem.web.desk.panel import panel_of
from tandem.web.desk.ruling import rules_of
from tandem.web.desk.suggesting import beside
from tandem.web.desk.threads import Standing, piece_of, presence_of


def open_parts(place: Place, standing: Standing, *, before: int = 0) -> dict[str, Any]:
    """The context of the thread and assist columns."""
    known = situation_of(place.conversation)
    need = need_of(place.brand_id, place.id) if standing.leads and standing.kind == "waiting" else None
    return {
        "conversation": place.conversation,
        "customer_name": words.name_of(place.conversation.customer),
        "channel_name": words.channel_name(place.conversation.channel),
        "language_name": words.language_name(place.conversation.language),
        "standing": standing,
        "piece": piece_of(place.conversation, place.member, before=before),
        "presence": presence_of(place.conversation, place.member),
        "panel": panel_of(place.conversation),
        "beside": beside(place.conversation),
        "rules": rules_of(place.conversation, place.member, known=known),
        "matter": matter_of(place.conversation, read=known),
        "guides": guides_of(place.conversation, place.member, known=known),
        "queues": [queue for queue in queues_of(place.brand_id) if queue.pk != place.conversation.queue_id],
        "dispositions": words.dispositions(),
        "suited": suited(place.brand_id, need) if need else [],
        "client_id": new_ref("dra"),
        "note_id": new_ref("dra"),
        "now_local": timezone.localtime(),
    }
