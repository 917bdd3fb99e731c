"""`tandem knowledge reembed`: bring all vectors to the embedder that this installation uses now."""

from __future__ import annotations

from typing import Any

import typer

from tandem.cli.knowledge import Json, knowledge, say
from tandem.cli.running import opened


def register(_app: typer.Typer) -> None:
    """The command stands among those of `knowledge`, which importing this module added."""


@knowledge.command("reembed")
def reembed(json_: Json = False) -> None:
    """Embed anew, in every brand, what another embedder made. A worker does so by itself when it starts.

    Work goes on meanwhile: what is not done yet is found by its words. Example: tandem knowledge reembed
    """
    opened()
    from tandem.foundation.ai import reembedding
    from tandem.foundation.ai.embedding import embedder
    from tandem.foundation.tenancy.queries import all_brand_ids

    model, done = embedder(), dict[str, int]()

    def told(kept: str, count: int) -> None:
        done[kept] = done.get(kept, 0) + count
        typer.echo(".", nl=False, err=True)

    for brand_id in all_brand_ids():
        reembedding.reembed(brand_id, told=told)
    said: dict[str, Any] = {"embedder": model.name, "languages": list(model.languages), "done": done}
    counted = ", ".join(f"{count} {kept}" for kept, count in done.items())
    say(said, json_, f"{model.name}: {counted or 'everything was embedded by it already'}.")
