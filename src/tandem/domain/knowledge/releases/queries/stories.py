"""What happened to a version, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tandem.domain.knowledge.articles.queries.versions import version_of
from tandem.domain.knowledge.releases.models import Approval, Renewal, Retirement, SentBack, Submission
from tandem.domain.knowledge.releases.queries.standing import standing_of
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


def waiting_for(actor: Actor, *, kind: str = "") -> tuple[Waiting, ...]:
    """What is in review in scope, the oldest first."""
    rows = Submission.objects.filter(version__status="in_review").select_related("version__article", "version__author").order_by("at")
    rows = rows.filter(version__article__kind=kind) if kind else rows
    found = []
    for row in [row for row in rows[:MOST_WAITING] if row.round == row.version.round]:
        version, standing = row.version, standing_of(row.version)
        found.append(
            Waiting(
                version.article.ref, version.article.kind, version.title, version.number, _name(version.author), row.at, len(standing.approvers),
                standing.needed, actor.membership_id not in standing.writers | standing.approvers,
            )
        )  # fmt: skip
    return tuple(found)


def _name(member: object) -> str:
    return str(getattr(member, "display_name", ""))
