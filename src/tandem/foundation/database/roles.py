"""Roles and grants: an owner that cannot sign in, an application role that owns nothing."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from tandem.foundation.database.connections import APP_ROLE, OWNER_ROLE, app_password
from tandem.foundation.database.sealing import verifier
from tandem.foundation.database.server import Address, DatabaseUnavailable

# Default privileges are what makes a later migration's table reachable: a grant on "all tables" is of today only.
GRANTS = """
GRANT {owner} TO CURRENT_USER;
ALTER SCHEMA public OWNER TO {owner};
GRANT CREATE, USAGE ON SCHEMA public TO {owner};
GRANT USAGE ON SCHEMA public TO {app};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app};
CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
"""


def prepare(server: Address, *, name: str | None = None) -> None:
    """Create the database, its two roles, their grants and the vector type where they are missing.

    Safe to run at every start and by two processes at once. Raises DatabaseUnavailable with one clear line.
    """
    name = name or server.name
    try:
        with _connect(server, "postgres") as admin:
            admin.execute("SELECT pg_advisory_lock(7212026)")  # two starting processes must not race for CREATE
            _ensure_role(admin, OWNER_ROLE, "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
            _ensure_role(admin, APP_ROLE, "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(APP_ROLE), sql.Literal(verifier(app_password()))))
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                admin.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name)))
        with _connect(server, name) as admin:
            admin.execute(sql.SQL(GRANTS).format(owner=sql.Identifier(OWNER_ROLE), app=sql.Identifier(APP_ROLE)))
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(_reason(server, error)) from error
    except psycopg.ProgrammingError as error:
        if not isinstance(error, psycopg.errors.InsufficientPrivilege):
            raise DatabaseUnavailable(f"DATABASE_URL cannot be used: {' '.join(str(error).split())}.") from error
        raise DatabaseUnavailable(f"The user {server.user!r} of DATABASE_URL may not create roles or the database {name!r}: {error}") from error


def _connect(server: Address, name: str) -> psycopg.Connection:
    options: dict[str, Any] = dict(server.options)
    return psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password or None, dbname=name,
        autocommit=True, connect_timeout=5, **options,
    )  # fmt: skip


def _ensure_role(admin: psycopg.Connection, role: str, attributes: str) -> None:
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {} " + attributes).format(sql.Identifier(role)))


def _reason(server: Address, error: psycopg.OperationalError) -> str:
    where = f"{server.host}:{server.port}"
    text = " ".join(str(error).split())
    return f"Cannot reach the PostgreSQL server at {where} ({text}). Check DATABASE_URL, or unset it to use the embedded server."
