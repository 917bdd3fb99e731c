"""Knowledge for tests, released as it always is: one person writes, another approves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.releases.actions.many import release_documents
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership


def librarian(brand_id: int, role: str) -> Actor:
    """A person of the brand who has this role and no other, made when there is none."""
    member = Membership.objects.filter(brand_id=brand_id, roles=[role], ended_at=None).first()
    if member is None:
        person, _ = Person.objects.get_or_create(email=f"{role}@library{brand_id}.example", defaults={"created_at": clock.now()})
        member = Membership.objects.create(brand_id=brand_id, person=person, roles=[role], display_name=role.title(), joined_at=clock.now())
    return Actor("person", member.person_id, membership_id=member.pk, via="test")


def teach(brand_id: int, documents: Sequence[Document], **options: Any) -> Any:
    """These documents, in force. For an open scope."""
    return release_documents(librarian(brand_id, "author"), librarian(brand_id, "approver"), brand_id, documents=documents, **options)


def released(article: Any, *, author: Actor | None = None, approver: Actor | None = None) -> Any:
    """The article's draft, sent and approved. For an open scope."""
    submit(author or librarian(article.brand_id, "author"), article)
    return approve(approver or librarian(article.brand_id, "approver"), article)


def in_force(brand_id: int, wording: Document) -> Any:
    """A new article in force. For an open scope."""
    article = create_article(librarian(brand_id, "author"), brand_id, wording=wording)
    released(article)
    article.refresh_from_db()
    return article


def reworded(article: Any, wording: Document) -> Any:
    """A new wording of an article, in force. For an open scope."""
    save_draft(librarian(article.brand_id, "author"), article, wording=wording)
    return released(article)
