"""Commands about the public API."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

from tandem.cli.saying import fail


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    group = typer.Typer(name="api", help="The public HTTP API.", no_args_is_help=True, rich_markup_mode=None)
    group.command()(snapshot)
    group.callback()(lambda: None)
    app.add_typer(group)


def snapshot(
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; end with exit code 2 when the file is out of date."),
    ] = False,
) -> None:
    """Write the OpenAPI description beside the code, where it is reviewed like code.

    Example: tandem api snapshot
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
    import django

    django.setup()
    from tandem.api.v1.house import SNAPSHOT, document

    fresh = json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
    if check:
        if not SNAPSHOT.exists() or SNAPSHOT.read_text() != fresh:
            fail(f"{SNAPSHOT.name} is out of date. Run: tandem api snapshot")
        return
    SNAPSHOT.write_text(fresh)
    typer.echo(f"{SNAPSHOT.name} written: {len(document()['paths'])} addresses.")
