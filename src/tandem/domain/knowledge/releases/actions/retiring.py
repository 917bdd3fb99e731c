"""Retiring: an entry is taken out of force before its time."""

from __future__ import annotations

from typing import Any

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.releases import checked_reason
from tandem.domain.knowledge.articles.actions.force import take_out
from tandem.domain.knowledge.articles.actions.writing import locked
from tandem.domain.knowledge.articles.queries.versions import last_version
from tandem.domain.knowledge.releases.access import check_may_approve
from tandem.domain.knowledge.releases.events import ArticleRetired
from tandem.domain.knowledge.releases.models import Retirement
from tandem.domain.knowledge.releases.queries.leading import leads_to
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish as announce
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def retire(actor: Actor, article: Any, *, reason: str, successor: Any | None = None) -> None:
    """The entry answers nothing from now on; its past stays readable, and its address leads to `successor`.

    One approver suffices, so that what proves wrong can be stopped at once. Raises Forbidden, Invalid
    (`reason`), Refused (`already_retired`, `cycle`).
    """
    why = checked_reason(reason)
    with writing_in(article.brand_id):
        check_may_approve(actor, article.brand_id)
        held = locked(article)
        if held.state == "retired":
            raise Refused("This article is already retired.", code="already_retired")
        if successor is not None and held.pk in leads_to(successor):
            raise Refused("That article leads back to this one.", code="cycle")
        now = clock.now()
        take_out(held, at=now, state="retired")
        version = last_version(held)
        Retirement.objects.create(
            brand_id=held.brand_id, article=held, version=version, successor=successor, by_id=actor.membership_id, reason=why, at=now
        )
        record(actor, held.brand_id, verb="article.retire", subject=held.ref, version=version.number)
        announce(actor, held.brand_id, ArticleRetired(held.pk, held.ref, version.number))
