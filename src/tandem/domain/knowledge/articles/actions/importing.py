"""Bringing entries in from files: always as drafts; who releases them is the approvers' matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.articles.models import Article
from tandem.domain.knowledge.articles.queries.wordings import kept_hashes
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import Scope, in_scope, scope, writing_in

CHUNK = 20  # articles a transaction of an import: well under a second of writing


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many entries, and which now have a draft (their references, in order)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    drafts: tuple[str, ...] = ()

    def __add__(self, other: Imported) -> Imported:
        return Imported(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged, self.drafts + other.drafts)


def import_documents(actor: Actor, brand_id: int, *, documents: Sequence[Document], told: Callable[[int], None] = lambda _: None) -> Imported:
    """Bring entries to these wordings, by kind, short name and language; what is the same stays untouched.

    In chunks, each in one short transaction, since one long write holds every reader's horizon: an import
    that is broken off leaves whole drafts, and run again it completes. `told` hears how many are done.
    Raises Forbidden, and Invalid before anything is written when an entry comes twice.
    """
    seen: set[tuple[str, str, str]] = set()
    for document in documents:
        if document.key() in seen:
            raise Invalid("The short name %(slug)s comes twice.", named={"slug": document.slug}, field="slug")
        seen.add(document.key())
    done = Imported()
    own = Scope(brands=(brand_id,), purpose="knowledge import")
    for start in range(0, len(documents), CHUNK):
        with writing_in(brand_id) if in_scope() else scope(own):
            for document in documents[start : start + CHUNK]:
                done += _import_one(actor, brand_id, document)
        told(min(start + CHUNK, len(documents)))
    return done


def _import_one(actor: Actor, brand_id: int, document: Document) -> Imported:
    kind, slug, language = document.key()
    article: Article | None = Article.objects.filter(kind=kind, slug=slug, language=language).first()
    if article is None:
        source = Article.objects.filter(kind=kind, slug=slug, translation_of=None).first()
        made = create_article(actor, brand_id, wording=document, translation_of=source)
        return Imported(created=1, drafts=(made.ref,))
    digest, status = kept_hashes([slug])[document.key()]
    if digest != document.content_hash():
        save_draft(actor, article, wording=document)
        return Imported(updated=1, drafts=(article.ref,))
    if article.state in ("retired", "expired") and status not in ("draft", "in_review", "approved"):
        save_draft(actor, article, wording=document)  # it was taken out of force: a new version may bring it back
        return Imported(updated=1, drafts=(article.ref,))
    waiting = (article.ref,) if status == "draft" else ()
    if tuple(article.topics) == document.topics:
        return Imported(unchanged=1, drafts=waiting)
    check_may_write(actor)
    Article.objects.filter(pk=article.pk).update(topics=list(document.topics))
    return Imported(updated=1, drafts=waiting)
