"""Many at once: what an import brought is sent for review, and approved, in short transactions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

from tandem.core.kit.refusals import Absent, Refused
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import articles_named
from tandem.domain.knowledge.articles.actions.force import Known, embedded
from tandem.domain.knowledge.articles.actions.importing import Imported, import_documents
from tandem.domain.knowledge.articles.queries.wordings import open_documents
from tandem.domain.knowledge.releases.actions.reviewing import approve, check_releasable, submit
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import Scope, in_scope, scope, writing_in

CHUNK = 20  # entries a transaction: well under a second of writing
AHEAD = 2  # chunks whose vectors are made while one is written

Refusals = tuple[tuple[str, str], ...]


def submit_many(actor: Actor, brand_id: int, *, refs: Sequence[str]) -> int:
    """Send these entries' drafts for review. Returns how many were sent. Raises what `submit` raises."""
    for chunk in _cut(refs):
        with _writing(brand_id):
            named = articles_named(actor, chunk)
            for ref in chunk:
                submit(actor, _one(named, ref))
    return len(refs)


def approve_many(
    actor: Actor, brand_id: int, *, refs: Sequence[str], known: Known | None = None, told: Callable[[int], None] = lambda _: None
) -> tuple[int, Refusals]:
    """Approve these entries' versions in review; (how many were approved, (reference, why not) of the others)."""
    refused: Refusals = ()
    done = 0
    for chunk, vectors in _with_vectors(brand_id, refs, known):
        refused += _approve(actor, brand_id, chunk, vectors)
        done += len(chunk)
        told(done)
    return len(refs) - len(refused), refused


def release_documents(
    author: Actor, approver: Actor, brand_id: int, *, documents: Sequence[Document], known: Known | None = None, told: Callable[[int], None] = lambda _: None
) -> Imported:
    """Import, send and approve in one go, as two people: for demo, trial and evaluation brands.

    Raises what `import_documents`, `submit` and `approve` raise; the first refusal stops it.
    """
    for document in documents:
        check_releasable(document)
    done = import_documents(author, brand_id, documents=documents)
    released = 0
    for chunk, vectors in _with_vectors(brand_id, done.drafts, known):
        submit_many(author, brand_id, refs=chunk)
        if refused := _approve(approver, brand_id, chunk, vectors):
            raise Refused(refused[0][1], code="not_released")
        released += len(chunk)
        told(released)
    return done


def _approve(actor: Actor, brand_id: int, refs: Sequence[str], known: Known) -> Refusals:
    """Approve in one transaction; returns (reference, why not) of what was refused."""
    refused = []
    with _writing(brand_id):
        named = articles_named(actor, refs)
        for ref in refs:
            try:
                approve(actor, _one(named, ref), known=known)
            except Refused as refusal:
                refused.append((ref, refusal.message))
    return tuple(refused)


def _with_vectors(brand_id: int, refs: Sequence[str], known: Known | None) -> Iterator[tuple[Sequence[str], Known]]:
    """Chunks with the vectors of their open wordings: made before the chunk's transaction, since a long write holds every
    reader's horizon, and while the chunks before it are written.
    """
    waiting: deque[tuple[Sequence[str], Future[Known]]] = deque()
    with ThreadPoolExecutor(1) as ahead:
        for chunk in _cut(refs):
            if known is not None:
                yield chunk, known
                continue
            with _writing(brand_id):
                documents = open_documents(chunk)
            waiting.append((chunk, ahead.submit(embedded, documents)))
            if len(waiting) > AHEAD:
                first, vectors = waiting.popleft()
                yield first, vectors.result()
        for chunk, vectors in waiting:
            yield chunk, vectors.result()


def _writing(brand_id: int) -> AbstractContextManager[object]:
    return writing_in(brand_id) if in_scope() else scope(Scope(brands=(brand_id,), purpose="knowledge review"))


def _cut(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(refs), CHUNK):
        yield refs[start : start + CHUNK]


def _one(named: Mapping[str, Any], ref: str) -> Any:
    if ref not in named:
        raise Absent("There is no such article.")
    return named[ref]
