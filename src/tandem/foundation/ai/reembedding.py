"""When the embedder changes: everything that keeps vectors embeds them anew, in small transactions, while the work goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string


def reembed(brand_id: int, *, told: Callable[[str, int], None] | None = None) -> int:
    """Embed what a brand keeps with the embedder in force. Safe to repeat and to stop. Returns how many rows were done.

    Each of `settings.TANDEM_MEANINGS` does a few rows a call and returns how many, until it returns 0.
    """
    done = 0
    for kept, name in import_string(settings.TANDEM_MEANINGS).items():
        some: Callable[[int], int] = import_string(name)
        while count := some(brand_id):
            done += count
            if told is not None:
                told(kept, count)
    return done


def renew(rows: QuerySet[Any], vectors: Mapping[int, Sequence[float]], *, name: str) -> None:
    """Give rows (`message_id`, `embedder`, `embedding`) the vectors of their messages, made by the embedder `name`.

    A row whose message has no words, or whose meaning was erased meanwhile, has none afterwards. Within a transaction; locks the rows.
    """
    found = list(rows.select_for_update().order_by("pk"))
    for row in found:
        row.embedder = name
        row.embedding = list(vectors[row.message_id]) if row.message_id in vectors and row.embedding is not None else None
    rows.model._default_manager.bulk_update(found, ["embedder", "embedding"])
