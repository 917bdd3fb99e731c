"""Translations: an entry of their own in another language, begun from the source's wording in force."""

from __future__ import annotations

from dataclasses import replace

from tandem.core.kit.refusals import Refused
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.actions.writing import create_article
from tandem.domain.knowledge.articles.models import Article
from tandem.domain.knowledge.articles.queries.versions import published_version
from tandem.domain.knowledge.articles.queries.wordings import document_of
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def begin_translation(actor: Actor, article: Article, *, language: str) -> Article:
    """A draft in another language that holds the source's words until they are translated.

    Of a translation, the source is taken. Raises Forbidden, Invalid (`language`), Refused (`not_in_force`,
    `same_language`, `translated_already`).
    """
    with writing_in(article.brand_id):
        check_may_write(actor)
        source: Article = article.translation_of or article
        version = published_version(source)
        if version is None:
            raise Refused("Nothing of this article is in force.", code="not_in_force")
        wording = replace(document_of(version), language=language.strip())
        if wording.language == source.language:
            raise Refused("That is the language of the source.", code="same_language")
        return create_article(actor, source.brand_id, wording=wording, translation_of=source)
