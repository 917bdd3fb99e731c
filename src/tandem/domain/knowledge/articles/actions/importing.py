"""Bringing entries in from files: always as drafts; who releases them is the approvers' matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.actions.writing import create_article, keep_names, save_draft
from tandem.domain.knowledge.articles.models import Article, Redirect
from tandem.domain.knowledge.articles.queries.wordings import kept_hashes
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import Scope, in_scope, scope, writing_in

CHUNK = 20  # articles a transaction of an import: well under a second of writing


class NotImportable(Refused):
    """Some entries cannot be brought in; `reasons` are (short name, why)."""

    def __init__(self, reasons: tuple[tuple[str, str], ...]) -> None:
        first = f"{reasons[0][0]}: {reasons[0][1]}"
        named = {"count": len(reasons), "first": first}
        super().__init__("%(count)d entries cannot be brought in; the first is %(first)s.", named=named, code="not_importable")
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many entries, which now have a draft (their references, in order), and what was left out.

    `refused` holds short name and reason of what a partial import passed over.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    drafts: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Imported) -> Imported:
        return Imported(
            self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged, self.drafts + other.drafts,
            self.refused + other.refused,
        )  # fmt: skip


def import_documents(
    actor: Actor, brand_id: int, *, documents: Sequence[Document], partial: bool = False, told: Callable[[int], None] = lambda _: None
) -> Imported:
    """Bring entries to these wordings, by kind, short name and language; what is the same stays untouched.

    In chunks, each in one short transaction, since one long write holds every reader's horizon: an import
    that is broken off leaves whole drafts, and run again it completes. `told` hears how many are done.
    Raises Forbidden, and before anything is written: Invalid when an entry comes twice, NotImportable (every reason,
    with its short name) when an entry is with its approvers or a former name is another's; `partial` leaves those out.
    """
    seen: set[tuple[str, str, str]] = set()
    for document in documents:
        if document.key() in seen:
            raise Invalid("The short name %(slug)s comes twice.", named={"slug": document.slug}, field="slug")
        seen.add(document.key())
    own = Scope(brands=(brand_id,), purpose="knowledge import")
    with writing_in(brand_id) if in_scope() else scope(own):
        hindered = dict(_hindered(documents))
    if hindered and not partial:
        raise NotImportable(tuple((key[1], why) for key, why in hindered.items()))
    documents = [document for document in documents if document.key() not in hindered]
    done = Imported(refused=tuple((key[1], why) for key, why in hindered.items()))
    for start in range(0, len(documents), CHUNK):
        with writing_in(brand_id) if in_scope() else scope(own):
            for document in documents[start : start + CHUNK]:
                done += _import_one(actor, brand_id, document)
        told(min(start + CHUNK, len(documents)))
    return done


def _hindered(documents: Sequence[Document]) -> Iterator[tuple[tuple[str, str, str], str]]:
    """The entries that cannot be brought in now, each with the reason."""
    kept = kept_hashes([document.slug for document in documents])
    taken = {(row.kind, row.slug, row.language): row.article for row in Redirect.objects.select_related("article")}
    for document in documents:
        kind, slug, language = document.key()
        digest, status = kept.get(document.key(), ("", ""))
        if status in ("in_review", "approved") and digest != document.content_hash():
            yield document.key(), "another wording of it is with its approvers; let them finish, or take it back"
        elif document.key() in taken:
            yield document.key(), f"this short name still leads to {taken[document.key()].slug}"
        else:
            others = [name for name in document.formerly if taken.get((kind, name, language)) is not None and taken[kind, name, language].slug != slug]
            if others:
                yield document.key(), f"the former name {others[0]} leads to {taken[kind, others[0], language].slug}"


def _import_one(actor: Actor, brand_id: int, document: Document) -> Imported:
    kind, slug, language = document.key()
    article: Article | None = Article.objects.filter(kind=kind, slug=slug, language=language).first()
    if article is None:
        source = Article.objects.filter(kind=kind, slug=slug, translation_of=None).first()
        made = create_article(actor, brand_id, wording=document, translation_of=source)
        return Imported(created=1, drafts=(made.ref,))
    keep_names(article, document.formerly)
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
