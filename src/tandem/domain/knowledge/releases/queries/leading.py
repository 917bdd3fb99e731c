"""Where the addresses of retired entries lead."""

from __future__ import annotations

from typing import Any

from tandem.domain.knowledge.releases.models import Retirement


def leads_to(article: Any) -> frozenset[int]:
    """The entries that an address leads through, by retirements with a successor, itself included."""
    seen: set[int] = set()
    following: int | None = article.pk
    while following is not None and following not in seen:
        seen.add(following)
        row = Retirement.objects.filter(article_id=following, article__state="retired").order_by("-id").first()
        following = row.successor_id if row else None
    return frozenset(seen)


def successor_of(article: Any) -> Any:
    """Where a retired entry's address leads: the end of its chain of successors, or None."""
    last: Any = None
    current: Any = article
    seen: set[int] = set()
    while current is not None and current.state == "retired" and current.pk not in seen:
        seen.add(current.pk)
        row = Retirement.objects.filter(article=current).order_by("-id").select_related("successor").first()
        current = last = row.successor if row else None
    return last
