"""Steps and deadlines of experts: wrap-up after a contact, back online, gone without a word."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from tandem.domain.service.queues.queries import queue_by_id
from tandem.domain.workforce.experts.actions import busy_until_now, change_availability
from tandem.domain.workforce.experts.models import Availability, Expert
from tandem.foundation import clock
from tandem.foundation.events.publishing import Happened
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.queries import everywhere

GONE_AFTER = timedelta(seconds=90)  # three missed heartbeats of a desk


def begin_wrap_up(happened: Happened) -> None:
    """After a contact was resolved its holder gets the queue's wrap-up time before the next offer."""
    person_id = happened.data.get("person_id")
    if not person_id:
        return
    busy_until_now(person_id)
    seconds = queue_by_id(happened.data["queue_id"]).wrap_up_seconds
    if not seconds:
        return
    if Availability.objects.filter(pk=person_id, state="online").exists():
        change_availability(SYSTEM, person_id, state="wrap_up", until=happened.at + timedelta(seconds=seconds))


def end_wrap_ups() -> int:
    """Whose wrap-up is over goes back online."""
    return _each(Availability.objects.filter(state="wrap_up", until__lte=clock.now()), state="online")


def miss_the_gone() -> int:
    """Whose desk fell silent goes offline; routing takes their work back after a grace."""
    return _each(Availability.objects.exclude(state="offline").filter(seen_at__lt=clock.now() - GONE_AFTER), state="offline")


def _each(due: QuerySet[Availability], *, state: str) -> int:
    """Each due person who takes work somewhere in scope."""
    with everywhere("deadlines of availability"):
        working = Expert.objects.filter(takes_work=True).values("person_id")
        person_ids = list(due.filter(person_id__in=working).order_by("person_id").values_list("person_id", flat=True)[:100])
        for person_id in person_ids:
            change_availability(SYSTEM, person_id, state=state)
    return len(person_ids)
