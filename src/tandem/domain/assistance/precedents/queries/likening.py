"""How alike a question is to what was settled before: what makes an article surer, or says that nobody could answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pgvector.django import MaxInnerProduct

from tandem.core.assistance.confidence import ENOUGH_PRECEDENTS
from tandem.core.assistance.precedents import NEAREST, likeness_by
from tandem.core.assistance.settling import Verdict, settled_by
from tandem.core.kit.arrays import Floats
from tandem.domain.assistance.precedents.models import Precedent
from tandem.foundation.ai.embedding import embed_one, embedder

MOST = 4000  # acts that are compared with, the newest: a year of a small brand


def like(brand_id: int, asked: str, articles: Sequence[str]) -> Floats | None:
    """The likeness of the question to what each of these articles answered, as `drafted` takes it; None with too few precedents.

    Without questions that nobody could answer the last of the four numbers would only repeat the first, which the
    weights were not fitted on; so as many as have a vote are asked for. Articles are looked up among those given, so
    what a search leaves out stays out.
    """
    rows = list(
        Precedent.objects.filter(brand_id=brand_id, embedder=embedder().name, embedding__isnull=False)
        .annotate(negative=MaxInnerProduct("embedding", list(embed_one(asked))))
        .order_by("-id")
        .values_list("message_id", "kind", "articles", "negative")[:MOST]
    )
    cosine = {message: -negative for message, _, _, negative in rows}
    settled = settled_by([Verdict(message, kind, frozenset(named)) for message, kind, named, _ in rows])
    unanswered = sum(not by for by in settled.values())
    if len(settled) < ENOUGH_PRECEDENTS or unanswered < NEAREST:
        return None
    cosines = np.array([cosine[message] for message in settled])
    return likeness_by(cosines, articles, answered_by=list(settled.values()))
