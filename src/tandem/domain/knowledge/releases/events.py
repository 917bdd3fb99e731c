"""What happens on the way of a version into force and out of it."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.domain.knowledge.articles.events import OfArticle
from tandem.foundation.events.kinds import event


@event
@dataclass(frozen=True, slots=True)
class SentForReview(OfArticle):
    """A draft is with its approvers."""


@event
@dataclass(frozen=True, slots=True)
class ApprovalGiven(OfArticle):
    """A named person stands for this wording."""


@event
@dataclass(frozen=True, slots=True)
class ApproversReminded(OfArticle):
    """Those who may approve a version in review were asked to look at it."""


@event
@dataclass(frozen=True, slots=True)
class ReviewEnded(OfArticle):
    """A version under review is a draft again."""


@event
@dataclass(frozen=True, slots=True)
class ArticleExpiring(OfArticle):
    """What is in force ends soon: its people are reminded."""


@event
@dataclass(frozen=True, slots=True)
class ArticleRenewed(OfArticle):
    """What is in force stands until a later date."""


@event
@dataclass(frozen=True, slots=True)
class ArticleExpired(OfArticle):
    """The date of expiry came: the entry answers nothing from then on; `version` was its last wording."""


@event
@dataclass(frozen=True, slots=True)
class ArticleRetired(OfArticle):
    """The entry no longer answers anything; `version` was its last wording."""
