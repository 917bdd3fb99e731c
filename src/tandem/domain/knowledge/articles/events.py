"""What happens to articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class _OfArticle(Event):
    """An article's event: its row, its reference and the version's number. Told to nobody live."""

    article_id: int
    article: str
    version: int

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "article"
    subject: ClassVar[str] = "article"


@event
@dataclass(frozen=True, slots=True)
class DraftSaved(_OfArticle):
    """A draft was written or rewritten."""


@event
@dataclass(frozen=True, slots=True)
class ArticlePublished(_OfArticle):
    """A version became the approved wording; the former one is superseded."""


@event
@dataclass(frozen=True, slots=True)
class ArticleRetired(_OfArticle):
    """The article no longer answers anything; `version` was its last wording."""
