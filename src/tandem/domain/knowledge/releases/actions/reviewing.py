"""Review: a draft is sent, approved by others, or sent back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.markdown import sections_of
from tandem.core.knowledge.policies.contents import read_content
from tandem.core.knowledge.releases import checked_dates, checked_reason, money_touched, needed_for, step_after
from tandem.domain.knowledge.articles.actions.force import Known, put_in_force
from tandem.domain.knowledge.articles.actions.writing import locked
from tandem.domain.knowledge.articles.queries.versions import open_version, published_version
from tandem.domain.knowledge.articles.queries.wordings import document_of
from tandem.domain.knowledge.releases.access import check_may_approve, check_may_send, may_approve
from tandem.domain.knowledge.releases.events import ApprovalGiven, ReviewEnded, SentForReview
from tandem.domain.knowledge.releases.models import Approval, SentBack, Submission
from tandem.domain.knowledge.releases.queries.rules import default_expiry, rule_for
from tandem.domain.knowledge.releases.queries.standing import standing_of, wording_text
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish as announce
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def submit(
    actor: Actor, article: Any, *, note: str = "", publish_at: datetime | None = None, expires_at: datetime | None = None
) -> Any:
    """Send the draft to its approvers; from now on its wording is sealed.

    `publish_at`: when it comes into force (at once when the last approval is given). `expires_at`: when it ends
    (as the brand's rule says, when there is one). Raises Forbidden, Refused (`no_draft`), Invalid (dates, body).
    """
    with writing_in(article.brand_id):
        check_may_send(actor)
        held = locked(article)
        draft = open_version(held, "draft")
        if draft is None:
            raise Refused("There is no draft to send for review.", code="no_draft")
        now = clock.now()
        rule = rule_for(held.kind)
        ends = expires_at or default_expiry(rule, begins=publish_at or now)
        checked_dates(publish_at=publish_at, expires_at=ends, now=now)
        check_releasable(document_of(draft))
        before = published_version(held)
        touches_money = money_touched(wording_text(before) if before else "", wording_text(draft)) > 0
        draft.status, draft.round = "in_review", draft.round + 1
        draft.publish_at, draft.expires_at = publish_at, ends
        draft.approvals_needed = needed_for(rule, touches_money=touches_money)
        draft.save(update_fields=["status", "round", "publish_at", "expires_at", "approvals_needed"])
        Submission.objects.create(
            brand_id=held.brand_id, version=draft, round=draft.round, touches_money=touches_money, by_id=actor.membership_id,
            note=note.strip()[:400], at=now,
        )  # fmt: skip
        record(actor, held.brand_id, verb="article.submit", subject=held.ref, version=draft.number)
        announce(actor, held.brand_id, SentForReview(held.pk, held.ref, draft.number))
        return draft


def check_releasable(document: Document) -> None:
    """Raises Invalid (`body`) for an article without any text, Faulty for a policy whose content has faults."""
    if document.kind != "article":
        read_content(document.kind, document.content)
    if document.kind == "article" and not sections_of(document.body, title=document.title):
        raise Invalid("The article %(slug)s has no text and cannot be published.", named={"slug": document.slug}, field="body")


def approve(actor: Actor, article: Any, *, note: str = "", seen: str = "", known: Known | None = None) -> Any:
    """Stand for the version in review; the last approval that it needs puts it in force, or on its date.

    `seen` is the seal of the wording that the approver read. Raises Forbidden, Refused (`not_in_review`,
    `changed_meanwhile`, `own_work`, `approved_already`).
    """
    with writing_in(article.brand_id):
        check_may_approve(actor, article.brand_id)
        held = locked(article)
        version = open_version(held)
        if version is None:
            raise Refused("This version is not in review.", code="not_in_review")
        if seen and seen != version.seal:
            raise Refused("This wording was changed after you opened it. Read it again, then approve.", code="changed_meanwhile")
        now = clock.now()
        step = step_after(standing_of(version), approver=actor.membership_id or 0, now=now)
        Approval.objects.create(brand_id=held.brand_id, version=version, by_id=actor.membership_id, note=note.strip()[:400], at=now)
        record(actor, held.brand_id, verb="article.approve", subject=held.ref, version=version.number)
        announce(actor, held.brand_id, ApprovalGiven(held.pk, held.ref, version.number))
        if step != "in_review":
            version.status = "approved"
            version.save(update_fields=["status"])
        if step == "published":
            put_in_force(actor, held, version, known=known)
        return version


def send_back(actor: Actor, article: Any, *, reason: str) -> Any:
    """The version becomes a draft again: an approver asks for changes, or its writers take it back.

    Raises Forbidden, Invalid (`reason`), Refused (`not_in_review`).
    """
    why = checked_reason(reason)
    with writing_in(article.brand_id):
        if not may_approve(actor):
            check_may_send(actor)
        held = locked(article)
        version = open_version(held, "in_review", "approved")
        if version is None:
            raise Refused("This version is not in review.", code="not_in_review")
        version.status = "draft"
        version.save(update_fields=["status"])
        SentBack.objects.create(brand_id=held.brand_id, version=version, round=version.round, by_id=actor.membership_id, reason=why, at=clock.now())
        record(actor, held.brand_id, verb="article.send_back", subject=held.ref, version=version.number)
        announce(actor, held.brand_id, ReviewEnded(held.pk, held.ref, version.number))
        return version
