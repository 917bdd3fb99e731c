"""A worker that begins looks once whether everything was embedded by its embedder, in a job: that may take minutes."""

from __future__ import annotations

import contextlib

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from tandem.foundation.ai.embedding import embedder
from tandem.foundation.ai.reembedding import reembed
from tandem.foundation.jobs import job
from tandem.foundation.tenancy.queries import all_brand_ids

_asked_for: set[str] = set()  # embedders for which this process has put the job there


def reembed_when_due() -> int:
    """Once in a worker's life: what the embedder in force has not made is made anew."""
    name = embedder().name
    if name in _asked_for:
        return 0
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        reembed_all.configure(queueing_lock="reembed", lock="reembed").defer()
    _asked_for.add(name)
    return 1


@job()
def reembed_all() -> None:
    """Every brand's vectors."""
    reembed_everywhere()


def reembed_everywhere() -> None:
    """Every brand in turn."""
    for brand_id in all_brand_ids():
        reembed(brand_id)
