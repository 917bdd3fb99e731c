"""Sending a failed step on its way again."""

from __future__ import annotations

from tandem.foundation.audit.actions import record
from tandem.foundation.jobs.queries import requeue
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def try_again(actor: Actor, brand_id: int, key: str) -> None:
    """Requeue a dead step of this brand, or a failed job of the installation. Raises Absent."""
    with writing_in(brand_id):
        requeue(key, brand_ids=(brand_id,))
        record(actor, brand_id, verb="step.requeued", subject=key)
