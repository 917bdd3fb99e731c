"""A translation said to be still right although its source moved on."""

from __future__ import annotations

from typing import Any

from tandem.core.kit.refusals import Refused
from tandem.domain.knowledge.articles.actions.writing import locked, write_draft
from tandem.domain.knowledge.articles.queries.versions import open_version, published_version
from tandem.domain.knowledge.articles.queries.wordings import document_of
from tandem.domain.knowledge.releases.access import check_may_send
from tandem.domain.knowledge.releases.actions.reviewing import submit
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def confirm_translation(actor: Actor, article: Any, *, reason: str) -> Any:
    """The same words as a new version that follows the source's present one, sent to its approvers at once.

    A new version rather than a renewal: which wording of the source a translation follows is under the seal, so that
    somebody else stands for it. Raises Forbidden, Refused (`not_in_force`, `draft_exists`, `not_stale`).
    """
    with writing_in(article.brand_id):
        check_may_send(actor)
        held = locked(article)
        version = published_version(held)
        if version is None:
            raise Refused("Nothing of this article is in force.", code="not_in_force")
        if open_version(held) is not None:
            raise Refused("There is an open draft, and its words are not thrown away here. Finish or discard it first.", code="draft_exists")
        source = published_version(held.translation_of) if held.translation_of else None
        if source is None or version.source_number == source.number:
            raise Refused("It follows the source’s present wording already.", code="not_stale")
        write_draft(actor, held, document_of(version), reason=reason, translates=source.number)
        return submit(actor, held, note=reason)
