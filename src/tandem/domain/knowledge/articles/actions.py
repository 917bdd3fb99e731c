"""Writing, releasing and retiring articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Max

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.markdown import SectionText, sections_of
from tandem.core.knowledge.passages import embedding_text
from tandem.core.knowledge.versions import carried
from tandem.domain.knowledge.articles.access import check_may_publish, check_may_write
from tandem.domain.knowledge.articles.events import ArticlePublished, ArticleRetired, DraftSaved
from tandem.domain.knowledge.articles.models import Article, Section, Version
from tandem.domain.knowledge.articles.queries import kept_hashes
from tandem.foundation import clock
from tandem.foundation.ai.embedding import Vectors, embedder, unit
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish as announce
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import Scope, in_scope, scope, writing_in

CHUNK = 20  # articles a transaction of an import: well under a second of writing

Known = Mapping[str, "Vectors"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, by article."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    published: int = 0

    def __add__(self, other: Imported) -> Imported:
        return Imported(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.published + other.published,
        )


def create_article(actor: Actor, brand_id: int, *, wording: Document) -> Article:
    """A new article with its first draft. Raises Forbidden, and Refused (`slug_taken`)."""
    with writing_in(brand_id):
        check_may_write(actor)
        now = clock.now()
        try:
            with transaction.atomic():
                article: Article = Article.objects.create(
                    brand_id=brand_id,
                    slug=wording.slug,
                    title=wording.title,
                    topics=list(wording.topics),
                    language=wording.language,
                    created_at=now,
                    changed_at=now,
                )
        except IntegrityError as clash:
            raise Refused(
                f"There is already an article with the short name {wording.slug}.", code="slug_taken"
            ) from clash
        _write_draft(actor, article, wording)
        return article


def save_draft(
    actor: Actor, article: Article, *, wording: Document, unless_changed_from: str = ""
) -> Version:
    """Write or rewrite the article's one draft; what is published stays as it is.

    `unless_changed_from` is the content hash that the writer began from: Refused (`changed_meanwhile`) when
    the newest wording is another by now. Raises Forbidden.
    """
    with writing_in(article.brand_id):
        check_may_write(actor)
        held = _lock(article)
        newest = (
            Version.objects.filter(article=held)
            .order_by("-number")
            .values_list("content_hash", flat=True)
            .first()
        )
        if unless_changed_from and newest != unless_changed_from:
            raise Refused(
                "Somebody else saved this article meanwhile. Reload it, then write your change again.",
                code="changed_meanwhile",
            )
        return _write_draft(actor, held, replace(wording, slug=held.slug))


def publish(actor: Actor, article: Article, *, known: Known | None = None) -> Version:
    """The draft becomes the wording in force; the former is superseded from the same instant.

    Its sections are embedded in this transaction, in batches, unless `known` holds their vectors. Raises
    Forbidden, Refused (`no_draft`) and Invalid (`body`) for a draft without text.
    """
    with writing_in(article.brand_id):
        check_may_publish(actor)
        held = _lock(article)
        draft: Version | None = Version.objects.filter(article=held, status="draft").first()
        if draft is None:
            raise Refused("There is no draft to publish.", code="no_draft")
        texts = sections_of(draft.body, title=draft.title)
        if not texts:
            raise Invalid("An article without any text cannot be published.", field="body")
        now = clock.now()
        before = Version.objects.filter(article=held).exclude(status="draft").order_by("-number").first()
        Version.objects.filter(article=held, status="published").update(status="superseded", valid_until=now)
        centre = _write_sections(draft, texts, before=before, known=known or {})
        draft.status, draft.published_at, draft.valid_from = "published", now, now
        draft.published_by_id, draft.centre = actor.membership_id, centre
        draft.save(update_fields=["status", "published_at", "valid_from", "published_by", "centre"])
        held.state, held.title, held.language, held.changed_at = "published", draft.title, draft.language, now
        held.save(update_fields=["state", "title", "language", "changed_at"])
        record(actor, held.brand_id, verb="article.publish", subject=held.ref, version=draft.number)
        announce(actor, held.brand_id, ArticlePublished(held.pk, held.ref, draft.number))
        return draft


def retire(actor: Actor, article: Article) -> None:
    """The article answers nothing from now on; its past stays readable. Raises Forbidden, Refused."""
    with writing_in(article.brand_id):
        check_may_publish(actor)
        held = _lock(article)
        if held.state == "retired":
            raise Refused("This article is already retired.", code="already_retired")
        now = clock.now()
        Version.objects.filter(article=held, status="published").update(status="superseded", valid_until=now)
        held.state, held.changed_at = "retired", now
        held.save(update_fields=["state", "changed_at"])
        last = Version.objects.filter(article=held).aggregate(last=Max("number"))["last"] or 0
        record(actor, held.brand_id, verb="article.retire", subject=held.ref, version=last)
        announce(actor, held.brand_id, ArticleRetired(held.pk, held.ref, last))


def import_documents(
    actor: Actor,
    brand_id: int,
    *,
    documents: Sequence[Document],
    release: bool = False,
    known: Known | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Bring articles to these wordings, by short name; what is the same already stays untouched.

    In chunks, each embedded first and then written in one short transaction, since one long write holds
    every reader's horizon: an import that is broken off leaves whole articles, and run again it completes.
    `known` are vectors from `embedded`; `told` hears how many articles are done. Raises Forbidden, and
    Invalid before anything is written when a short name comes twice or there is no text to publish.
    """
    slugs = [document.slug for document in documents]
    twice = (
        next((slug for i, slug in enumerate(slugs) if slug in slugs[:i]), None)
        if len(set(slugs)) < len(slugs)
        else None
    )
    if twice is not None:
        raise Invalid(f"The short name {twice} comes twice.", field="slug")
    bare = next((document.slug for document in documents if release and not sections_of(document.body)), None)
    if bare is not None:
        raise Invalid(f"The article {bare} has no text and cannot be published.", field="body")
    done = Imported()
    own = Scope(brands=(brand_id,), purpose="knowledge import")
    for start in range(0, len(documents), CHUNK):
        chunk = documents[start : start + CHUNK]
        with writing_in(brand_id) if in_scope() else scope(own):
            kept = kept_hashes([document.slug for document in chunk])
        fresh = [
            document for document in chunk if kept.get(document.slug, ("", ""))[0] != document.content_hash()
        ]
        vectors = known if known is not None else embedded(fresh) if release else {}
        with writing_in(brand_id) if in_scope() else scope(own):
            for document in chunk:
                done += _import_one(actor, brand_id, document, release=release, known=vectors)
        told(min(start + CHUNK, len(documents)))
    return done


def embedded(documents: Sequence[Document]) -> Known:
    """The vectors of all sections of these documents, by embedded text: for before a transaction."""
    texts = [
        embedding_text(document.title, heading=section.heading, text=section.text)
        for document in documents
        for section in sections_of(document.body, title=document.title)
    ]
    once = list(dict.fromkeys(texts))
    return dict(zip(once, embedder().embed(once), strict=True))


def _import_one(actor: Actor, brand_id: int, document: Document, *, release: bool, known: Known) -> Imported:
    article: Article | None = Article.objects.filter(slug=document.slug).first()
    if article is None:
        made = create_article(actor, brand_id, wording=document)
        if release:
            publish(actor, made, known=known)
        return Imported(created=1, published=int(release))
    digest, status = kept_hashes([document.slug])[document.slug]
    topics_changed = tuple(article.topics) != document.topics
    if digest != document.content_hash():
        save_draft(actor, article, wording=document)
        status = "draft"
    elif topics_changed:
        check_may_write(actor)
        Article.objects.filter(pk=article.pk).update(topics=list(document.topics))
    if release and (status == "draft" or article.state == "retired"):
        if status != "draft":
            save_draft(actor, article, wording=document)
        publish(actor, article, known=known)
        return Imported(updated=1, published=1)
    changed = digest != document.content_hash() or topics_changed
    return Imported(updated=int(changed), unchanged=int(not changed))


def _lock(article: Article) -> Article:
    """The row, locked: two people who save or publish at once do so one after the other."""
    held: Article = Article.objects.select_for_update().get(pk=article.pk)
    return held


def _write_draft(actor: Actor, article: Article, wording: Document) -> Version:
    now = clock.now()
    last = Version.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0
    draft = Version.objects.filter(article=article, status="draft").first() or Version(
        brand_id=article.brand_id, article=article, number=last + 1, status="draft", created_at=now
    )
    draft.title, draft.summary, draft.body, draft.language = (
        wording.title,
        wording.summary,
        wording.body,
        wording.language,
    )
    draft.content_hash, draft.author_id = wording.content_hash(), actor.membership_id
    draft.save()
    article.topics, article.changed_at = list(wording.topics), now
    if article.state == "draft":
        article.title, article.language = wording.title, wording.language
    article.save(update_fields=["topics", "changed_at", "title", "language"])
    record(actor, article.brand_id, verb="article.draft", subject=article.ref, version=draft.number)
    announce(actor, article.brand_id, DraftSaved(article.pk, article.ref, draft.number))
    return draft


def _write_sections(
    version: Version, texts: Sequence[SectionText], *, before: Version | None, known: Known
) -> list[float]:
    """Write the sections, with the references and vectors that they keep; returns the vectors' centre."""
    former = list(Section.objects.filter(version=before).order_by("position")) if before else []
    refs = carried([(row.section_ref, SectionText(row.heading, row.text)) for row in former], texts)
    model = embedder().name
    kept = {
        embedding_text(row.title, heading=row.heading, text=row.text): np.asarray(row.embedding)
        for row in former
        if row.embedder == model
    }
    wanted = [embedding_text(version.title, heading=text.heading, text=text.text) for text in texts]
    have = {**kept, **known}
    missing = [text for text in dict.fromkeys(wanted) if text not in have]
    have |= dict(zip(missing, embedder().embed(missing), strict=True))
    rows = [
        Section(
            brand_id=version.brand_id,
            version=version,
            position=position,
            title=version.title,
            heading=text.heading,
            text=text.text,
            language=version.language,
            embedder=model,
            embedding=have[whole],
            **({"section_ref": ref} if ref else {}),
        )
        for position, (text, whole, ref) in enumerate(zip(texts, wanted, refs, strict=True))
    ]
    Section.objects.bulk_create(rows)
    middle = unit(np.mean([have[whole] for whole in wanted], axis=0, keepdims=True))[0]
    return [float(x) for x in middle]
