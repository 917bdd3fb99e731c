"""How many approvals a brand asks for, and how long a wording lasts."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.core.knowledge.releases import Rule
from tandem.domain.knowledge.releases.models import ReleaseRule


def rule_for(kind: str) -> Rule:
    """The rule in scope for a kind of entry: the latest that was set, else one approval and no expiry."""
    row = ReleaseRule.objects.filter(kind=kind).order_by("-id").first()
    return Rule(row.approvals, row.approvals_for_money, row.expires_after_days) if row else Rule()


def default_expiry(rule: Rule, *, begins: datetime) -> datetime | None:
    """When a wording ends if nobody says otherwise."""
    return begins + timedelta(days=rule.expires_after_days) if rule.expires_after_days else None
