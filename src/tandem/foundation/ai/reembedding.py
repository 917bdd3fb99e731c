"""When the embedder changes: everything that keeps vectors embeds them anew, in small transactions, while the work goes on."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
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
