"""Training at night, or on demand: in a job, since it takes a minute. May run twice."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from tandem.domain.assistance.precedents.actions.noting import note
from tandem.domain.assistance.precedents.actions.training import train
from tandem.domain.assistance.precedents.models import Precedent, Training
from tandem.domain.knowledge.usage.queries.flags import flagged
from tandem.domain.service.conversations.queries.asked import last_asked
from tandem.foundation import clock
from tandem.foundation.events.publishing import Happened
from tandem.foundation.jobs import job
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.queries import everywhere
from tandem.foundation.tenancy.scope import Scope, scope

NIGHT = range(2, 5)  # hours of the brand's own clock: hardly anybody writes
ONCE_IN = timedelta(hours=20)  # so that a night has one training, wherever in it the last one fell


def note_flagged(happened: Happened) -> None:
    """Somebody said that an article is wrong (ArticleFlagged): it was not what the customer needed who asked last."""
    flag = flagged(happened.data["flag"])
    question = last_asked(flag.conversation) if flag is not None and flag.conversation else None
    if flag is None or question is None or flag.about == "unclear":
        return
    note(
        happened.brand_id, question.message_id, kind="wrong", cause="flagged", articles=[flag.article], key=f"flagged:{flag.ref}",
        by=flag.by_id, at=happened.at,
    )  # fmt: skip


def learn_when_due() -> int:
    """At night, each brand in which somebody has taught anything since the last training."""
    now = clock.now()
    with everywhere("trainings that are due"):
        brands = [brand for brand in Brand.objects.order_by("id") if now.astimezone(ZoneInfo(brand.zone)).hour in NIGHT]
        due = [brand.pk for brand in brands if is_due(brand.pk)]
    return sum(learn_soon(brand_id) for brand_id in due)


def is_due(brand_id: int) -> bool:
    """Whether there is something new to learn, and no training was made tonight."""
    last = Training.objects.filter(brand_id=brand_id).order_by("-number").values_list("at", "upto").first()
    if last is not None and last[0] > clock.now() - ONCE_IN:
        return False
    return Precedent.objects.filter(brand_id=brand_id, pk__gt=last[1] if last else 0).exists()


def learn_soon(brand_id: int) -> bool:
    """One training waits for each brand, and one runs at a time. Returns whether it was put there just now."""
    waits = f"learn-{brand_id}"
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        learn.configure(queueing_lock=waits, lock=waits).defer(brand_id=brand_id)
        return True
    return False


@job()
def learn(brand_id: int) -> None:
    """Train a brand's ranker."""
    learn_if_due(brand_id)


def learn_if_due(brand_id: int) -> None:
    """Train, unless another did meanwhile."""
    opens = partial(scope, Scope(brands=(brand_id,), purpose="learning"))
    with opens():
        due = is_due(brand_id)
    if due:
        train(SYSTEM, brand_id, opens=opens)
