"""Dates that come: publication, expiry, reminders. Each may run twice and in any number of workers."""

from __future__ import annotations

from collections.abc import Callable

from tandem.core.knowledge.releases import EXPIRES_SOON
from tandem.domain.knowledge.articles.queries.versions import due
from tandem.domain.knowledge.releases.actions.publishing import expire_due, publish_due, remind
from tandem.domain.knowledge.releases.models import Reminder
from tandem.foundation import clock
from tandem.foundation.tenancy.queries import everywhere
from tandem.foundation.tenancy.scope import Scope, scope

MOST = 50  # at a look
MOST_LOOKED_AT = 5000  # that expire within thirty days


def publish_when_due() -> int:
    """Approved versions whose date has come. None is left over: what lacks approvals goes back to review, so that it holds up no other."""
    with everywhere("publication dates"):
        found = due("publish", by=clock.now(), most=MOST)
    return _each([(brand_id, article_id) for brand_id, article_id, _ in found], publish_due)


def expire_when_due() -> int:
    """Versions in force whose date of expiry has come."""
    with everywhere("expiry dates"):
        found = due("expire", by=clock.now(), most=MOST)
    return _each([(brand_id, article_id) for brand_id, article_id, _ in found], expire_due)


def remind_when_due() -> int:
    """Versions in force that expire soon and whose people were not told of that date."""
    with everywhere("review reminders"):
        soon = due("expire", by=clock.now() + EXPIRES_SOON, most=MOST_LOOKED_AT)
        reminders = Reminder.objects.filter(version_id__in=[version_id for _, _, version_id in soon], expires_at__gt=clock.now())
        told = set(reminders.values_list("version_id", flat=True))
    return _each([(brand_id, version_id) for brand_id, _, version_id in soon if version_id not in told][:MOST], remind)


def _each(due: list[tuple[int, int]], act: Callable[[int, int], bool]) -> int:
    """How many it changed: a sweep that says it did something is called again at once."""
    done = 0
    for brand_id, row_id in due:
        with scope(Scope(brands=(brand_id,), purpose="knowledge dates")):
            done += act(brand_id, row_id)
    return done
