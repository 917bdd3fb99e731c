"""Making and changing queues."""

from __future__ import annotations

import re
from typing import Any

from tandem.core.kit.refusals import Absent, Invalid
from tandem.domain.service.queues.events import QueueChanged
from tandem.domain.service.queues.models import RISKS, Queue
from tandem.domain.service.queues.queries import hours_of
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import POOL_KINDS
from tandem.foundation.tenancy.scope import writing_in

CHANGEABLE = (
    "name", "zone", "hours", "closed_days", "languages", "skills", "certifications", "risk", "pool_kinds", "overflow_kinds",
    "overflow_after_seconds", "answer_within_seconds", "letter_within_seconds", "service_level", "offer_seconds", "reply_grace_seconds", "wrap_up_seconds",
)  # fmt: skip


KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DAY = 24 * 3600
BOUNDS = {
    "answer_within_seconds": (1, 7 * DAY), "offer_seconds": (5, 3600), "reply_grace_seconds": (30, 7 * DAY), "wrap_up_seconds": (0, 3600),
    "overflow_after_seconds": (0, 7 * DAY), "letter_within_seconds": (60, 30 * DAY),
}  # fmt: skip


def create_queue(actor: Actor, brand_id: int, *, key: str, name: str, **values: Any) -> Queue:
    """A new queue; the first of a brand is its default. Raises Invalid."""
    with writing_in(brand_id):
        if not KEY.fullmatch(key):
            raise Invalid("A key has 1 to 40 small letters, digits, dashes and underscores.", field="key")
        if Queue.objects.filter(key=key).exists():
            raise Invalid("There is a queue with the key %(key)s already.", named={"key": repr(key)}, field="key")
        queue = Queue(brand_id=brand_id, key=key, name=name, is_default=not Queue.objects.filter(is_default=True).exists())
        _set(queue, values)
        queue.save()
        _announce(actor, queue, "queue.created", values)
    return queue


def change_queue(actor: Actor, brand_id: int, ref: str, **values: Any) -> Queue:
    """Change some of a queue's settings. Raises Absent, Invalid."""
    with writing_in(brand_id):
        queue = Queue.objects.select_for_update().filter(ref=ref).first()
        if queue is None:
            raise Absent("There is no such queue.")
        _set(queue, values)
        queue.save(update_fields=list(values))
        _announce(actor, queue, "queue.changed", values)
    return queue


def _set(queue: Queue, values: dict[str, Any]) -> None:
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise Invalid("Unknown setting %(unknown)s.", named={"unknown": repr(min(unknown))}, field=min(unknown))
    for name, value in values.items():
        setattr(queue, name, value)
    kinds = {kind for kind, _ in POOL_KINDS}
    if not set(queue.pool_kinds) <= kinds or not set(queue.overflow_kinds) <= kinds or not queue.pool_kinds:
        raise Invalid("Choose at least one kind of pool from: %(choices)s.", named={"choices": ", ".join(sorted(kinds))}, field="pool_kinds")
    if queue.risk not in dict(RISKS):
        raise Invalid("The risk is standard, elevated or restricted.", field="risk")
    if queue.risk == "restricted" and (set(queue.pool_kinds) | set(queue.overflow_kinds)) - {"in_house"}:
        raise Invalid("A restricted queue may be served by in-house experts alone.", field="pool_kinds")
    if not 0 < queue.service_level <= 1:
        raise Invalid("The service level is a share between 0 and 1.", field="service_level")
    if not queue.languages:
        raise Invalid("Name at least one language.", field="languages")
    _check_words(queue)
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(queue, name) <= most:
            raise Invalid("This is between %(least)s and %(most)s seconds.", named={"least": least, "most": most}, field=name)
    hours_of(queue)  # refuses hours that make no sense


def _check_words(queue: Queue) -> None:
    if not queue.name.strip() or len(queue.name) > 80 or "\x00" in queue.name:
        raise Invalid("Name the queue in at most 80 characters.", field="name")
    for code in queue.languages:
        if not LANGUAGE.fullmatch(code) or len(code) > 12:
            raise Invalid('A language is a code such as "en" or "pt-BR".', field="languages")
    for field in ("skills", "certifications"):
        if any(not KEY.fullmatch(key) for key in getattr(queue, field)):
            raise Invalid("A name has 1 to 40 small letters, digits, dashes and underscores.", field=field)
    if any(not isinstance(level, int) or not 1 <= level <= 5 for level in queue.skills.values()):
        raise Invalid("A level is between 1 and 5.", field="skills")


def _announce(actor: Actor, queue: Queue, verb: str, values: dict[str, Any]) -> None:
    record(actor, queue.brand_id, verb=verb, subject=queue.ref, changed=sorted(values))
    publish(actor, queue.brand_id, QueueChanged(queue_id=queue.pk, queue=queue.ref))
