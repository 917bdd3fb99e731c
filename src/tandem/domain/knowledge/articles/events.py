"""What happens to articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class OfArticle(Event):
    """An article's event: its row, its reference and the version's number. Told to nobody live."""

    article_id: int
    article: str
    version: int

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "article"
    subject: ClassVar[str] = "article"


@event
@dataclass(frozen=True, slots=True)
class DraftSaved(OfArticle):
    """A draft was written or rewritten."""


@event
@dataclass(frozen=True, slots=True)
class DraftDiscarded(OfArticle):
    """A draft was thrown away."""


@event
@dataclass(frozen=True, slots=True)
class ArticlePublished(OfArticle):
    """A version became the approved wording; the former one is superseded."""

