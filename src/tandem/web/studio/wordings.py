"""Wordings between a form and the house: what a form begins with, and saving what was written in it."""

from __future__ import annotations

from typing import Any

from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.articles.queries.reading import draft_of, read
from tandem.foundation.tenancy.actor import Actor
from tandem.web.entry import or_refused
from tandem.web.studio.forms import WordingForm
from tandem.web.studio.places import Place


def as_form(actor: Actor, ref: str) -> dict[str, Any]:
    """The draft's wording, else that in force, with the hash that a save is compared with."""
    reading = draft_of(actor, ref) or read(actor, ref)
    return {
        "title": reading.title,
        "summary": reading.summary,
        "topics": ", ".join(reading.topics),
        "language": reading.language,
        "body": reading.body,
        "began_from": reading.content_hash,
    }


def created(place: Place, form: WordingForm) -> Any:
    """The new article, or None with the errors on the form."""
    wording = form.document()
    if wording is not None:
        with or_refused(form.refuse):
            return create_article(place.actor, place.brand.pk, wording=wording)
    return None


def saved(place: Place, article: Any, form: WordingForm) -> bool:
    """Whether the draft was saved; if not, the errors are on the form."""
    wording = form.document(article.slug)
    if wording is not None:
        began_from = form.cleaned_data["began_from"]
        with or_refused(form.refuse):
            save_draft(place.actor, article, wording=wording, unless_changed_from=began_from)
            return True
    return False
