"""A search as everybody meets it: what the knowledge's own search finds, in the order that was learnt for this brand.

The ranker orders candidates and never adds one: what is withdrawn or does not apply was left out before.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial

import numpy as np
from django.db import transaction

from tandem.core.kit.arrays import Floats
from tandem.core.knowledge.applicability import Circumstances
from tandem.core.knowledge.passages import Passage, parts_of
from tandem.core.knowledge.ranking import Ranker, ranker_from
from tandem.core.knowledge.reranking import CANDIDATES, weighed
from tandem.domain.assistance.precedents.models import Choice, Training
from tandem.domain.knowledge.articles.queries.searching import LONGEST_QUERY, embeds, search
from tandem.domain.knowledge.articles.queries.weighing import weighable
from tandem.foundation.ai.embedding import embed_one, embedder

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """Passages, best first, and the number of the training whose ranker ordered them; None for the plain order."""

    passages: tuple[Passage, ...]
    training: int | None


def find(
    brand_id: int,
    text: str,
    *,
    k: int = 5,
    at: datetime | None = None,
    language: str = "en",
    sections_each: int = 2,
    circumstances: Circumstances | None = None,
) -> Found:
    """The best `k` articles as `search` finds them, in the order of the ranker in force. Raises Invalid as `search` does.

    Where there is no ranker, or it fails, the order is the plain one. The passage in a place carries the plain score of
    that place, since what comes after (the confidence of a draft) was fitted on plain scores.
    """
    look = partial(search, brand_id, text, at=at, language=language, sections_each=sections_each, circumstances=circumstances)
    standing = _standing(brand_id) if embeds(language) else None
    ranker = _ranker(*standing) if standing else None
    if standing is None or ranker is None:
        return Found(look(k=k), None)
    plain = look(k=max(k, CANDIDATES))
    groups = grouped(plain)
    try:
        with transaction.atomic():  # a failure in here must not take the caller's transaction along
            rows = weights_of(text, groups)
            order = np.argsort(-ranker.scores(rows), kind="stable") if rows is not None else None
    except Exception:
        log.exception("The ranker of training %s failed; the plain order is used.", standing[0])
        order = None
    if order is None:
        return Found(tuple(passage for group in groups[:k] for passage in group), None)
    scores = [group[0].score for group in groups]
    placed = [replace(passage, score=scores[place]) for place, n in enumerate(order[:k]) for passage in groups[n]]
    return Found(tuple(placed), standing[1])


def grouped(passages: Sequence[Passage]) -> list[tuple[Passage, ...]]:
    """Passages by their version, in order."""
    groups: dict[int, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.version_id, []).append(passage)
    return [tuple(group) for group in groups.values()]


def weights_of(text: str, groups: Sequence[Sequence[Passage]]) -> Floats | None:
    """The features of these candidates for a question; None where one of them cannot be weighed."""
    versions = [group[0].version_id for group in groups]
    kept = weighable(versions)
    if not versions or len(kept) < len(versions):
        return None
    asked = text[:LONGEST_QUERY]
    parts = parts_of(asked)
    vectors = np.array([embed_one(part) for part in parts])
    return weighed(asked, parts, vectors=vectors, wordings=[kept[version] for version in versions])


def _standing(brand_id: int) -> tuple[int, int] | None:
    """(row, number) of the training in force, unless its ranker was learnt with another embedder."""
    last = Choice.objects.filter(brand_id=brand_id).order_by("-id")
    found = last.values_list("training_id", "training__number", "training__embedder")[:1]
    return next(((pk, number) for pk, number, model in found if pk is not None and model == embedder().name), None)


@lru_cache(maxsize=16)
def _ranker(training_id: int, number: int) -> Ranker | None:
    """A ranker as it was kept: rows of trainings never change, so a process reads each once."""
    row = Training.objects.filter(pk=training_id, number=number).values_list("weights", flat=True).first()
    return ranker_from(row) if row else None
