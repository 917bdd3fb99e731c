"""Policies for tests, released as they always are: one person writes, another approves."""

from __future__ import annotations

import json
from typing import Any

from tandem.core.knowledge.policies.contents import read_content
from tandem.domain.knowledge.policies.actions.bringing import bring_rights
from tandem.domain.knowledge.policies.actions.writing import create_policy, policy_document, save_policy
from tests.knowing import librarian, released

HURT = {"class": "safety", "when": 'mentions("hurt")', "to": {"kind": "role", "key": "lead"}, "within_minutes": 5}
ABOVE = {"class": "refund", "when": 'intent = "refund" and amount > limit', "to": {"kind": "role", "key": "decision_owner"}, "within_minutes": 30}
REFUNDS = {
    "class": "refund", "when": 'intent = "refund"', "ai_may": "Explain the rule", "expert_may": "Up to their limit", "owner_decides": "Everything above",
    "limit": {"minor": 5000, "currency": "GBP"}, "pools": [{"pool": "gig", "may": "Up to £75", "limit": {"minor": 7500, "currency": "GBP"}}],
}  # fmt: skip
RIGHT = {"class": "refund", "role": "lead", "limit": {"minor": 20000, "currency": "GBP"}}
GUIDE = {
    "steps": [
        {"key": "ask", "title": "Ask", "say": "Which booking is it?", "fields": [{"key": "booking", "label": "Booking", "type": "text", "required": True}],
         "then": "match"},
        {"key": "match", "title": "Does it match?", "fields": [{"key": "matches", "label": "It matches", "type": "yes_no", "required": True}],
         "branches": [{"when": "matches", "to": "done"}, {"when": "failed_checks < 2", "to": "ask"}], "then": "over"},
        {"key": "done", "title": "Known", "outcome": {"kind": "resolved"}},
        {"key": "over", "title": "Hand over", "outcome": {"kind": "handed_over"}},
    ],
}  # fmt: skip


def wording(kind: str, content: dict[str, Any], **more: Any) -> Any:
    """A policy's document."""
    return policy_document(read_content(kind, json.dumps(content)), **{"title": kind.title(), **more})


def ruled(brand_id: int, kind: str, content: dict[str, Any], **more: Any) -> Any:
    """A new policy in force, with what follows its release. For an open scope."""
    entry = create_policy(librarian(brand_id, "author"), brand_id, wording=wording(kind, content, **more))
    released(entry)
    bring_rights(brand_id, entry.pk)
    entry.refresh_from_db()
    return entry


def reruled(entry: Any, content: dict[str, Any], **more: Any) -> Any:
    """A new version of a policy, in force, with what follows its release. For an open scope."""
    save_policy(librarian(entry.brand_id, "author"), entry, wording=wording(entry.kind, content, **more))
    released(entry)
    bring_rights(entry.brand_id, entry.pk)
    return entry
