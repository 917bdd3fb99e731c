"""Dates as forms of the browser give them: in the reader's zone, without one."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tandem.core.kit.refusals import Invalid

FORMAT = "%Y-%m-%dT%H:%M"  # what an input of type datetime-local sends and shows


def instant_of(text: str, *, field: str) -> datetime | None:
    """The instant that was chosen; None for an empty field. Raises Invalid."""
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        found = found if found.tzinfo else timezone.make_aware(found)
        found.astimezone(timezone.get_default_timezone())  # years beyond the calendar's end
    except (ValueError, OverflowError) as error:
        raise Invalid("Choose a date and a time.", field=field) from error
    return found


def in_field(moment: datetime | None) -> str:
    """An instant as a field of the reader's shows it."""
    return timezone.localtime(moment).strftime(FORMAT) if moment else ""
