"""Idempotency keys: the same key gives the same answer, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Header
from pydantic import BaseModel

from tandem.api.v1.entry import Answer, Call
from tandem.foundation.idempotency.actions import once

Key = Annotated[
    str,
    Header(
        ...,
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,80}$",
        description="Your own id of this request, such as a UUID: sent again, it changes nothing more.",
    ),
]
REPLAYED = {"Idempotent-Replayed": "true"}


def once_only(
    call: Call,
    key: str,
    *,
    asked: dict[str, Any],
    act: Callable[[], dict[str, Any]],
    shown: Callable[[dict[str, Any]], BaseModel],
) -> Answer:
    """Act once a key, and show what came of it.

    `act` returns references only, since no text of people is kept with a key; `shown` makes them the answer.
    Raises Refused (`key_reused`) when the key was used for another request.
    """
    source = f"{call.operation}:{call.member.pk if call.member else 'brand'}"
    result, replayed = once(call.brand_id, source=source, client_id=key, content=asked, act=act)
    return Answer(shown(result), headers=REPLAYED if replayed else {})
