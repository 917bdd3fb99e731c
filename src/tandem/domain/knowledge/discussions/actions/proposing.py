"""Proposing: somebody's wording, or what is measured of an article."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.documents import LARGEST_BODY, LONGEST_TITLE
from tandem.core.knowledge.releases import checked_reason
from tandem.domain.knowledge.articles.queries.shelf import versions_named
from tandem.domain.knowledge.discussions.access import check_may_speak
from tandem.domain.knowledge.discussions.events import ProposalMade
from tandem.domain.knowledge.discussions.models import CreditWish, Proposal
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in


def propose_edit(
    actor: Actor, article: Any, *, version: int, wording: str, reason: str, section: str = "", conversation: str = ""
) -> Proposal:
    """Another wording for a section of a version (without one: for the whole text). Raises Forbidden, Invalid, Refused (`no_version`)."""
    given = {"kind": "edit", "wording": _checked(wording), "reason": checked_reason(reason), "section": section[:24], "conversation": conversation[:24]}
    with writing_in(article.brand_id):
        check_may_speak(actor)
        named = versions_named([(article.ref, version)]).get((article.ref, version))
        if named is None:
            raise Refused("There is no such version of this article.", code="no_version")
        return _made(actor, article.brand_id, by_id=actor.membership_id, article=article, base_id=named[1], **given)


def propose_article(
    actor: Actor, brand_id: int, *, title: str, wording: str, reason: str, by_id: int | None = None, source: str = "person",
    conversation: str = "", key: str = "",
) -> Proposal | None:  # fmt: skip
    """A new article; `by_id` is whose words they are, where a job proposes them. None when this `key` was proposed before.

    Raises Forbidden, Invalid (`title`, `wording`, `reason`).
    """
    words = " ".join(title.split())
    if not words or len(words) > LONGEST_TITLE or "\x00" in words:
        raise Invalid("A title has 1 to %(longest_title)s characters.", named={"longest_title": LONGEST_TITLE}, field="title")
    given = {"kind": "new", "title": words, "wording": _checked(wording), "reason": checked_reason(reason), "conversation": conversation[:24]}
    with writing_in(brand_id):
        if actor.kind != "system":
            check_may_speak(actor)
        return _once(actor, brand_id, by_id=by_id or actor.membership_id, source=source, key=key, **given)


def propose_retirement(brand_id: int, article: Any, *, version_id: int, reason: str, key: str) -> Proposal | None:
    """What is measured says that an article no longer serves: its approvers are asked. None when this `key` was proposed before."""
    with writing_in(brand_id):
        return _once(SYSTEM, brand_id, kind="retire", source="measure", article=article, base_id=version_id, reason=reason[:400], key=key)


def wish_credit(actor: Actor, brand_id: int, *, named: bool) -> None:
    """Whether this person is named where their words become knowledge. Raises Forbidden."""
    with writing_in(brand_id):
        check_may_speak(actor)
        CreditWish.objects.create(brand_id=brand_id, member_id=actor.membership_id, named=named, at=clock.now())
        record(actor, brand_id, verb="knowledge.credit", subject="credit", named=named)


def _once(actor: Actor, brand_id: int, *, key: str, **given: Any) -> Proposal | None:
    if key and Proposal.objects.filter(key=key).exists():
        return None
    try:
        with transaction.atomic():  # the constraint on the key ends the race of two workers
            return _made(actor, brand_id, key=key, **given)
    except IntegrityError:
        return None


def _made(actor: Actor, brand_id: int, *, by_id: int | None = None, **given: Any) -> Proposal:
    member = Membership.objects.filter(pk=by_id).first() if by_id else None
    row: Proposal = Proposal.objects.create(brand_id=brand_id, by=member, vendor_id=member.vendor_id if member else None, at=clock.now(), **given)
    article = row.article.ref if row.article else ""
    record(actor, brand_id, verb="article.proposal", subject=article or row.ref, proposal=row.ref, kind=row.kind)
    publish(actor, brand_id, ProposalMade(article, member.ref if member else "", row.ref))
    return row


def _checked(wording: str) -> str:
    text = wording.replace("\r\n", "\n").strip("\n")
    if not text.strip() or len(text.encode()) > LARGEST_BODY or "\x00" in text:
        raise Invalid("Write the wording, of at most %(most)s bytes.", named={"most": LARGEST_BODY}, field="wording")
    return text
