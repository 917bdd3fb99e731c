"""Guide runs for the person who may walk them. Absent and forbidden look the same."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent, Forbidden
from tandem.domain.knowledge.articles.access import roles_of
from tandem.domain.knowledge.policies.models import GuideRun
from tandem.foundation.tenancy.actor import Actor

WALKERS = frozenset({"expert", "lead", "decision_owner", "brand_owner"})


def check_may_walk(actor: Actor) -> None:
    """Raises Forbidden unless the actor is a person who serves customers of the brand."""
    if actor.kind != "person" or not roles_of(actor) & WALKERS:
        raise Forbidden("Only those who serve customers walk a guide.")


def run_held(actor: Actor, ref: str, *, conversation: str) -> GuideRun:
    """A run of a conversation that the caller was found to hold: whoever began it, its holder walks it on. Raises Forbidden, Absent."""
    check_may_walk(actor)
    rows = GuideRun.objects.select_related("version__article", "by")
    run: GuideRun | None = rows.filter(ref=ref, conversation=conversation).first() if conversation and "\x00" not in ref else None
    if run is None:
        raise Absent("There is no such guide run.")
    return run
