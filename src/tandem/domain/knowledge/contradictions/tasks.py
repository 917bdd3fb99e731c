"""The shelf is read through after something was published, in a job: it takes seconds."""

from __future__ import annotations

import contextlib

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from tandem.domain.knowledge.contradictions.actions import look_through
from tandem.foundation.events.publishing import Happened
from tandem.foundation.jobs import job

WAITS_SECONDS = 30  # so that an import of hundreds of articles is looked through once


def look_again(happened: Happened) -> None:
    """Knowledge changed (ArticlePublished, ArticleRetired, ArticleExpired): one look waits for each brand, however much changes."""
    waits = f"contradictions-{happened.brand_id}"
    later = look.configure(queueing_lock=waits, lock=waits, schedule_in={"seconds": WAITS_SECONDS})
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        later.defer(brand_id=happened.brand_id)


@job()
def look(brand_id: int) -> None:
    """Compare everything in force with everything."""
    look_through(brand_id)
