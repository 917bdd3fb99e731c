"""Comments on an article or one of its sections."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from tandem.core.kit.refusals import Invalid, Refused
from tandem.domain.knowledge.articles.access import WRITERS, roles_of
from tandem.domain.knowledge.articles.queries.shelf import versions_named
from tandem.domain.knowledge.discussions.access import check_may_speak
from tandem.domain.knowledge.discussions.events import CommentResolved, CommentWritten
from tandem.domain.knowledge.discussions.models import Comment, Resolution
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

LONGEST = 2000  # characters


def comment(actor: Actor, article: Any, *, version: int, text: str, section: str = "") -> Comment:
    """Say something about a version, or a section of it. Raises Forbidden, Invalid (`text`), Refused (`no_version`)."""
    said = text.strip()
    if not said or len(said) > LONGEST or "\x00" in said:
        raise Invalid("A comment has 1 to %(longest)s characters.", named={"longest": LONGEST}, field="text")
    with writing_in(article.brand_id):
        check_may_speak(actor)
        named = versions_named([(article.ref, version)]).get((article.ref, version))
        if named is None:
            raise Refused("There is no such version of this article.", code="no_version")
        row: Comment = Comment.objects.create(
            brand_id=article.brand_id, article=article, version_id=named[1], section=section[:24], text=said, by_id=actor.membership_id, at=clock.now()
        )
        record(actor, article.brand_id, verb="article.comment", subject=article.ref, comment=row.ref)
        publish(actor, article.brand_id, CommentWritten(article.ref, "", row.ref))
        return row


def resolve(actor: Actor, row: Comment) -> Resolution:
    """What it was about is settled: by its writer, or by who keeps the knowledge. Raises Refused (`not_yours`, `settled`)."""
    with writing_in(row.brand_id):
        if actor.membership_id != row.by_id and not roles_of(actor) & WRITERS:
            raise Refused("Its writer resolves a comment, or an author.", code="not_yours")
        try:
            with transaction.atomic():  # the constraint ends the race of two people
                done: Resolution = Resolution.objects.create(brand_id=row.brand_id, comment=row, by_id=actor.membership_id, at=clock.now())
        except IntegrityError as clash:
            raise Refused("This comment is resolved already.", code="settled") from clash
        record(actor, row.brand_id, verb="article.comment_resolved", subject=row.article.ref, comment=row.ref)
        publish(actor, row.brand_id, CommentResolved(row.article.ref, row.by.ref, row.ref))
        return done
