"""Which database, as whom: Django's connection settings for the application's role and for the owner's."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tandem.foundation.database.home import secret
from tandem.foundation.database.server import Address, DatabaseUnavailable, embedded, located

OWNER_ROLE = "tandem_owner"
APP_ROLE = "tandem_app"


def address() -> Address:
    """The server to use: `DATABASE_URL` when set, else the embedded one (started when it does not run)."""
    url = os.environ.get("DATABASE_URL", "")
    return _parsed(url) if url else embedded()


def known_address() -> Address:
    """As `address`, but starts nothing: what the settings use."""
    url = os.environ.get("DATABASE_URL", "")
    return _parsed(url) if url else located()


def app_password() -> str:
    """The application role's password: derived from the secret key, so that every host of one installation knows it."""
    return hmac.new(secret("secret_key").encode(), b"tandem database application role", hashlib.sha256).hexdigest()


def settings_for(server: Address, *, name: str | None = None) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` is the application's role, which owns nothing; `owner` migrates and owns all.

    `owner` signs in as the given administrator and becomes a NOLOGIN role that is no superuser.
    """
    common = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": server.host,
        "PORT": server.port,
        "NAME": name or server.name,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": None,
    }
    options = dict(server.options)
    default = common | {
        "USER": APP_ROLE,
        "PASSWORD": app_password(),
        "OPTIONS": options | {"prepare_threshold": 5, "server_side_binding": True, "application_name": "tandem"},
    }
    owner = common | {
        "USER": server.user,
        "PASSWORD": server.password,
        "CONN_MAX_AGE": 0,
        "OPTIONS": options | {"options": f"-c role={OWNER_ROLE}", "application_name": "tandem-owner"},
    }
    return {"default": default, "owner": owner}


def _parsed(url: str) -> Address:
    parts = urlsplit(url)
    try:
        port = parts.port or 5432
    except ValueError as error:
        raise DatabaseUnavailable("DATABASE_URL has a port that is no number.") from error
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise DatabaseUnavailable("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return Address(
        host=unquote(parts.hostname or ""),
        port=port,
        name=parts.path.strip("/"),
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password or ""),
        options=tuple(parse_qsl(parts.query)),
    )
