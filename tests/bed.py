"""Database fixtures: `db` rolls back, `committed` commits and is emptied afterwards."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tandem"


def _schema_print() -> str:
    """A fingerprint of all migrations and SQL: the template is rebuilt when it changes."""
    digest = hashlib.sha256()
    for path in sorted([*SOURCE.rglob("migrations/*.py"), *SOURCE.rglob("schema*.py"), *SOURCE.rglob("operations.py"), *SOURCE.rglob("roles.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def server(worker_id):
    """A server of this test process: embedded, not durable, kept for the next run.

    One each, since the horizon of events is the server's: another process's open transaction would hold it.
    """
    from tandem.foundation.database.home import home
    from tandem.foundation.database.server import embedded

    with (home() / "bed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return embedded(folder=home() / f"server-{worker_id}", durable=False)


@pytest.fixture(scope="session")
def template(server, django_db_blocker) -> str:
    """The name of a migrated database that nothing connects to."""
    from tandem.foundation.database import roles
    from tandem.foundation.database.home import home

    name = f"template_{_schema_print()}"
    with (home() / "bed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with admin(server) as link:
            if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            for (old,) in link.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' OR datname LIKE 'bed\\_%'").fetchall():
                if not _in_use(old):
                    link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
        roles.prepare(server, name="making")
        with django_db_blocker.unblock():
            _point_django_at(server, "making")
            from tandem.foundation.database.opening import migrate_schema

            migrate_schema()
            _close_all()
        with admin(server) as link:
            link.execute(sql.SQL("ALTER DATABASE making RENAME TO {}").format(sql.Identifier(name)))
    return name


def _in_use(name: str) -> bool:
    """Whether a clone belongs to a test process that still runs."""
    pid = name.split("_")[1]
    return name.startswith("bed_") and pid.isdigit() and Path(f"/proc/{pid}").exists()


@pytest.fixture(scope="session")
def django_db_setup(server, template, django_db_blocker, worker_id) -> Iterator[None]:
    """This process's own clone of the template."""
    name = f"bed_{os.getpid()}_{worker_id}"
    clone(server, template, name)
    with django_db_blocker.unblock():
        _point_django_at(server, name)
        _remove_guard()
    yield
    with django_db_blocker.unblock():
        _close_all()
    drop(server, name)


def _remove_guard() -> None:
    """For `make soak` alone: the one guard that TANDEM_GUARD_OFF names is taken away, so that its proof must fail."""
    name = os.environ.get("TANDEM_GUARD_OFF")
    if name:
        from tests.soak.guards import GUARDS

        GUARDS[name].remove()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Real commits, as the application's role; every table is emptied by the owner afterwards."""
    from django.db import connections

    from tandem.foundation.events import publishing
    from tandem.foundation.tenancy import queries

    with django_db_blocker.unblock():
        yield
        connections["default"].close()
        empty()
        publishing.brand_ref.cache_clear()
        queries._vendor_ref.cache_clear()


def empty() -> None:
    """Empty every table but the migrations' own, as the owner."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission', 'procrastinate_version')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")
    connections["owner"].close()


def admin(server, name: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(host=server.host, port=server.port, user=server.user, password=server.password, dbname=name, autocommit=True)


def clone(server, template: str, name: str) -> None:
    """A copy of the template by file copy: a fraction of a second."""
    with admin(server) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(name), sql.Identifier(template)))


def drop(server, name: str) -> None:
    with admin(server) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _point_django_at(server, name: str) -> None:
    from django.db import connections

    from tandem.foundation.database.connections import settings_for

    for alias, values in settings_for(server, name=name).items():
        connections[alias].close()
        where = {key: values[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")}
        connections[alias].settings_dict.update(where)
        connections.settings[alias].update(where)  # what other threads' connections are made from


def _close_all() -> None:
    from django.db import connections

    connections.close_all()
