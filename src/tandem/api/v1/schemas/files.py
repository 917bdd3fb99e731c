"""Files as clients see them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo

from tandem.api.v1.schemas.shapes import Moment, Ref, Told, without_nul

Attachments = Annotated[list[Ref], Field(default_factory=list, max_length=5, description="References of files that this token uploaded.")]


def _said(text: str, info: ValidationInfo) -> str:
    """Words, unless files speak for themselves: `attachments` stands before `text` in the schema."""
    if not text and not info.data.get("attachments"):
        raise ValueError("Write something, or attach a file.")
    return text


Spoken = Annotated[str, StringConstraints(max_length=8000), AfterValidator(without_nul), AfterValidator(_said)]


class File(Told):
    """A file. `name` is empty once it was erased; width and height in pixels where it is a picture."""

    ref: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    sha256: str
    uploaded_at: Moment
