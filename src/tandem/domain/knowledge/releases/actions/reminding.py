"""Asking the approvers of a version to look at it, by mail, and not too often; and a version that needs more of them by now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Refused, TooMany
from tandem.domain.knowledge.articles.actions.writing import locked
from tandem.domain.knowledge.articles.queries.versions import open_version
from tandem.domain.knowledge.releases.access import check_may_send
from tandem.domain.knowledge.releases.events import ApproversReminded, SentForReview
from tandem.domain.knowledge.releases.models import Nudge
from tandem.domain.knowledge.releases.queries.cards import approvers_left, reminded_at
from tandem.foundation import clock, mail
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish as announce
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import writing_in

EVERY = timedelta(hours=24)  # a version's approvers get one letter a day at most, whoever asks


def remind_approvers(actor: Actor, article: Any) -> tuple[str, ...]:
    """Write to those who may still approve the version in review; returns their names.

    Raises Forbidden, Refused (`not_in_review`, `no_approver`), TooMany within a day of the last letter.
    """
    with writing_in(article.brand_id):
        check_may_send(actor)
        held, now = locked(article), clock.now()
        version = open_version(held, "in_review")
        if version is None:
            raise Refused("This version is not in review.", code="not_in_review")
        last = reminded_at(version)
        if last is not None and last + EVERY > now:
            raise TooMany("They were reminded less than a day ago. Ask them again tomorrow.", retry_seconds=int((last + EVERY - now).total_seconds()))
        people = approvers_left(version)
        if not people:
            raise Refused("Nobody else of this brand may approve it. Ask the brand’s owner to make somebody an approver.", code="no_approver")
        _ask(people, held, version, by=actor)
        record(actor, held.brand_id, verb="article.remind", subject=held.ref, version=version.number)
        announce(actor, held.brand_id, ApproversReminded(held.pk, held.ref, version.number))
        return tuple(member.display_name for member in people)


def review_on(held: Any, version: Any) -> None:
    """An approved version needs more approvals by now: it is in review again with those that it has, and whoever may give one is written to.

    For the transaction that found it lacking, with the entry locked.
    """
    version.status = "in_review"
    version.save(update_fields=["status"])
    people = approvers_left(version)
    if people:
        _ask(people, held, version, by=SYSTEM)
    record(SYSTEM, held.brand_id, verb="article.review_on", subject=held.ref, version=version.number)
    announce(SYSTEM, held.brand_id, SentForReview(held.pk, held.ref, version.number))


def _ask(people: Sequence[Any], held: Any, version: Any, *, by: Actor) -> None:
    Nudge.objects.create(brand_id=held.brand_id, version=version, round=version.round, by_id=by.membership_id, at=clock.now())
    for member in people:
        _write_to(member, held, version)


def _write_to(member: Any, held: Any, version: Any) -> None:
    """A letter in the person's language, else the brand's; simulated people get none."""
    if member.person.simulated:
        return
    brand = held.brand
    with translation.override(member.person.language or brand.language):
        values = {"name": member.display_name, "title": version.title, "number": version.number, "brand": brand.name}
        address = f"{settings.PUBLIC_URL}/knowledge/{held.ref}/?view=changes&version={version.number}"
        mail.send(
            to=member.person.email,
            subject=_("%(brand)s: “%(title)s” waits for your approval") % values,
            text=_("Hello %(name)s,\n\nversion %(number)d of “%(title)s” waits for somebody like you to read and approve it:") % values + f"\n{address}\n",
        )
