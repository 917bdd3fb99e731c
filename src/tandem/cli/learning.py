"""`tandem knowledge learn`: order a brand's search by what people did with its answers, or take that back."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import typer

from tandem.cli.knowledge import BrandSlug, Json, in_brand, knowledge, say
from tandem.cli.saying import fail


def register(_app: typer.Typer) -> None:
    """The command stands among those of `knowledge`, which importing this module added."""


@knowledge.command("learn")
def learn(
    brand: BrandSlug,
    back_to: Annotated[int | None, typer.Option(help="Train nothing: put an earlier training in force again, or 0 for the plain order.", min=0)] = None,
    reason: Annotated[str, typer.Option(help="Why, where you go back.")] = "",
    json_: Json = False,
) -> None:
    """Learn from a brand's settled questions, try it on the newest, and put it in force if it is better beyond doubt.

    Example: tandem knowledge learn --brand northwind
    """
    if back_to is not None and not reason.strip():
        fail("--reason: say why you go back; it is kept.")
    with in_brand(brand) as brand_id:
        from tandem.domain.assistance.precedents.access import training_for
        from tandem.domain.assistance.precedents.actions.training import choose, train
        from tandem.domain.assistance.precedents.queries.learning import learning
        from tandem.foundation.tenancy.actor import Actor
        from tandem.foundation.tenancy.scope import Scope, scope

        operator = Actor("system", via="cli")
        opens = partial(scope, Scope(brands=(brand_id,), purpose="learning"))
        if back_to is None:
            train(operator, brand_id, opens=opens)
        with opens():
            if back_to is not None:
                choose(operator, brand_id, training=training_for(operator, back_to) if back_to else None, reason=reason)
            told = learning(operator, brand_id)
    rows = [asdict(row) | {"at": row.at.isoformat()} for row in told.trainings]
    said = {"brand": brand, "acts": told.acts, "in_force": told.in_force, "reason": told.reason, "trainings": rows}
    say(said, json_, "\n".join([*(_line(row) for row in rows), f"In force: {'the plain order' if told.in_force is None else f'training {told.in_force}'}."]))


def _line(row: dict[str, Any]) -> str:
    counted = f"training {row['number']}: learnt from {row['learnt_from']} questions, tried on {row['tried_on']}"
    gain = row["figures"].get("gain")
    if gain is None:
        return f"{counted}: too few to say anything"
    plain, ranked = row["figures"]["plain"]["mean"], row["figures"]["ranked"]["mean"]
    return f"{counted}: MRR {plain:.3f} plain, {ranked:.3f} ranked, gain {gain['mean']:+.3f} ({gain['low']:+.3f} to {gain['high']:+.3f})"
