"""What readers say. That they read is counted, not told."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.domain.knowledge.articles.events import OfArticle
from tandem.foundation.events.kinds import event


@event
@dataclass(frozen=True, slots=True)
class ReaderVoted(OfArticle):
    """A reader of the help centre said whether this version helped."""

    helpful: bool = False
