"""What people say of wordings, and what waits for an approver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from tandem.domain.knowledge.usage.models import Flag

MOST = 100


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag in a list. `state`: open, confirmed or rejected."""

    ref: str
    article: str
    title: str
    version: int
    section: str
    about: str
    reason: str
    conversation: str
    by: str
    at: datetime
    state: str
    note: str
    decided_by: str
    by_id: int


def open_flags(*, article_id: int | None = None) -> tuple[FlagRow, ...]:
    """What nobody has decided, the oldest first."""
    rows = Flag.objects.filter(ruling__isnull=True)
    return _rows((rows.filter(article_id=article_id) if article_id else rows).order_by("at"))


def flags_of(article_id: int) -> tuple[FlagRow, ...]:
    """All that was said of an article, the newest first."""
    return _rows(Flag.objects.filter(article_id=article_id).order_by("-at"))


def count_open_flags() -> int:
    """How many wait for an approver."""
    return Flag.objects.filter(ruling__isnull=True).count()


def open_by_article() -> dict[str, int]:
    """Reference of an article -> how many reports of it wait for an approver."""
    return dict(Flag.objects.filter(ruling__isnull=True).order_by().values_list("article__ref").annotate(count=Count("pk")))


def conversation_of_flag(ref: str) -> str:
    """The conversation in which a flag was raised, or empty."""
    return str(Flag.objects.filter(ref=ref).values_list("conversation", flat=True).first() or "")


def flagged(ref: str) -> FlagRow | None:
    """A flag by its reference, for steps that follow its event."""
    return next(iter(_rows(Flag.objects.filter(ref=ref))), None)


def _rows(rows: QuerySet[Flag]) -> tuple[FlagRow, ...]:
    found = rows.select_related("article", "version", "by", "ruling__by")[:MOST]
    return tuple(_row(flag) for flag in found)


def _row(flag: Flag) -> FlagRow:
    ruling = getattr(flag, "ruling", None)
    return FlagRow(
        flag.ref, flag.article.ref, flag.version.title, flag.version.number, flag.section, flag.about, flag.reason, flag.conversation,
        flag.by.display_name, flag.at, "open" if ruling is None else "confirmed" if ruling.confirmed else "rejected", ruling.note if ruling else "",
        ruling.by.display_name if ruling else "", flag.by_id,
    )  # fmt: skip
