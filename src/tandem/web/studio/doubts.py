"""What is open about entries: reports, contradictions and comments that nobody has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import ngettext

from tandem.domain.knowledge.contradictions.queries import open_by_article as contradictions_by_article
from tandem.domain.knowledge.discussions.queries.listing import open_by_article as comments_by_article
from tandem.domain.knowledge.usage.queries.flags import open_by_article as reports_by_article


@dataclass(frozen=True, slots=True)
class Doubts:
    """How much is open about one entry; at least one of them is not zero."""

    reports: int = 0
    contradictions: int = 0
    comments: int = 0

    @property
    def said(self) -> str:
        """In words, for who asks what the badge means."""
        counted = (
            (self.reports, ngettext("%(n)d report", "%(n)d reports", self.reports)),
            (self.contradictions, ngettext("%(n)d contradiction", "%(n)d contradictions", self.contradictions)),
            (self.comments, ngettext("%(n)d comment", "%(n)d comments", self.comments)),
        )
        return ", ".join(words % {"n": n} for n, words in counted if n)


def doubts_of() -> dict[str, Doubts]:
    """Reference -> what is open about it, of every entry in scope that there is something about."""
    reports, contradictions, comments = reports_by_article(), contradictions_by_article(), comments_by_article()
    every: set[str] = {*reports, *contradictions, *comments}
    return {ref: Doubts(*(_count(counts, ref) for counts in (reports, contradictions, comments))) for ref in every}


def _count(counts: Mapping[str, int], ref: str) -> int:
    return counts.get(ref, 0)
