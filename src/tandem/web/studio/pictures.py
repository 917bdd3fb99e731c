"""Pictures and files of articles: taken in from a form, and the Markdown that shows them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tandem.core.kit.media import PICTURES
from tandem.core.kit.refusals import Absent, Invalid
from tandem.domain.knowledge.articles.actions.attaching import upload_file
from tandem.foundation.files.models import File
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.entry import visit_of
from tandem.web.forms import uploads_of
from tandem.web.studio.places import Place


def taken_in(request: HttpRequest, place: Place) -> str:
    """Keep the one file that was sent; returns the Markdown that shows it. Raises Invalid."""
    uploads = uploads_of(request)
    if not uploads:
        raise Invalid("Choose a file first.", field="files")
    if len(uploads) > 1:
        raise Invalid("One file at a time, please.", field="files")
    file = upload_file(place.actor, place.brand.pk, uploads[0])
    name = " ".join(file.name.translate(str.maketrans("[]()\\`*_<>", " " * 10)).split())
    described = name.rpartition(".")[0].strip() if file.media_type in PICTURES else name
    return f"{'!' if file.media_type in PICTURES else ''}[{described or _('Picture')}](file:{file.ref})"


def file_anywhere(request: HttpRequest, find: Callable[[Actor], File]) -> File:
    """The file, in whichever of the reader's brands it is. Raises Absent."""
    visit = visit_of(request)
    for member in visit.members:
        with writing_in(member.brand_id):
            try:
                return find(visit.actor_in(member.brand_id))
            except Absent:
                continue
    raise Absent("There is no such file.")
