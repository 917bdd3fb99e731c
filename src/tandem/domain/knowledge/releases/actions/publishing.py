"""Dates: approved versions come into force, those in force expire, are renewed, and their people reminded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.releases import EXPIRES_SOON, checked_dates
from tandem.domain.knowledge.articles.actions.force import put_in_force, take_out
from tandem.domain.knowledge.articles.actions.writing import locked
from tandem.domain.knowledge.articles.queries.versions import open_version, published_version, version_of
from tandem.domain.knowledge.releases.access import check_may_approve
from tandem.domain.knowledge.releases.actions.reminding import review_on
from tandem.domain.knowledge.releases.events import ArticleExpired, ArticleExpiring, ArticleRenewed
from tandem.domain.knowledge.releases.models import Reminder, Renewal
from tandem.domain.knowledge.releases.queries.standing import has_its_approvals, standing_of
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish as announce
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import writing_in


def publish_now(actor: Actor, article: Any) -> Any:
    """An approved version that waits for its date comes into force at once. Raises Forbidden, Refused (`not_approved`, `approvals_lack`)."""
    with writing_in(article.brand_id):
        check_may_approve(actor, article.brand_id)
        held = locked(article)
        version = open_version(held, "approved")
        if version is None:
            raise Refused("No approved version waits to be published.", code="not_approved")
        if not has_its_approvals(version):
            raise Refused("The brand asks for more approvals by now. Send it back and have it reviewed anew.", code="approvals_lack")
        put_in_force(actor, held, version)
        return version


def publish_due(brand_id: int, article_id: int) -> bool:
    """The date of an approved version has come; one that lacks approvals by now goes back to review. Safe to repeat. Returns whether it moved."""
    with writing_in(brand_id):
        held = locked(article_id)
        version = open_version(held, "approved")
        if version is None or version.publish_at is None or version.publish_at > clock.now():
            return False
        if has_its_approvals(version):
            put_in_force(SYSTEM, held, version)
        else:
            review_on(held, version)
        return True


def expire_due(brand_id: int, article_id: int) -> bool:
    """The date of expiry of what is in force has come; search stopped showing it at that instant. Safe to repeat. Returns whether it ended."""
    with writing_in(brand_id):
        held, now = locked(article_id), clock.now()
        version = published_version(held)
        if version is None or version.expires_at is None or version.expires_at > now:
            return False
        take_out(held, at=now, state="expired")
        record(SYSTEM, brand_id, verb="article.expire", subject=held.ref, version=version.number)
        announce(SYSTEM, brand_id, ArticleExpired(held.pk, held.ref, version.number))
        return True


def remind(brand_id: int, version_id: int) -> bool:
    """What is in force ends soon: once for each date of expiry. Safe to repeat. Returns whether they were reminded now."""
    with writing_in(brand_id):
        version = version_of(version_id, lock=True)
        now = clock.now()
        if version.status != "published" or version.expires_at is None or version.expires_at > now + EXPIRES_SOON:
            return False
        _, fresh = Reminder.objects.get_or_create(brand_id=brand_id, version=version, expires_at=version.expires_at, defaults={"at": now})
        if fresh:
            announce(SYSTEM, brand_id, ArticleExpiring(version.article_id, version.article.ref, version.number))
        return bool(fresh)


def renew(actor: Actor, article: Any, *, expires_at: datetime | None) -> None:
    """Somebody who did not write it read it again: it stands until `expires_at` (None: without an end).

    Raises Forbidden, Invalid, Refused (`not_in_force`, `own_work`).
    """
    with writing_in(article.brand_id):
        check_may_approve(actor, article.brand_id)
        held = locked(article)
        now = clock.now()
        checked_dates(publish_at=None, expires_at=expires_at, now=now)
        version = published_version(held)
        if version is None or (version.expires_at is not None and version.expires_at <= now):
            raise Refused("Nothing of this article is in force.", code="not_in_force")
        if actor.membership_id in standing_of(version).writers:
            raise Refused("You wrote some of this version, so somebody else has to renew it.", code="own_work")
        Renewal.objects.create(brand_id=held.brand_id, version=version, expires_at=expires_at, by_id=actor.membership_id, at=now)
        record(actor, held.brand_id, verb="article.renew", subject=held.ref, version=version.number)
        announce(actor, held.brand_id, ArticleRenewed(held.pk, held.ref, version.number))
