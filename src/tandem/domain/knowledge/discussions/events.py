"""What people say about wordings: told to the brand's people, and to the desk of whose proposal it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class _InDiscussion(Event):
    """An article (empty: a new one is proposed), and whose desk hears of it."""

    article: str
    desk: str = ""

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}", "desk:{desk}")
    stream: ClassVar[str] = "article"
    subject: ClassVar[str] = "article"


@event
@dataclass(frozen=True, slots=True)
class CommentWritten(_InDiscussion):
    """Somebody commented on an article."""

    comment: str = ""


@event
@dataclass(frozen=True, slots=True)
class CommentResolved(_InDiscussion):
    """What a comment was about is settled; its writer's desk hears of it."""

    comment: str = ""


@event
@dataclass(frozen=True, slots=True)
class ProposalMade(_InDiscussion):
    """Somebody proposed a wording, or that an article ends."""

    proposal: str = ""


@event
@dataclass(frozen=True, slots=True)
class ProposalSettled(_InDiscussion):
    """It was taken up, declined or withdrawn; its proposer's desk hears of it."""

    proposal: str = ""
    outcome: str = ""
