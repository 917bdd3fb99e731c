"""A worker that begins looks once whether everything was embedded by its embedder, in a job: that may take minutes."""

from __future__ import annotations

import contextlib

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from tandem.foundation.ai.embedding import EmbedderUnavailable, embedder
from tandem.foundation.ai.reembedding import reembed
from tandem.foundation.jobs import job
from tandem.foundation.tenancy.queries import all_brand_ids

_asked_for: set[str] = set()  # embedders for which this process has put the job there


def reembed_when_due() -> int:
    """Once in a worker's life: what the embedder in force has not made is made anew, by a worker that has it."""
    name = embedder().name
    if name in _asked_for:
        return 0
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        reembed_all.configure(queueing_lock=f"reembed:{name}", lock="reembed").defer(name=name)
    _asked_for.add(name)
    return 1


@job()
def reembed_all(name: str = "") -> None:
    """Every brand's vectors, by the embedder of this name (by any, in a job of a former release).

    While workers are exchanged one that still has the former embedder may get the job: it would find everything done. It raises
    EmbedderUnavailable instead, and the job is tried again.
    """
    own = embedder().name
    if name not in ("", own):
        raise EmbedderUnavailable(f"This job is for the embedder {name}; this worker has {own}.")
    reembed_everywhere()


def reembed_everywhere() -> None:
    """Every brand in turn."""
    for brand_id in all_brand_ids():
        reembed(brand_id)
