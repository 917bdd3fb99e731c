"""Pictures and files that articles show, for who may read a wording that names them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tandem.core.kit.refusals import Absent
from tandem.domain.knowledge.articles.access import audience_of, sees_drafts, visible_to
from tandem.domain.knowledge.articles.models import Attachment, Version
from tandem.foundation.files.access import uploaded_by
from tandem.foundation.files.models import File
from tandem.foundation.tenancy.actor import Actor


def file_for(actor: Actor, ref: str) -> File:
    """The file, if this actor may read a wording that shows it, or uploaded it to write one. Raises Absent."""
    if "\x00" in ref:
        raise Absent("There is no such file.")
    hung = Attachment.objects.filter(file__ref=ref, article__in=visible_to(actor)).select_related("file")
    if not sees_drafts(actor):
        readable = Version.objects.filter(
            Q(article=OuterRef("article_id")), valid_from__isnull=False, audience__contains=[audience_of(actor)], body__contains=f"file:{ref}"
        )
        hung = hung.filter(Exists(readable))
    found = hung.first()
    return found.file if found else uploaded_by(actor, ref)
