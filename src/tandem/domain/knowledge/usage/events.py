"""What people say about wordings. Facts themselves are told to nobody: they are counted."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.domain.knowledge.articles.events import OfArticle
from tandem.foundation.events.kinds import event


@event
@dataclass(frozen=True, slots=True)
class ArticleFlagged(OfArticle):
    """Somebody says that this version is wrong, or that a customer complained of it."""

    flag: str = ""


@event
@dataclass(frozen=True, slots=True)
class FlagSettled(OfArticle):
    """An approver confirmed or rejected it."""

    flag: str = ""
    confirmed: bool = False
