"""Write ledger entries, inside the transaction of the act they record."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from tandem.foundation import clock
from tandem.foundation.tenancy.actor import Actor


def record(actor: Actor, brand_id: int, *, verb: str, subject: str, **facts: Any) -> None:
    """One entry. `subject` is a public reference; `facts` hold ids, numbers and names of states, never text of people."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (brand_id, at, actor, verb, subject, facts) VALUES (%s, %s, %s::jsonb, %s, %s, %s::jsonb)",
            [brand_id, clock.now(), json.dumps(actor.as_json()), verb, subject, json.dumps(facts)],
        )
