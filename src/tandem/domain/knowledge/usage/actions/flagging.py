"""People say that a wording is wrong; an approver confirms it or not."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.releases import checked_reason
from tandem.domain.knowledge.articles.queries.shelf import versions_named
from tandem.domain.knowledge.usage.access import check_may_flag, check_may_rule_on
from tandem.domain.knowledge.usage.actions.counting import again
from tandem.domain.knowledge.usage.events import ArticleFlagged, FlagSettled
from tandem.domain.knowledge.usage.models import ABOUT, Fact, Flag, FlagRuling
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in


def flag(
    actor: Actor, article: Any, *, version: int, about: str, reason: str, section: str = "", conversation: str = ""
) -> Flag:
    """Say that a version is wrong (out of date, unclear), or that a customer complained of it. The same twice is one.

    Raises Forbidden, Invalid (`about`, `reason`), Refused (`no_version`).
    """
    if about not in ABOUT:
        raise Invalid("Choose what is wrong: %(choices)s.", named={"choices": ", ".join(ABOUT)}, field="about")
    why = checked_reason(reason)
    with writing_in(article.brand_id):
        check_may_flag(actor)
        named = versions_named([(article.ref, version)]).get((article.ref, version))
        if named is None:
            raise Refused("There is no such version of this article.", code="no_version")
        vendor = Membership.objects.filter(pk=actor.membership_id).values_list("vendor_id", flat=True).first()
        given = {"version_id": named[1], "section": section, "about": about, "conversation": conversation, "by_id": actor.membership_id}
        twin: Flag | None = Flag.objects.filter(**given).first()
        if twin is not None:
            return twin
        row: Flag = Flag.objects.create(brand_id=article.brand_id, article=article, reason=why, vendor_id=vendor, at=clock.now(), **given)
        record(actor, article.brand_id, verb="article.flag", subject=article.ref, version=version, about=about)
        publish(actor, article.brand_id, ArticleFlagged(article.pk, article.ref, version, row.ref))
        return row


def rule(actor: Actor, row: Flag, *, confirmed: bool, note: str = "") -> FlagRuling:
    """Confirm or reject a flag. What is confirmed is counted against the version, where it was used if it was.

    Raises Forbidden, Refused (`settled`).
    """
    with writing_in(row.brand_id):
        check_may_rule_on(actor, row)
        now = clock.now()
        try:
            with transaction.atomic():  # the constraint ends the race of two approvers
                ruling: FlagRuling = FlagRuling.objects.create(
                    brand_id=row.brand_id, flag=row, confirmed=confirmed, note=note.strip()[:400], by_id=actor.membership_id, at=now
                )
        except IntegrityError as clash:
            raise Refused("Somebody has decided this already.", code="settled") from clash
        if confirmed:
            Fact.objects.bulk_create([_against(row, now)], ignore_conflicts=True)
        record(actor, row.brand_id, verb="article.flag_ruling", subject=row.article.ref, flag=row.ref, confirmed=confirmed)
        publish(actor, row.brand_id, FlagSettled(row.article_id, row.article.ref, row.version.number, row.ref, confirmed))
        return ruling


def _against(row: Flag, now: Any) -> Fact:
    kind = "complaint" if row.about == "complaint" else "verified_wrong"
    seen = Fact.objects.filter(version_id=row.version_id, conversation=row.conversation, section__in=[row.section, ""] if row.section else [row.section])
    at_all = Fact.objects.filter(version_id=row.version_id, conversation=row.conversation)
    place = (seen.first() or at_all.order_by("-at").first()) if row.conversation else None
    if place is not None:
        return again(place, kind=kind, key=row.ref, at=now, reason=row.about)
    return Fact(
        brand_id=row.brand_id, kind=kind, article_id=row.article_id, version_id=row.version_id, section=row.section, vendor_id=row.vendor_id,
        surface="desk", conversation=row.conversation, reason=row.about, key=row.ref, at=now,
    )  # fmt: skip
