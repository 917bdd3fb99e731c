"""Wordings as the learnt ranker weighs them, kept in memory: a released version's text never changes.

What a search may see is decided in the database each time; here stands only what those versions say.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from tandem.core.knowledge.reranking import Wording, wording_of
from tandem.domain.knowledge.articles.models import Section, Version
from tandem.foundation.ai.embedding import embedder

MOST_KEPT = 4000  # versions a process keeps: about 12 kB each
_kept: OrderedDict[tuple[int, str], Wording] = OrderedDict()
_lock = Lock()


def weighable(version_ids: Sequence[int]) -> dict[int, Wording]:
    """Released versions in scope by their row, as the ranker weighs them; what has no section of this embedder is left out."""
    model = embedder().name
    with _lock:
        found = {pk: _kept[pk, model] for pk in version_ids if (pk, model) in _kept}
    missing = [pk for pk in version_ids if pk not in found]
    if missing:
        read = _read(missing, model)
        found |= read
        with _lock:
            _kept.update({(pk, model): wording for pk, wording in read.items()})
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return found


def _read(version_ids: Sequence[int], model: str) -> dict[int, Wording]:
    rows = Section.objects.filter(version_id__in=version_ids, embedder=model).order_by("version_id", "position")
    sections: dict[int, list[Section]] = {}
    for row in rows:
        sections.setdefault(row.version_id, []).append(row)
    versions = Version.objects.filter(pk__in=sections, centre__isnull=False).select_related("article").defer("body", "content")
    return {version.pk: _wording(version, sections[version.pk]) for version in versions}


def _wording(version: Version, sections: Sequence[Section]) -> Wording:
    return wording_of(
        version.title,
        [f"{row.heading} {row.text}" for row in sections],
        vectors=np.array([row.embedding for row in sections], dtype=np.float64),
        centre=np.asarray(version.centre, dtype=np.float64),
        products=version.products,
        topics=version.article.topics,
        internal="customer" not in version.audience,
    )
