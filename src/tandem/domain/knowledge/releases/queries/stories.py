"""What happened to a version, and what waits for whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Subquery

from tandem.core.knowledge.releases import Rule
from tandem.domain.knowledge.articles.queries.versions import version_of
from tandem.domain.knowledge.releases.models import Approval, Contribution, Renewal, Retirement, SentBack, Submission
from tandem.domain.knowledge.releases.queries.rules import rules_in_force
from tandem.domain.knowledge.releases.queries.standing import needed_by
from tandem.foundation.tenancy.actor import Actor

MOST_WAITING = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a version: `what` is written, submitted, approved, sent_back, published, renewed or retired."""

    what: str
    who: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version in review. `mine` when this reader may approve it: they did not write it nor approve it yet."""

    ref: str
    kind: str
    title: str
    number: int
    author: str
    submitted_at: datetime
    given: int
    needed: int
    mine: bool
    note: str = ""


def story_of(version_id: int) -> tuple[Step, ...]:
    """What happened to a version, in order."""
    version = version_of(version_id)
    steps = [Step("written", _name(version.author), version.created_at, version.reason)]
    rows = ((Submission, "submitted", "note"), (Approval, "approved", "note"), (SentBack, "sent_back", "reason"), (Renewal, "renewed", ""))
    for model, what, note in rows:
        steps += [Step(what, _name(row.by), row.at, getattr(row, note, "")) for row in model.objects.filter(version=version).select_related("by")]
    steps += [Step("retired", _name(row.by), row.at, row.reason) for row in Retirement.objects.filter(version=version).select_related("by")]
    if version.published_at:
        steps.append(Step("published", _name(version.published_by), version.published_at))
    return tuple(sorted(steps, key=lambda step: step.at))


def renewed_at(refs: Collection[str]) -> dict[str, datetime]:
    """Reference of an entry -> when somebody last read what is in force again and let it stand."""
    rows = Renewal.objects.filter(version__article__ref__in=refs, version__status="published")
    return dict(rows.order_by().values_list("version__article__ref").annotate(last=Max("at")))


def waiting_for(actor: Actor, *, kind: str = "") -> tuple[Waiting, ...]:
    """What is in review in scope, the oldest first."""
    approvals = Approval.objects.filter(version=OuterRef("version"), round=OuterRef("round"), seal=OuterRef("version__seal"))
    wrote = Contribution.objects.filter(version=OuterRef("version"), member_id=actor.membership_id)
    rows = Submission.objects.filter(version__status="in_review", round=F("version__round")).order_by("at", "id")
    rows = rows.filter(version__article__kind=kind) if kind else rows
    rows = rows.select_related("version__article", "version__author").annotate(
        given=Subquery(approvals.order_by().values("version").annotate(n=Count("pk")).values("n")),
        held=Exists(wrote) | Exists(approvals.filter(by_id=actor.membership_id)),
    )
    rules = rules_in_force()
    return tuple(_waiting(row, rules.get(row.version.article.kind, Rule())) for row in rows[:MOST_WAITING])


def _waiting(row: Any, rule: Rule) -> Waiting:
    """`row` carries what `waiting_for` annotated."""
    version = row.version
    return Waiting(
        version.article.ref, version.article.kind, version.title, version.number, _name(version.author), row.at, row.given or 0,
        needed_by(version, rule, touches_money=row.touches_money), mine=not row.held, note=row.note,
    )  # fmt: skip


def _name(member: object) -> str:
    return str(getattr(member, "display_name", ""))
