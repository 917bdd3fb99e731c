"""When a customer wrote, in whichever of their conversations."""

from __future__ import annotations

from datetime import datetime

from tandem.domain.service.conversations.models import Message

MOST = 200


def written_by(customer_id: int, *, since: datetime, until: datetime) -> list[datetime]:
    """The instants in [since, until) at which the customer wrote, by chat, form or e-mail."""
    rows = Message.objects.filter(conversation__customer_id=customer_id, author="customer", sent_at__gte=since, sent_at__lt=until)
    return list(rows.order_by("sent_at").values_list("sent_at", flat=True)[:MOST])
