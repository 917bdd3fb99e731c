"""Open the database at start: server up, roles and grants in place, Django told where it is, schema current."""

from __future__ import annotations

import os

from tandem.foundation.database import roles
from tandem.foundation.database.connections import address, settings_for
from tandem.foundation.database.server import DatabaseUnavailable


def open_database(*, migrate: bool) -> None:
    """Start or join the server, prepare roles, load Django, and bring the schema up to date when asked.

    Raises DatabaseUnavailable or HomeUnusable with one clear line.
    """
    server = address()
    roles.prepare(server)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
    import django  # noqa: PLC0415  only after the server runs
    from django.conf import settings  # noqa: PLC0415

    settings.DATABASES.update(settings_for(server))
    django.setup()
    if migrate:
        migrate_schema()
    elif pending():
        raise DatabaseUnavailable("The database schema is older than this version. Run `tandem migrate` first.")


def migrate_schema() -> None:
    """Apply every migration, as the owner."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", database="owner", verbosity=0, interactive=False)


def pending() -> bool:
    """Whether any migration is not applied yet."""
    from django.db import connections  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
