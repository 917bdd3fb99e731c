"""What people do with a gap: begin an article from it, or dismiss it with a reason."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.releases import checked_reason
from tandem.domain.assistance.gaps.events import GapEnded
from tandem.domain.assistance.gaps.models import Gap, GapDraft, GapEnd
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.actions.writing import create_article
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def begin_article(actor: Actor, gap: Gap, *, wording: Document) -> Any:
    """A first draft of an article that shall close the gap. Raises Forbidden, Invalid, Refused (`slug_taken`)."""
    with writing_in(gap.brand_id):
        article = create_article(actor, gap.brand_id, wording=wording, reason="A gap that customers asked about.")
        GapDraft.objects.create(brand_id=gap.brand_id, gap=gap, article=article, by_id=actor.membership_id, at=clock.now())
        record(actor, gap.brand_id, verb="gap.article", subject=gap.ref, article=article.ref)
        return article


def dismiss(actor: Actor, gap: Gap, *, reason: str) -> GapEnd:
    """It needs no article, and why. Raises Forbidden, Invalid (`reason`), Refused (`settled`)."""
    why = checked_reason(reason)
    with writing_in(gap.brand_id):
        check_may_write(actor)
        try:
            with transaction.atomic():  # the constraint ends the race of two people
                end: GapEnd = GapEnd.objects.create(brand_id=gap.brand_id, gap=gap, covered=False, reason=why, by_id=actor.membership_id, at=clock.now())
        except IntegrityError as clash:
            raise Refused("Somebody has decided this already.", code="settled") from clash
        record(actor, gap.brand_id, verb="gap.dismissed", subject=gap.ref)
        publish(actor, gap.brand_id, GapEnded(gap.ref))
        return end
