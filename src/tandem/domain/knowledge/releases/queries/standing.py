"""Where a version stands, as the core decides on it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tandem.core.knowledge.releases import Rule, Standing, is_expiring, needed_for
from tandem.domain.knowledge.releases.models import Approval, Contribution, Submission
from tandem.domain.knowledge.releases.queries.rules import rule_for
from tandem.foundation import clock


def standing_of(version: Any) -> Standing:
    """Where a version stands, as the core decides on it. The brand may have asked for more approvals since it was sent."""
    approvals = Approval.objects.filter(version=version, round=version.round, seal=version.seal)
    writers = Contribution.objects.filter(version=version).values_list("member_id", flat=True)
    sent = Submission.objects.filter(version=version, round=version.round).first()
    needed = needed_by(version, rule_for(version.article.kind), touches_money=sent is None or sent.touches_money)
    return Standing(
        status=version.status, writers=frozenset(writers), approvers=frozenset(approvals.values_list("by_id", flat=True)),
        needed=needed, publish_at=version.publish_at,
    )  # fmt: skip


def needed_by(version: Any, rule: Rule, *, touches_money: bool) -> int:
    """How many approvals a version needs: as many as when it was sent, and as many as the rule asks for now. The database counts the same."""
    needed: int = max(version.approvals_needed, needed_for(rule, touches_money=touches_money))
    return needed


def has_its_approvals(version: Any) -> bool:
    """Whether a version has as many approvals as the brand asks for now."""
    standing = standing_of(version)
    return len(standing.approvers) >= standing.needed


def wording_text(version: Any) -> str:
    """All of a version's words: what is compared to see whether a change touches money."""
    content = json.dumps(version.content, ensure_ascii=False) if version.content is not None else ""
    return f"{version.title}\n{version.summary}\n{version.body}\n{content}"


def expires_soon(version_expires_at: datetime | None) -> bool:
    """Whether what is in force ends within thirty days."""
    return is_expiring(version_expires_at, now=clock.now())
