"""Accept an entry once: replays get the first answer, a reused key with other content is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection

from tandem.core.kit.refusals import Refused
from tandem.foundation import clock


def request_hash(content: Any) -> str:
    """A stable hash of what was asked."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def once(brand_id: int, *, source: str, client_id: str, content: Any, act: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Run `act` unless this client id was accepted before; returns (result, replayed).

    The insert waits for a concurrent twin to commit or fail, so two twins never both act. Raises Refused
    (`key_reused`) when the key was used for something else.
    """
    digest = request_hash(content)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO idempotency_entrykey (brand_id, source, client_id, request_hash, result, at) VALUES (%s, %s, %s, %s, '{}', %s)"
            " ON CONFLICT (brand_id, source, client_id) DO NOTHING RETURNING id",
            [brand_id, source, client_id, digest, clock.now()],
        )
        row = cursor.fetchone()
        if row is None:
            return _replayed(cursor, brand_id, source, client_id, digest), True
        result = act()
        cursor.execute("UPDATE idempotency_entrykey SET result = %s::jsonb WHERE id = %s", [json.dumps(result), row[0]])
    return result, False


def _replayed(cursor: Any, brand_id: int, source: str, client_id: str, digest: str) -> dict[str, Any]:
    cursor.execute(
        "SELECT request_hash, result FROM idempotency_entrykey WHERE brand_id = %s AND source = %s AND client_id = %s", [brand_id, source, client_id]
    )
    first_hash, result = cursor.fetchone()
    if first_hash != digest:
        raise Refused("This idempotency key was already used for a different request. Use a new key.", code="key_reused")
    return dict(json.loads(result) if isinstance(result, str) else result)
