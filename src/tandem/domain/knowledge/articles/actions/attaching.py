"""Pictures and files of articles: uploaded while somebody writes, hung on the entry when the text that names them is saved."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.markdown import files_of
from tandem.domain.knowledge.articles.access import check_may_write
from tandem.domain.knowledge.articles.models import Article, Attachment
from tandem.foundation import clock
from tandem.foundation.files.actions import Upload, keep, prepared, upload
from tandem.foundation.files.models import File
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def upload_file(actor: Actor, brand_id: int, given: Upload) -> File:
    """Take a file in for an article; until a saved text names it, it is its uploader's alone. Raises Forbidden, Invalid."""
    with writing_in(brand_id):
        check_may_write(actor)
        return upload(actor, brand_id, given)


def hang_files(actor: Actor, article: Article, *, body: str) -> None:
    """Hang what a text names on its entry: the actor's own uploads, and what hangs on another entry already.

    For a transaction that holds the entry's lock. A name that is neither stays a name: nothing of anybody else's is
    shown by writing its reference.
    """
    named = files_of(body)
    known = set(Attachment.objects.filter(article=article, file__ref__in=named).values_list("file__ref", flat=True))
    for ref in named:
        if ref in known:
            continue
        elsewhere = Attachment.objects.filter(file__ref=ref).values_list("file_id", flat=True).first()
        file_id = elsewhere or _own(actor, article.brand_id, ref)
        if file_id is not None:
            Attachment.objects.create(brand_id=article.brand_id, article=article, file_id=file_id, attached_at=clock.now())


def _own(actor: Actor, brand_id: int, ref: str) -> int | None:
    try:
        (file_id,) = keep(actor, brand_id, prepared(actor, refs=[ref]))
    except Absent:
        return None
    return file_id
