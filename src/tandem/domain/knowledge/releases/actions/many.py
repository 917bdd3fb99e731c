"""Many at once: what an import brought is sent for review, and approved, in short transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.actions.force import Known, embedded
from tandem.domain.knowledge.articles.actions.importing import Imported, import_documents
from tandem.domain.knowledge.articles.queries.wordings import waiting_documents
from tandem.domain.knowledge.releases.actions.reviewing import approve, check_releasable, submit
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import Scope, in_scope, scope, writing_in

CHUNK = 20  # entries a transaction: well under a second of writing


def submit_many(actor: Actor, brand_id: int, *, refs: Sequence[str]) -> int:
    """Send these entries' drafts for review. Returns how many were sent. Raises what `submit` raises."""
    for start in range(0, len(refs), CHUNK):
        with writing_in(brand_id) if in_scope() else scope(Scope(brands=(brand_id,), purpose="knowledge review")):
            for ref in refs[start : start + CHUNK]:
                submit(actor, article_for(actor, ref))
    return len(refs)


def approve_many(
    actor: Actor, brand_id: int, *, refs: Sequence[str], known: Known | None = None, told: Callable[[int], None] = lambda _: None
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Approve these entries' versions in review; (how many were approved, (reference, why not) of the others).

    A chunk's vectors are made before its transaction, since a long write holds every reader's horizon.
    """
    done, refused = 0, []
    own = Scope(brands=(brand_id,), purpose="knowledge review")
    for start in range(0, len(refs), CHUNK):
        chunk = refs[start : start + CHUNK]
        vectors = known
        if vectors is None:
            with writing_in(brand_id) if in_scope() else scope(own):
                documents = waiting_documents(chunk)
            vectors = embedded(documents)
        with writing_in(brand_id) if in_scope() else scope(own):
            for ref in chunk:
                try:
                    approve(actor, article_for(actor, ref), known=vectors)
                    done += 1
                except Refused as refusal:
                    refused.append((ref, refusal.message))
        told(min(start + CHUNK, len(refs)))
    return done, tuple(refused)


def release_documents(
    author: Actor, approver: Actor, brand_id: int, *, documents: Sequence[Document], known: Known | None = None, told: Callable[[int], None] = lambda _: None
) -> Imported:
    """Import, send and approve in one go, as two people: for demo, trial and evaluation brands.

    Raises what `import_documents`, `submit` and `approve` raise; the last refusal stops it.
    """
    for document in documents:
        check_releasable(document)
    done = import_documents(author, brand_id, documents=documents)
    submit_many(author, brand_id, refs=done.drafts)
    _, refused = approve_many(approver, brand_id, refs=done.drafts, known=known, told=told)
    if refused:
        raise Refused(refused[0][1], code="not_released")
    return done
