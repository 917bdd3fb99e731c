"""An upload's articles brought in, and what became of them in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.domain.knowledge.articles.actions.importing import import_documents
from tandem.domain.knowledge.releases.actions.many import submit_many
from tandem.domain.knowledge.releases.actions.reviewing import check_releasable
from tandem.web.entry import or_refused
from tandem.web.studio.forms import ImportForm
from tandem.web.studio.places import Place


def brought_in(place: Place, form: ImportForm) -> str:
    """All of the file's articles or none: what became of them, or "" with the errors on the form.

    What is new or changed becomes a draft, and is sent for review if the form says so.
    """
    documents = form.documents()
    if not documents:
        return ""
    with or_refused(form.refuse):
        for document in documents if form.cleaned_data["submit"] else ():
            check_releasable(document)
        done = import_documents(place.actor, place.brand.pk, documents=documents)
        sent = submit_many(place.actor, place.brand.pk, refs=done.drafts) if form.cleaned_data["submit"] else 0
        values = {
            "created": done.created,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "sent": sent,
        }
        return (
            _("%(created)d new, %(updated)d changed, %(unchanged)d as they were; %(sent)d sent for review.")
            % values
        )
    return ""
