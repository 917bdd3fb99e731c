"""How many approvals a brand asks for, and how long a wording lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.core.knowledge.releases import Rule
from tandem.domain.knowledge.releases.models import ReleaseRule

MOST_RULES = 100  # in the history that a page shows


@dataclass(frozen=True, slots=True)
class SetRule:
    """A rule that somebody set for a kind, and when; nobody for one that holds from the start."""

    kind: str
    rule: Rule
    who: str = ""
    at: datetime | None = None


def rule_for(kind: str) -> Rule:
    """The rule in scope for a kind of entry: the latest that was set, else one approval and no expiry."""
    row = ReleaseRule.objects.filter(kind=kind).order_by("-id").first()
    return Rule(row.approvals, row.approvals_for_money, row.expires_after_days) if row else Rule()


def rules_in_force() -> dict[str, Rule]:
    """The rule in scope of every kind for which one was set."""
    rows = ReleaseRule.objects.order_by("kind", "-id").distinct("kind")
    return {row.kind: Rule(row.approvals, row.approvals_for_money, row.expires_after_days) for row in rows}


def default_expiry(rule: Rule, *, begins: datetime) -> datetime | None:
    """When a wording ends if nobody says otherwise."""
    return begins + timedelta(days=rule.expires_after_days) if rule.expires_after_days else None


def rules_set(*, kind: str = "") -> tuple[SetRule, ...]:
    """What was set in scope, the latest first."""
    rows = ReleaseRule.objects.order_by("-id").select_related("set_by")
    rows = rows.filter(kind=kind) if kind else rows
    return tuple(
        SetRule(row.kind, Rule(row.approvals, row.approvals_for_money, row.expires_after_days), row.set_by.display_name if row.set_by else "", row.set_at)
        for row in rows[:MOST_RULES]
    )
