"""An upload's articles brought in, and what became of them in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.domain.knowledge.articles.actions import embedded, import_documents
from tandem.web.entry import or_refused
from tandem.web.studio.forms import ImportForm
from tandem.web.studio.places import Place


def brought_in(place: Place, form: ImportForm) -> str:
    """All of the file's articles or none: what became of them, or "" with the errors on the form.

    The vectors are made before the first row is written, since a long write holds every reader's horizon.
    """
    documents = form.documents()
    if not documents:
        return ""
    release = form.cleaned_data.get("release", False)
    known = embedded(documents) if release else None
    with or_refused(form.refuse):
        done = import_documents(
            place.actor, place.brand.pk, documents=documents, release=release, known=known
        )
        values = {
            "created": done.created,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "published": done.published,
        }
        return (
            _("%(created)d new, %(updated)d changed, %(unchanged)d as they were; %(published)d published.")
            % values
        )
    return ""
