"""Service tokens: made once and shown once, found by hash, refused when expired or revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from tandem.core.kit.refusals import Absent, Invalid
from tandem.foundation import clock
from tandem.foundation.accounts.models import ServiceToken
from tandem.foundation.audit.actions import record
from tandem.foundation.tenancy.actor import Actor

SCOPES = (
    "customers:read", "customers:write", "conversations:read", "conversations:write", "articles:read", "articles:write",
    "experts:read", "experts:write", "offers:read", "offers:write",
)  # fmt: skip
LONGEST_DAYS = 366


def create_token(
    actor: Actor, brand_id: int, *, name: str, scopes: Iterable[str], days: int = 90, membership_ref: str = "", simulated: bool = False
) -> tuple[ServiceToken, str]:
    """A new token and its secret, which is shown this once. Raises Invalid on unknown scopes or a senseless term.

    With `membership_ref` the token acts for that member (an expert's own app); without, for the brand.
    """
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise Invalid("Choose scopes from: %(choices)s.", named={"choices": ", ".join(SCOPES)}, field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("A token lives between 1 and %(longest_days)s days.", named={"longest_days": LONGEST_DAYS}, field="days")
    if not name.strip():
        raise Invalid("Give the token a name, so that you know it again.", field="name")
    secret = "tnd_" + secrets.token_urlsafe(32)
    now = clock.now()
    token = ServiceToken.objects.create(
        brand_id=brand_id, name=name.strip(), hash=hash_of(secret), hint=secret[:8], scopes=wanted, membership_ref=membership_ref,
        created_by=actor.id, created_at=now, expires_at=now + timedelta(days=days), simulated=simulated,
    )  # fmt: skip
    record(actor, brand_id, verb="token.created", subject=token.ref, scopes=wanted, days=days)
    return token, secret


def revoke_token(actor: Actor, brand_id: int, ref: str) -> None:
    """End a token at once. Raises Absent for another brand's."""
    changed = ServiceToken.objects.filter(ref=ref, brand_id=brand_id, revoked_at__isnull=True).update(revoked_at=clock.now())
    if not changed:
        raise Absent("There is no such token.")
    record(actor, brand_id, verb="token.revoked", subject=ref)


def tokens_of(brand_id: int) -> list[ServiceToken]:
    """A brand's tokens, the newest first."""
    return list(ServiceToken.objects.filter(brand_id=brand_id).order_by("-created_at")[:200])


@dataclass(frozen=True, slots=True)
class LiveToken:
    """What a request may do that shows this token: no more is read, since every request reads it."""

    id: int
    brand_id: int
    scopes: frozenset[str]
    membership_ref: str
    simulated: bool


def live_token(secret: str) -> LiveToken | None:
    """The token behind a secret, or None when it is unknown, expired or revoked: callers cannot tell which."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, brand_id, scopes, membership_ref, simulated FROM accounts_servicetoken WHERE hash = %s AND revoked_at IS NULL AND expires_at > %s",
            [hash_of(secret), clock.now()],
        )
        row = cursor.fetchone()
    return LiveToken(row[0], row[1], frozenset(row[2]), row[3], row[4]) if row else None


def hash_of(secret: str) -> str:
    """SHA-256 suffices: the secret holds 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
