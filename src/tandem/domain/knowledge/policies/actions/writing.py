"""Drafts of policies: written through the same door as articles, and released by the same approvals."""

from __future__ import annotations

from typing import Any

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document, slugged
from tandem.core.knowledge.policies.contents import Content, kind_of, read_content, written_content
from tandem.core.knowledge.policies.meeting import EVERYWHERE
from tandem.core.knowledge.policies.rules import Escalation
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.queries import live_member


def policy_document(
    content: Content, *, title: str, slug: str = "", summary: str = "", language: str = "en", applies: Applicability = EVERYWHERE
) -> Document:
    """A policy's wording as a document. Raises Faulty with every fault of its content, Invalid for title and the rest."""
    kind, source = kind_of(content), written_content(content)
    read_content(kind, source)
    return Document(
        slug=slug or slugged(title), title=title, body="", summary=summary, language=language, kind=kind, content=source, applies=applies
    )


def create_policy(actor: Actor, brand_id: int, *, wording: Document, translation_of: Any = None, reason: str = "") -> Any:
    """A new policy with its first draft. Raises Forbidden, Faulty, Invalid (`to.key`), Refused (`slug_taken`)."""
    check_target(wording)
    return create_article(actor, brand_id, wording=wording, translation_of=translation_of, reason=reason)


def save_policy(actor: Actor, policy: Any, *, wording: Document, unless_changed_from: str = "", reason: str = "") -> Any:
    """The policy's one draft, written or rewritten. Raises Forbidden, Faulty, Invalid, Refused (`changed_meanwhile`, `in_review`)."""
    check_target(wording)
    return save_draft(actor, policy, wording=wording, unless_changed_from=unless_changed_from, reason=reason)


def check_target(wording: Document) -> None:
    """Raises Invalid (`to.key`) when a rule names a member whom the brand does not have. For an open scope."""
    content = read_content(wording.kind, wording.content)
    if isinstance(content, Escalation) and content.to.kind == "member" and live_member(content.to.key) is None:
        raise Invalid("Nobody of this brand has the reference %(ref)s.", named={"ref": content.to.key}, field="to.key")
