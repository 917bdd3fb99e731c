"""In which conversations somebody used knowledge."""

from __future__ import annotations

from collections.abc import Collection

from tandem.domain.knowledge.usage.models import Fact


def taken_in(conversations: Collection[str]) -> frozenset[str]:
    """Those of these conversations in which an article's words went to the customer."""
    rows = Fact.objects.filter(conversation__in=list(conversations), kind__in=("used", "edited"), article__kind="article")
    return frozenset(rows.values_list("conversation", flat=True).distinct())
