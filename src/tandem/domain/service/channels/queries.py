"""Reading how a brand's chat is set up, and whether anybody answers now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tandem.domain.service.channels.models import ChatSettings
from tandem.domain.service.queues.queries import hours_of, queues_of
from tandem.foundation import clock


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the brand's chat is open, and if not, from when."""

    is_open: bool
    next_at: datetime | None


def chat_settings(brand_id: int) -> ChatSettings:
    """The brand's settings, or the defaults."""
    return ChatSettings.objects.filter(brand_id=brand_id).first() or ChatSettings(brand_id=brand_id)


def opening(brand_id: int, *, queue_key: str = "") -> Opening:
    """Open when the queue (or, without one, any queue of the brand) is open now."""
    now = clock.now()
    queues = [queue for queue in queues_of(brand_id) if not queue_key or queue.key == queue_key]
    nexts = [moment for moment in (hours_of(queue).next_opening(now) for queue in queues) if moment is not None]
    soonest = min(nexts, default=None)
    return Opening(is_open=soonest == now, next_at=soonest)
