"""What all schemas share: strict requests without unknown fields, plain answers, moments in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item", bound=BaseModel)


def without_nul(text: str) -> str:
    """The text, unless it holds what no database stores."""
    if "\x00" in text:
        raise ValueError("The text holds a NUL character, which cannot be stored. Remove it and send again.")
    return text


Words = Annotated[str, StringConstraints(min_length=1, max_length=8000), AfterValidator(without_nul)]
Line = Annotated[str, StringConstraints(max_length=254), AfterValidator(without_nul)]
Language = Annotated[str, StringConstraints(max_length=12, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
Ref = Annotated[str, StringConstraints(min_length=5, max_length=24, pattern=r"^[a-z]{2,5}_[0-9a-z]+$")]
ClientId = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,80}$")]
Moment = Annotated[datetime, Field(description="UTC, ISO 8601.")]


class Asked(BaseModel):
    """What a client sends: no unknown fields, no conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Told(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(from_attributes=True)


class Listed(BaseModel, Generic[Item]):
    """A page of a list. `next_cursor` is null on the last page."""

    items: list[Item]
    next_cursor: str | None
