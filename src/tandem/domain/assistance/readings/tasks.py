"""A deadline of readings: the window of a reader is over. May run twice and in any number of workers."""

from __future__ import annotations

from tandem.domain.assistance.readings.actions import settle
from tandem.domain.assistance.readings.queries import due_sessions
from tandem.foundation.tenancy.queries import everywhere
from tandem.foundation.tenancy.scope import Scope, scope

MOST = 200  # at a look


def settle_when_due() -> int:
    """Readers whose 24 hours are over."""
    with everywhere("readings that are over"):
        found = due_sessions(most=MOST)
    for brand_id, session_id in found:
        with scope(Scope(brands=(brand_id,), purpose="readings")):
            settle(brand_id, session_id)
    return len(found)
