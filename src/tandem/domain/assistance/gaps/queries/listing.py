"""Gaps as a list: how many ask, since when, what they write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Count, Min, Q

from tandem.core.kit.masking import masked
from tandem.domain.assistance.gaps.models import Gap, GapDraft, Question
from tandem.domain.service.conversations.queries.asked import asked
from tandem.foundation import clock

MOST = 60
EXAMPLES = 3
LONGEST_EXAMPLE = 220  # characters
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class GapRow:
    """An open gap. `last_week` and `week_before` are its questions then; `sources` how many came which way."""

    ref: str
    title: str
    language: str
    questions: int
    last_week: int
    week_before: int
    since: datetime | None
    examples: tuple[str, ...]
    sources: tuple[tuple[str, int], ...]
    article: str
    article_title: str


def open_gaps() -> tuple[GapRow, ...]:
    """The gaps that nobody has settled, those that most ask about first."""
    now = clock.now()
    rows = Gap.objects.filter(end__isnull=True).annotate(
        n=Count("questions"), since=Min("questions__asked_at"), last=Count("questions", filter=Q(questions__asked_at__gt=now - WEEK)),
        before=Count("questions", filter=Q(questions__asked_at__gt=now - 2 * WEEK, questions__asked_at__lte=now - WEEK)),
    )  # fmt: skip
    drafts = {row.gap_id: row.article for row in GapDraft.objects.filter(gap__end__isnull=True).select_related("article")}
    return tuple(
        GapRow(
            gap.ref, title_of(gap), gap.language, gap.n, gap.last, gap.before, gap.since, examples_of(gap), _sources(gap),
            drafts[gap.pk].ref if gap.pk in drafts else "", drafts[gap.pk].title if gap.pk in drafts else "",
        )
        for gap in rows.order_by("-n", "id")[:MOST]
    )  # fmt: skip


def count_open() -> int:
    """How many gaps nobody has settled."""
    return Gap.objects.filter(end__isnull=True).count()


def title_of(gap: Gap) -> str:
    """A gap in words; where its customers share none, by its reference."""
    return ", ".join(gap.words).capitalize() or gap.ref


def examples_of(gap: Gap, *, most: int = EXAMPLES) -> tuple[str, ...]:
    """What customers wrote, the most typical first, while it exists; masked, since it is for others to read."""
    rows = list(Question.objects.filter(gap=gap, message__isnull=False, embedding__isnull=False).order_by("-asked_at")[:200])
    middle = np.asarray(gap.centre)
    typical = sorted(rows, key=lambda row: (-round(float(np.dot(np.asarray(row.embedding), middle)), 6), row.pk))[: most * 3]
    texts = asked([row.message_id for row in typical if row.message_id])
    said = [masked(" ".join(texts[row.message_id].text.split()), names=[texts[row.message_id].customer]) for row in typical if row.message_id in texts]
    return tuple(dict.fromkeys(text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…" for text in said))[:most]


def _sources(gap: Gap) -> tuple[tuple[str, int], ...]:
    rows = Question.objects.filter(gap=gap).order_by().values_list("source").annotate(n=Count("pk"))
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))
