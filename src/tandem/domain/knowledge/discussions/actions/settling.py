"""What becomes of proposals: an author takes one up as a draft, or declines it with a reason; its proposer withdraws it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from tandem.core.kit.refusals import Forbidden, Refused
from tandem.core.knowledge.documents import Document, slugged
from tandem.core.knowledge.releases import checked_reason
from tandem.core.knowledge.rewording import section_source, with_section
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.articles.queries.shelf import heading_of
from tandem.domain.knowledge.articles.queries.versions import open_version, published_version, version_of
from tandem.domain.knowledge.articles.queries.wordings import document_of
from tandem.domain.knowledge.discussions.events import ProposalSettled
from tandem.domain.knowledge.discussions.models import Proposal, Verdict
from tandem.domain.knowledge.discussions.queries.crediting import credit_of
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def take_up(actor: Actor, row: Proposal) -> Any:
    """Make the proposal a draft: the taker is its author, the proposer is named as its source and cannot approve it.

    A proposed end retires the article, by an approver. Returns the article. Raises Forbidden, Refused (`settled`,
    `moved_on`, `in_review`, `slug_taken`).
    """
    with writing_in(row.brand_id):
        check_may_write(actor)
        if row.kind == "retire":
            retire(actor, row.article, reason=row.reason)
            article, version = row.article, None
        else:
            article, version = _drafted(actor, row)
        _settle(actor, row, outcome="accepted", version=version)
        return article


def decline(actor: Actor, row: Proposal, *, reason: str) -> Verdict:
    """Say no, and why: its proposer reads it. Raises Forbidden, Invalid (`reason`), Refused (`settled`)."""
    why = checked_reason(reason)
    with writing_in(row.brand_id):
        check_may_write(actor)
        return _settle(actor, row, outcome="declined", reason=why)


def withdraw(actor: Actor, row: Proposal) -> Verdict:
    """Its proposer takes it back. Raises Forbidden, Refused (`settled`)."""
    with writing_in(row.brand_id):
        if actor.membership_id is None or actor.membership_id != row.by_id:
            raise Forbidden("Only who proposed it withdraws it.")
        return _settle(actor, row, outcome="withdrawn")


def _drafted(actor: Actor, row: Proposal) -> tuple[Any, Any]:
    why = f"{credit_of(row)}: {row.reason}"[:400]
    if row.kind == "new":
        document = Document(slug=slugged(row.title), title=row.title, body=row.wording)
        article = create_article(actor, row.brand_id, wording=document, reason=why)
        return article, open_version(article, "draft")
    newest = open_version(row.article) or published_version(row.article) or row.base
    wording = document_of(version_of(newest.pk))
    body = row.wording
    if row.section:
        heading = heading_of(row.base_id or 0, row.section)
        if heading is None or section_source(wording.body, heading) != section_source(row.base.body, heading):
            raise Refused("This section has changed since it was proposed. Read both and write the draft by hand.", code="moved_on")
        body = with_section(wording.body, heading, wording=row.wording) or row.wording
    elif wording.body != row.base.body:
        raise Refused("This article has changed since it was proposed. Read both and write the draft by hand.", code="moved_on")
    return row.article, save_draft(actor, row.article, wording=replace(wording, body=body), reason=why)


def _settle(actor: Actor, row: Proposal, *, outcome: str, reason: str = "", version: Any = None) -> Verdict:
    try:
        with transaction.atomic():  # the constraint ends the race of two people
            verdict: Verdict = Verdict.objects.create(
                brand_id=row.brand_id, proposal=row, outcome=outcome, reason=reason, version=version, by_id=actor.membership_id, at=clock.now()
            )
    except IntegrityError as clash:
        if "verdict" not in str(clash):
            raise
        raise Refused("Somebody has decided this already.", code="settled") from clash
    article = row.article.ref if row.article else ""
    record(actor, row.brand_id, verb="article.proposal_settled", subject=article or row.ref, proposal=row.ref, outcome=outcome)
    publish(actor, row.brand_id, ProposalSettled(article, row.by.ref if row.by else "", row.ref, outcome))
    return verdict
