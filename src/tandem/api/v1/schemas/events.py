"""Events and live tickets as clients send and see them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from tandem.api.v1.schemas.shapes import Asked, Moment, Told


class By(Told):
    """Who did it: a person, a customer, the AI, the system or a token."""

    kind: str
    simulated: bool


class Happening(Told):
    """Something that happened.

    `data` holds public references, numbers and states, never text; `cursor` is its place.
    """

    cursor: str
    kind: str
    at: Moment
    by: By
    data: dict[str, Any]


class HappeningPage(BaseModel):
    """Events in the order in which they were committed.

    `next_cursor` is always given: ask again from there.
    """

    items: list[Happening]
    next_cursor: str


class NewTicket(Asked):
    """What to hear about, such as `conversation:cnv_…`, `desk:mem_…` or `floor:brd_…`."""

    topics: list[Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]] = (
        Field(min_length=1, max_length=40)
    )


class Ticket(Told):
    """Open `url` within 30 seconds, once, as server-sent events.

    Read the state, then `after` in the events if you missed any.
    """

    ticket: str
    url: str
    after: str
