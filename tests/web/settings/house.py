"""Who signs in to settings, for its tests."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client

from tests.cast import House


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(
        house.people[name].person, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def ledger(verb: str) -> list[str]:
    """The subjects of the audit entries of this verb, in the scope that is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject FROM audit_entry WHERE verb = %s ORDER BY id", [verb])
        return [subject for (subject,) in cursor.fetchall()]
