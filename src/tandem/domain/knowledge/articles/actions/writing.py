"""Writing drafts: a new entry, an edit, the draft thrown away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import Max

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.applicability import PLACES
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.policies.contents import read_content
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.actions.attaching import hang_files
from tandem.domain.knowledge.articles.events import DraftDiscarded, DraftSaved
from tandem.domain.knowledge.articles.models import OPEN_STATUSES, Article, Redirect, Version
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish as announce
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

LONGEST_REASON = 400  # characters


def create_article(actor: Actor, brand_id: int, *, wording: Document, translation_of: Article | None = None, reason: str = "") -> Article:
    """A new entry with its first draft. Raises Forbidden, and Refused (`slug_taken`, `translated_already`)."""
    with writing_in(brand_id):
        check_may_write(actor)
        now = clock.now()
        if Redirect.objects.filter(kind=wording.kind, slug=wording.slug, language=wording.language).exists():
            raise Refused("The short name %(slug)s still leads to another article.", named={"slug": wording.slug}, code="slug_taken")
        try:
            with transaction.atomic():
                article: Article = Article.objects.create(
                    brand_id=brand_id, kind=wording.kind, slug=wording.slug, title=wording.title, topics=list(wording.topics),
                    language=wording.language, translation_of=translation_of, created_at=now, changed_at=now,
                )  # fmt: skip
        except IntegrityError as clash:
            if "one_translation_a_language" in str(clash):
                raise Refused("There is a translation into this language already.", code="translated_already") from clash
            raise Refused("There is already an article with the short name %(slug)s.", named={"slug": wording.slug}, code="slug_taken") from clash
        write_draft(actor, article, wording, reason=reason, first=True)
        keep_names(article, wording.formerly)
        return article


def save_draft(
    actor: Actor, article: Article, *, wording: Document, unless_changed_from: str = "", reason: str = "", translates: int | None = None
) -> Version:
    """Write or rewrite the entry's one draft; what is published stays as it is.

    `unless_changed_from` is the content hash that the writer began from: Refused (`changed_meanwhile`) when
    the newest wording is another by now. `translates` is the source's version that a translator had before them
    (the one in force, when nobody says). Raises Forbidden, and Refused (`in_review`) while the open version
    is with its approvers: take it back first.
    """
    with writing_in(article.brand_id):
        check_may_write(actor)
        held = locked(article)
        newest = Version.objects.filter(article=held).order_by("-number").values_list("content_hash", flat=True).first()
        if unless_changed_from and newest != unless_changed_from:
            raise Refused("Somebody else saved this article meanwhile. Reload it, then write your change again.", code="changed_meanwhile")
        return write_draft(actor, held, replace(wording, slug=held.slug, kind=held.kind), reason=reason, translates=translates)


def keep_names(article: Article, formerly: Sequence[str]) -> None:
    """Former short names lead to the entry. Raises Refused (`slug_taken`) for one that is or was another's."""
    named = {"kind": article.kind, "language": article.language}
    for slug in formerly:
        other = Article.objects.filter(slug=slug, **named).exclude(pk=article.pk).exists()
        known = Redirect.objects.filter(slug=slug, **named).first()
        if other or (known is not None and known.article_id != article.pk):
            raise Refused("The short name %(slug)s leads to another article.", named={"slug": slug}, code="slug_taken")
        if known is None:
            Redirect.objects.create(brand_id=article.brand_id, slug=slug, article=article, made_at=clock.now(), **named)


def discard_draft(actor: Actor, article: Article) -> None:
    """Throw the open draft away; numbers are not used again. Raises Forbidden, Refused (`no_draft`, `only_draft`)."""
    with writing_in(article.brand_id):
        check_may_write(actor)
        held = locked(article)
        draft = Version.objects.filter(article=held, status="draft").first()
        if draft is None:
            raise Refused("There is no draft to throw away.", code="no_draft")
        if draft.number == 1 or draft.round:
            raise Refused("This draft has a history and stays. Retire the article instead.", code="only_draft")
        number = draft.number
        draft.delete()
        record(actor, held.brand_id, verb="article.discard", subject=held.ref, version=number)
        announce(actor, held.brand_id, DraftDiscarded(held.pk, held.ref, number))


def locked(article: Article | int) -> Article:
    """The row, locked: two people who save, approve or publish at once do so one after the other."""
    key = article if isinstance(article, int) else article.pk
    held: Article = Article.objects.select_for_update().get(pk=key)
    return held


def write_draft(
    actor: Actor, article: Article, wording: Document, *, reason: str = "", translates: int | None = None, first: bool = False
) -> Version:
    """The entry's draft, rewritten or begun; for who holds the entry's lock, or has just made it (`first`)."""
    if wording.kind != "article":
        read_content(wording.kind, wording.content)  # raises Faulty: a policy with faults is not even kept as a draft
    now = clock.now()
    draft = (None if first else Version.objects.filter(article=article, status__in=OPEN_STATUSES).first()) or Version(
        brand_id=article.brand_id, article=article, number=1 if first else _last_number(article) + 1, created_at=now
    )
    if draft.status != "draft":
        raise Refused("This version is with its approvers. Take it back before you change it.", code="in_review")
    for name in ("title", "summary", "body", "language"):
        setattr(draft, name, getattr(wording, name))
    for name in ("audience", *PLACES):
        setattr(draft, name, list(getattr(wording.applies, name)))
    draft.applies_from, draft.applies_until = wording.applies.applies_from, wording.applies.applies_until
    draft.needs, draft.related = list(wording.needs), list(wording.related)
    draft.content = json.loads(wording.content) if wording.content else None
    draft.content_hash, draft.author_id = wording.content_hash(), actor.membership_id
    draft.reason = reason.strip()[:LONGEST_REASON] or draft.reason
    if article.translation_of_id:
        released = Version.objects.filter(article_id=article.translation_of_id).exclude(valid_from=None)
        newest = released.aggregate(last=Max("number"))["last"]
        draft.source_number = min(translates, newest) if translates and newest else newest
    draft.save()
    hang_files(actor, article, body=wording.body)
    article.topics, article.changed_at = list(wording.topics), now
    if article.state == "draft":
        article.title, article.language = wording.title, wording.language
    article.save(update_fields=["topics", "changed_at", "title", "language"])
    record(actor, article.brand_id, verb="article.draft", subject=article.ref, version=draft.number)
    announce(actor, article.brand_id, DraftSaved(article.pk, article.ref, draft.number))
    return draft


def _last_number(article: Article) -> int:
    return Version.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0
