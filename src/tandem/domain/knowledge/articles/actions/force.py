"""Into force and out of it: for `releases`, which asks for the approvals first. The database refuses anybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.markdown import SectionText, sections_of
from tandem.core.knowledge.passages import embedding_text
from tandem.core.knowledge.versions import carried
from tandem.domain.knowledge.articles.events import ArticlePublished
from tandem.domain.knowledge.articles.models import Article, Section, Version
from tandem.foundation import clock
from tandem.foundation.ai.embedding import Vectors, embedder, unit
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish as announce
from tandem.foundation.tenancy.actor import Actor

Known = Mapping[str, "Vectors"]


def put_in_force(actor: Actor, held: Article, version: Version, *, known: Known | None = None) -> None:
    """An approved version becomes the wording in force; the former is superseded from the same instant.

    For a transaction that holds the entry's lock. Sections are embedded in it unless `known` holds their
    vectors. Raises Invalid (`body`) for an article without text.
    """
    now = clock.now()
    former = Version.objects.filter(article=held, valid_from__isnull=False).order_by("-number").first()
    end_force(held, at=now)
    if held.kind == "article":
        texts = sections_of(version.body, title=version.title)
        if not texts:
            raise Invalid("An article without any text cannot be published.", field="body")
        version.centre = _write_sections(version, texts, before=former, known=known or {})
    version.status, version.published_at, version.valid_from = "published", now, now
    version.published_by_id = actor.membership_id
    version.save(update_fields=["status", "published_at", "valid_from", "published_by", "centre"])
    held.state, held.title, held.language, held.changed_at = "published", version.title, version.language, now
    held.save(update_fields=["state", "title", "language", "changed_at"])
    record(actor, held.brand_id, verb="article.publish", subject=held.ref, version=version.number)
    announce(actor, held.brand_id, ArticlePublished(held.pk, held.ref, version.number))


def end_force(held: Article, *, at: datetime) -> int:
    """What is in force ends at this instant, or at its expiry where that has passed. Returns how many versions ended."""
    ended = 0
    for version in Version.objects.filter(article=held, status="published"):
        version.status, version.valid_until = "superseded", min(at, version.expires_at or at)
        version.save(update_fields=["status", "valid_until"])
        ended += 1
    return ended


def take_out(held: Article, *, at: datetime, state: str) -> None:
    """What is in force ends at this instant and the entry answers nothing: it is `expired` or `retired`."""
    end_force(held, at=at)
    held.state, held.changed_at = state, at
    held.save(update_fields=["state", "changed_at"])


def embedded(documents: Sequence[Document]) -> Known:
    """The vectors of all sections of these documents, by embedded text: for before a transaction."""
    texts = [
        embedding_text(document.title, heading=section.heading, text=section.text)
        for document in documents
        if document.kind == "article"
        for section in sections_of(document.body, title=document.title)
    ]
    once = list(dict.fromkeys(texts))
    return dict(zip(once, embedder().embed(once), strict=True)) if once else {}


def _write_sections(version: Version, texts: Sequence[SectionText], *, before: Version | None, known: Known) -> list[float]:
    """Write the sections, with the references and vectors that they keep; returns the vectors' centre."""
    former = list(Section.objects.filter(version=before).order_by("position")) if before else []
    refs = carried([(row.section_ref, SectionText(row.heading, row.text)) for row in former], texts)
    model = embedder().name
    kept = {embedding_text(row.title, heading=row.heading, text=row.text): np.asarray(row.embedding) for row in former if row.embedder == model}
    wanted = [embedding_text(version.title, heading=text.heading, text=text.text) for text in texts]
    have = {**kept, **known}
    missing = [text for text in dict.fromkeys(wanted) if text not in have]
    have |= dict(zip(missing, embedder().embed(missing), strict=True))
    rows = [
        Section(
            brand_id=version.brand_id, version=version, position=position, title=version.title, heading=text.heading, text=text.text,
            language=version.language, embedder=model, embedding=have[whole], **({"section_ref": ref} if ref else {}),
        )
        for position, (text, whole, ref) in enumerate(zip(texts, wanted, refs, strict=True))
    ]  # fmt: skip
    Section.objects.bulk_create(rows)
    middle = unit(np.mean([have[whole] for whole in wanted], axis=0, keepdims=True))[0]
    return [float(x) for x in middle]
