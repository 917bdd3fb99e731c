"""Pages by cursor: `?limit=1..100&cursor=…` -> items and the next cursor. Forged cursors are refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from django.conf import settings
from ninja import Query

from tandem.api.v1.entry import Call
from tandem.core.kit.refusals import Invalid

Limit = Annotated[int, Query(50, ge=1, le=100, description="How many items at most.")]
Cursor = Annotated[str, Query("", max_length=400, description="The `next_cursor` of the page before.")]

SEAL = 16  # bytes of HMAC-SHA256: 128 bits
Row = TypeVar("Row")


def sealed(call: Call, *place: Any, of: str = "") -> str:
    """A cursor for this place in this list (or the operation `of`) of this brand; of no use in another.

    Sealed and covered: the seal authenticates the place and names the list, and row numbers do not show.
    """
    values = [value.timestamp() if isinstance(value, datetime) else value for value in place]
    plain = json.dumps(values, separators=(",", ":")).encode()
    seal = _seal(call, of or call.operation, plain)
    return urlsafe_b64encode(seal + _covered(plain, seal)).decode().rstrip("=")


def unsealed(call: Call, cursor: str, *, field: str = "cursor") -> list[Any] | None:
    """The place that a cursor marks; None for the first page.

    Raises Invalid on one of another list, or forged.
    """
    if not cursor:
        return None
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError as error:
        raise _not_ours(field) from error
    seal, plain = raw[:SEAL], _covered(raw[SEAL:], raw[:SEAL])
    if not hmac.compare_digest(seal, _seal(call, call.operation, plain)):
        raise _not_ours(field)
    return list(json.loads(plain))


def moment_and_id(call: Call, cursor: str) -> tuple[datetime, int] | None:
    """The place in a list ordered by a moment and a row's number."""
    place = unsealed(call, cursor)
    return (datetime.fromtimestamp(place[0], UTC), place[1]) if place else None


def cut(
    call: Call, rows: Sequence[Row], limit: int, place_of: Callable[[Row], tuple[Any, ...]]
) -> tuple[list[Row], str | None]:
    """The page out of `limit + 1` rows, and the cursor of the next; None on the last page."""
    page = list(rows[:limit])
    return page, sealed(call, *place_of(page[-1])) if len(rows) > limit else None


def paged(
    call: Call, rows: Sequence[Row], *, limit: int, cursor: str, key: Callable[[Row], tuple[Any, ...]]
) -> tuple[list[Row], str | None]:
    """A page of a short list that is read whole, in the order of `key`, which no two rows share."""
    place = unsealed(call, cursor)
    rest = [row for row in sorted(rows, key=key) if place is None or [*key(row)] > place]
    return cut(call, rest[: limit + 1], limit, key)


def _seal(call: Call, operation: str, plain: bytes) -> bytes:
    about = f"tandem.api.cursor {call.brand_id} {operation} ".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), about + plain, "sha256")[:SEAL]


def _covered(text: bytes, seal: bytes) -> bytes:
    """Cover and uncover: the seal of the plain text keys the stream, so that no two places share one."""
    stream = hashlib.shake_256(settings.SECRET_KEY.encode() + seal).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, stream, strict=True))


def _not_ours(field: str) -> Invalid:
    return Invalid(
        "This cursor is not one of ours, or of another list. Start from the first page.",
        field=field,
        code="bad_cursor",
    )
