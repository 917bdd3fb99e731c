"""What follows a release: a decision right comes into force, ends, or is renewed. Each may run twice."""

from __future__ import annotations

from tandem.domain.knowledge.policies.actions.bringing import bring_rights
from tandem.foundation.events.publishing import Happened


def keep_rights(happened: Happened) -> None:
    """A version came into force or went out of it (ArticlePublished, ArticleRetired, ArticleExpired, ArticleRenewed)."""
    bring_rights(happened.brand_id, happened.data["article_id"])
