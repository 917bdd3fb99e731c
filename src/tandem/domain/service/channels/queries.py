"""Reading how a brand's chat is set up, and whether anybody answers now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tandem.domain.service.channels.models import ChatSettings
from tandem.domain.service.queues.queries import default_queue, hours_of, queue_by_key, queues_of
from tandem.foundation import clock


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the brand's chat is open, and if not, from when."""

    is_open: bool
    next_at: datetime | None


def chat_settings(brand_id: int) -> ChatSettings:
    """The brand's settings, or the defaults."""
    return ChatSettings.objects.filter(brand_id=brand_id).first() or ChatSettings(brand_id=brand_id)


def language_for(brand_id: int, wanted: str, *, queue_key: str = "") -> str:
    """The language to ask an expert for: the wanted one where the queue serves it, else the queue's first."""
    queue = queue_by_key(brand_id, queue_key) if queue_key else default_queue(brand_id)
    spoken = [str(language) for language in queue.languages]
    plain = wanted.partition("-")[0]
    return next((language for language in spoken if language in (wanted, plain)), spoken[0] if spoken else plain)


def opening(brand_id: int, *, queue_key: str = "") -> Opening:
    """Open when the queue (or, without one, any queue of the brand) is open now."""
    now = clock.now()
    queues = [queue for queue in queues_of(brand_id) if not queue_key or queue.key == queue_key]
    nexts = [moment for moment in (hours_of(queue).next_opening(now) for queue in queues) if moment is not None]
    soonest = min(nexts, default=None)
    return Opening(is_open=soonest == now, next_at=soonest)
