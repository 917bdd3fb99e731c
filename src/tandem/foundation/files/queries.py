"""Reading files."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent
from tandem.foundation.files.models import Content, File


def content_of(file: File) -> bytes:
    """The bytes. Raises Absent when they were erased."""
    found = Content.objects.filter(file_id=file.pk).values_list("content", flat=True).first()
    if found is None:
        raise Absent("This file was removed.")
    return bytes(found)


def is_kept(file: File) -> bool:
    """Whether the bytes are still there."""
    return Content.objects.filter(file_id=file.pk).exists()
