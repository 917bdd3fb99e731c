"""Contradictions as a list with their evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.domain.knowledge.articles.queries.searching import section_text
from tandem.domain.knowledge.contradictions.models import Contradiction

MOST = 100


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sentences, and where it stands."""

    article: str
    title: str
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A contradiction in a list. `state`: open, confirmed or dismissed."""

    ref: str
    kind: str
    detail: str
    left: Side
    right: Side
    found_at: datetime
    state: str
    reason: str
    decided_by: str


def listed(*, state: str = "open") -> tuple[Row, ...]:
    """Those that still stand, in one state ("" for all), the likeliest first."""
    rows = Contradiction.objects.filter(gone_at=None).select_related("left__article", "right__article", "ruling__by")
    if state:
        rows = rows.filter(**{"open": {"ruling__isnull": True}, "confirmed": {"ruling__confirmed": True}, "dismissed": {"ruling__confirmed": False}}[state])
    return tuple(_row(row) for row in rows.order_by("-score", "id")[:MOST])


def count_open() -> int:
    """How many nobody has decided."""
    return Contradiction.objects.filter(gone_at=None, ruling__isnull=True).count()


def open_by_article() -> dict[str, int]:
    """Reference of an article -> how many sentences of it are denied elsewhere, decided by nobody yet."""
    pairs = Contradiction.objects.filter(gone_at=None, ruling__isnull=True).values_list("left__article__ref", "right__article__ref")
    return dict(Counter(ref for pair in pairs for ref in set(pair)))


def _row(row: Contradiction) -> Row:
    ruling = getattr(row, "ruling", None)
    state = "open" if ruling is None else "confirmed" if ruling.confirmed else "dismissed"
    return Row(
        row.ref, row.kind, row.detail, _side(row.left, row.left_section, row.left_start, row.left_end),
        _side(row.right, row.right_section, row.right_start, row.right_end), row.found_at, state, ruling.reason if ruling else "",
        ruling.by.display_name if ruling else "",
    )  # fmt: skip


def _side(version: Any, section: str, start: int, end: int) -> Side:
    text = section_text(version.pk, section) or ""
    return Side(version.article.ref, version.title, version.number, text[start:end])
