"""Files: uploaded first, then hung on a message or note by reference; read through their conversation."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import File as Sent
from ninja import Router
from ninja.files import UploadedFile

from tandem.api.v1.entry import Answer, Call, operation
from tandem.api.v1.keys import Key, once_only
from tandem.api.v1.routers.conversations import READ, WRITE, visible
from tandem.api.v1.schemas.files import File
from tandem.domain.service.conversations.access import file_of_customer, file_of_staff
from tandem.foundation.files.access import uploaded_by
from tandem.foundation.files.actions import Upload, fingerprint, upload
from tandem.foundation.files.serving import served

router = Router(tags=["Files"])


@operation(router, "POST", "/files", scopes=WRITE, answers=File, status=201)
def upload_file(call: Call, key: Key, file: Sent[UploadedFile]) -> Answer:
    """Upload a file.

    As `multipart/form-data`, at most 10 MB: PNG, JPEG, GIF, WebP, PDF, text or CSV, told from the content.
    Name its `ref` in `attachments` of a message or note within a day, once; else it is forgotten.
    """
    given = Upload(file.name or "", file.read())

    def act() -> dict[str, Any]:
        return {"ref": upload(call.actor(), call.brand_id, given).ref}

    asked = {"name": given.name, "sha256": fingerprint(given.content)}
    return once_only(
        call, key, asked=asked, act=act, shown=lambda result: File.model_validate(uploaded_by(call.actor(), result["ref"]))
    )


@operation(router, "GET", "/conversations/{ref}/files/{file}", scopes=READ, answers=None, media="application/octet-stream")
def get_file(call: Call, ref: str, file: str) -> HttpResponse:
    """Fetch a file of a conversation.

    The bytes, with their own media type. A token of the brand sees what its customer sees: no files of notes.
    """
    conversation = visible(call, ref)
    return served(call.request, file_of_staff(conversation, file) if call.member else file_of_customer(conversation, file))
