"""Until when a conversation is snoozed, in the expert's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from tandem.core.kit.refusals import Invalid
from tandem.foundation import clock

MORNING = time(9)


def until_of(values: Any) -> datetime:
    """The instant that a form asks for, in the zone in force: an hour on, tomorrow at nine, or a picked time.

    Raises Invalid.
    """
    local = timezone.localtime(clock.now())
    match values.get("for", ""):
        case "hour":
            return local + timedelta(hours=1)
        case "morning":
            return datetime.combine(local.date() + timedelta(days=1), MORNING, tzinfo=local.tzinfo)
        case _:
            return _picked(values.get("at", ""), local)


def _picked(text: str, local: datetime) -> datetime:
    try:
        picked = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("Choose a day and a time.", field="at") from error
    return picked.replace(tzinfo=local.tzinfo) if picked.tzinfo is None else picked
