"""Guide runs: begun or taken up again, answered step by step, ended. Each answer and each end is a row that stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.core.kit.refusals import Absent, Refused
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.guides import MOST_STEPS_TAKEN, answered, known_of, next_step
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.policies.access import check_may_walk
from tandem.domain.knowledge.policies.events import GuideAnswered, GuideFinished, GuideStarted
from tandem.domain.knowledge.policies.models import GuideAnswer, GuideFinish, GuideRun
from tandem.domain.knowledge.policies.queries import guide_of, merged, way_of
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def start(actor: Actor, brand_id: int, guide: str, *, conversation: str = "") -> GuideRun:
    """Begin the guide of this reference, as it is in force now; where the conversation has an open run of it, that one goes on.

    The caller has asked for the conversation's access, and whether the guide is offered there.
    Raises Forbidden, Absent when no guide of this reference is in force.
    """
    with writing_in(brand_id):
        check_may_walk(actor)
        now = clock.now()
        version = in_force(now).filter(article__ref=guide, article__kind="guide").first() if "\x00" not in guide else None
        if version is None:
            raise Absent("There is no such guide in force.")
        begun = {"version": version, "by_id": actor.membership_id, "started_at": now}
        run, fresh = _begun(brand_id, version.article_id, conversation, begun)
        if not fresh:
            return run
        record(actor, brand_id, verb="guide.start", subject=run.ref, guide=guide, version=version.number)
        publish(actor, brand_id, GuideStarted(run.ref, conversation))
        return run


def answer(actor: Actor, run: GuideRun, *, step: str, given: Mapping[str, str], facts: Facts | None = None) -> str:
    """Answer the step at which the run stands; returns the step that comes next. At an outcome the run ends by itself.

    Raises Forbidden, Invalid (field: the place), Refused (`ended`, `another_step` when somebody was quicker, `too_many`).
    """
    with writing_in(run.brand_id):
        check_may_walk(actor)
        held, rows = _open(run)
        guide, taken, rows = guide_of(held), len(rows), way_of(rows)
        at = rows[-1].then if rows else guide.steps[0].key
        if step != at:
            raise Refused("This guide stands at another step by now. Reload it.", code="another_step")
        if taken >= MOST_STEPS_TAKEN:
            raise Refused("This guide went on for too long. Begin it again.", code="too_many")
        kept = answered(guide.step(at), given)
        known = {**(facts.known() if facts else {}), **known_of(guide, merged(rows) | kept)}
        then = next_step(guide, at, known)
        if not then:
            raise Refused("This guide has come to its outcome. Finish it.", code="at_outcome")
        GuideAnswer.objects.create(
            brand_id=held.brand_id, run=held, number=taken + 1, step=at, answers=kept, then=then, by_id=actor.membership_id, at=clock.now()
        )
        record(actor, held.brand_id, verb="guide.answer", subject=held.ref, step=at)
        publish(actor, held.brand_id, GuideAnswered(held.ref, held.conversation))
        outcome = guide.step(then).outcome
        if outcome is not None:
            _finish(actor, held, outcome=outcome.kind, step=then)
        return then


def back(actor: Actor, run: GuideRun, *, step: str) -> str:
    """Return from the step at which the run stands to the one before; returns that one. What was answered there is taken away.

    Raises Forbidden, Refused (`ended`, `another_step`, `at_the_beginning`, `too_many`).
    """
    with writing_in(run.brand_id):
        check_may_walk(actor)
        held, rows = _open(run)
        guide, way = guide_of(held), way_of(rows)
        if step != (way[-1].then if way else guide.steps[0].key):
            raise Refused("This guide stands at another step by now. Reload it.", code="another_step")
        if not way:
            raise Refused("This is the first step.", code="at_the_beginning")
        if len(rows) >= MOST_STEPS_TAKEN:
            raise Refused("This guide went on for too long. Begin it again.", code="too_many")
        GuideAnswer.objects.create(
            brand_id=held.brand_id, run=held, number=len(rows) + 1, step=step, then=way[-1].step, back=True, by_id=actor.membership_id, at=clock.now()
        )
        record(actor, held.brand_id, verb="guide.back", subject=held.ref, step=step)
        publish(actor, held.brand_id, GuideAnswered(held.ref, held.conversation))
        return str(way[-1].step)


def stop(actor: Actor, run: GuideRun) -> None:
    """Break the run off. A guide whose first step is its outcome ends with it. Raises Forbidden, Refused (`ended`)."""
    with writing_in(run.brand_id):
        check_may_walk(actor)
        held, taken = _open(run)
        guide, rows = guide_of(held), way_of(taken)
        at = guide.step(rows[-1].then if rows else guide.steps[0].key)
        _finish(actor, held, outcome=at.outcome.kind if at.outcome else "stopped", step=at.key)


def _begun(brand_id: int, guide_id: int, conversation: str, begun: dict[str, Any]) -> tuple[GuideRun, bool]:
    """(the open run, whether it is new). The database holds one a conversation, which ends the race of two who begin at once."""
    if not conversation:
        return GuideRun.objects.create(brand_id=brand_id, guide_id=guide_id, **begun), True
    run, fresh = GuideRun.objects.get_or_create(brand_id=brand_id, guide_id=guide_id, conversation=conversation, ended_at=None, defaults=begun)
    return run, fresh


def _open(run: GuideRun) -> tuple[Any, list[Any]]:
    """The run, locked so that two answers at once come one after the other, and its rows. Raises Refused (`ended`)."""
    held = GuideRun.objects.select_for_update(of=("self",), no_key=True).select_related("version").get(pk=run.pk)
    if GuideFinish.objects.filter(run=held).exists():
        raise Refused("This guide run has ended.", code="ended")
    return held, list(GuideAnswer.objects.filter(run=held).order_by("number"))


def _finish(actor: Actor, held: Any, *, outcome: str, step: str) -> None:
    GuideFinish.objects.create(brand_id=held.brand_id, run=held, outcome=outcome, step=step, by_id=actor.membership_id, at=clock.now())
    record(actor, held.brand_id, verb="guide.finish", subject=held.ref, outcome=outcome, step=step)
    publish(actor, held.brand_id, GuideFinished(held.ref, held.conversation, outcome))
