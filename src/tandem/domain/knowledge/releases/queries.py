"""Reading releases: the rule in force, where a version stands, its story, what waits for whom."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tandem.core.knowledge.releases import Rule, Standing, is_expiring
from tandem.domain.knowledge.articles.queries.versions import version_of
from tandem.domain.knowledge.releases.models import Approval, Contribution, ReleaseRule, Renewal, Retirement, SentBack, Submission
from tandem.foundation import clock
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


def rule_for(kind: str) -> Rule:
    """The rule in scope for a kind of entry: the latest that was set, else one approval and no expiry."""
    row = ReleaseRule.objects.filter(kind=kind).order_by("-id").first()
    return Rule(row.approvals, row.approvals_for_money, row.expires_after_days) if row else Rule()


def default_expiry(rule: Rule, *, begins: datetime) -> datetime | None:
    """When a wording ends if nobody says otherwise."""
    return begins + timedelta(days=rule.expires_after_days) if rule.expires_after_days else None


def standing_of(version: Any) -> Standing:
    """Where a version stands, as the core decides on it."""
    approvals = Approval.objects.filter(version=version, round=version.round, seal=version.seal)
    writers = Contribution.objects.filter(version=version).values_list("member_id", flat=True)
    return Standing(
        status=version.status, writers=frozenset(writers), approvers=frozenset(approvals.values_list("by_id", flat=True)),
        needed=version.approvals_needed, publish_at=version.publish_at,
    )  # fmt: skip


def wording_text(version: Any) -> str:
    """All of a version's words: what is compared to see whether a change touches money."""
    content = json.dumps(version.content, ensure_ascii=False) if version.content is not None else ""
    return f"{version.title}\n{version.summary}\n{version.body}\n{content}"


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


def leads_to(article: Any) -> frozenset[int]:
    """The entries that an address leads through, by retirements with a successor, itself included."""
    seen: set[int] = set()
    following: int | None = article.pk
    while following is not None and following not in seen:
        seen.add(following)
        row = Retirement.objects.filter(article_id=following, article__state="retired").order_by("-id").first()
        following = row.successor_id if row else None
    return frozenset(seen)


def successor_of(article: Any) -> Any:
    """Where a retired entry's address leads: the end of its chain of successors, or None."""
    last: Any = None
    current: Any = article
    seen: set[int] = set()
    while current is not None and current.state == "retired" and current.pk not in seen:
        seen.add(current.pk)
        row = Retirement.objects.filter(article=current).order_by("-id").select_related("successor").first()
        current = last = row.successor if row else None
    return last


def expires_soon(version_expires_at: datetime | None) -> bool:
    """Whether what is in force ends within thirty days."""
    return is_expiring(version_expires_at, now=clock.now())


def _name(member: object) -> str:
    return str(getattr(member, "display_name", ""))
