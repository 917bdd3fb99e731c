"""An earlier wording brought back, as a new draft: the past itself is never rewritten."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent, Refused
from tandem.core.knowledge.releases import checked_reason
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.actions.writing import locked, write_draft
from tandem.domain.knowledge.articles.models import Article, Version
from tandem.domain.knowledge.articles.queries.versions import open_version
from tandem.domain.knowledge.articles.queries.wordings import document_of
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def restore(actor: Actor, article: Article, *, number: int, reason: str) -> Version:
    """A draft with the words, applicability and links of a former version. Raises Forbidden, Absent, Invalid (`reason`), Refused (`draft_exists`)."""
    why = checked_reason(reason)
    with writing_in(article.brand_id):
        check_may_write(actor)
        held = locked(article)
        former = Version.objects.filter(article=held, number=number, valid_from__isnull=False).select_related("article").first()
        if former is None:
            raise Absent("There is no such version of this article.")
        if open_version(held) is not None:
            raise Refused("There is an open draft, and its words are not thrown away here. Finish or discard it first.", code="draft_exists")
        return write_draft(actor, held, document_of(former), reason=why, translates=former.source_number)
