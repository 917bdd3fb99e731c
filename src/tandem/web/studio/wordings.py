"""Wordings between a form and the house: what a form begins with, saving what was written in it, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.changes import Block, changes_of
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.articles.queries.reading import draft_of, read
from tandem.domain.knowledge.articles.queries.translations import tongues_of
from tandem.foundation.tenancy.actor import Actor
from tandem.web.entry import or_refused
from tandem.web.refusals import said
from tandem.web.studio.applying import as_typed
from tandem.web.studio.editor import WordingForm
from tandem.web.studio.places import Place, file_address


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else's words against the writer's: both are shown, and the next save knows of them."""

    reading: Any
    changes: tuple[Block, ...]


def as_form(actor: Actor, ref: str) -> dict[str, Any]:
    """The draft's wording, else that in force, with the hash that a save is compared with."""
    reading = draft_of(actor, ref) or read(actor, ref)
    own = next((one for one in tongues_of(actor, ref) if one.ref == ref), None)
    draft = reading.version.valid_from is None
    return {
        **{name: getattr(reading, name) for name in ("title", "summary", "language", "body")},
        **{name: ", ".join(getattr(reading, name)) for name in ("topics", "needs", "related")},
        **as_typed(reading.applies),
        "reason": reading.version.reason if draft else "", "began_from": reading.content_hash, "translates": own.source_now if own else None,
    }  # fmt: skip


def created(place: Place, form: WordingForm) -> Any:
    """The new article, or None with the errors on the form."""
    wording = form.document()
    if wording is not None:
        with or_refused(form.refuse):
            return create_article(place.actor, place.brand.pk, wording=wording, reason=form.cleaned_data["reason"])
    return None


def saved(place: Place, article: Any, form: WordingForm) -> Conflict | bool:
    """Whether the draft was saved; if not, the errors are on the form, and what stands against it is the answer."""
    wording = form.document(article.slug)
    if wording is None:
        return False
    given, refusals = form.cleaned_data, []

    def refused(refusal: Refused) -> None:
        refusals.append(refusal)
        form.refuse(refusal)

    with or_refused(refused):
        save_draft(
            place.actor, article, wording=wording, unless_changed_from=given["began_from"], reason=given["reason"], translates=given["translates"]
        )
        return True
    return _conflict(place, article.ref, form) if refusals[0].code == "changed_meanwhile" else False


def _conflict(place: Place, ref: str, form: WordingForm) -> Conflict:
    """The other's wording, with what this writer has otherwise; a save from here on is one over those words."""
    reading = draft_of(place.actor, ref) or read(place.actor, ref, address=file_address)
    form.put("began_from", reading.content_hash)
    return Conflict(reading, changes_of(reading.body, form.cleaned_data["body"]))


def with_file(form: WordingForm, markdown: str) -> None:
    """Put a file's Markdown at the end of the text, for who has no scripts."""
    body = form.data.get("body", "").rstrip()
    form.put("body", f"{body}\n\n{markdown}\n" if body else f"{markdown}\n")


def with_link(form: WordingForm, *, field: str, slug: str) -> None:
    """Add a short name to one of the two lists of links."""
    named = [part.strip() for part in form.data.get(field, "").split(",") if part.strip()]
    form.put(field, ", ".join([*named, slug] if slug not in named else named))


def refusal_words(refusal: Refused) -> str:
    """A refusal of an upload, with what stays as it was."""
    return _("%(reason)s Your text is as you wrote it.") % {"reason": said(refusal)}
