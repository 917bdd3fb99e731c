"""What a release needs and what follows an approval; the database holds the same, this says it to people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tandem.core.kit.refusals import Invalid, Refused

Next = Literal["in_review", "approved", "published"]
MOST_APPROVALS = 3
LONGEST_REASON = 400  # characters
EXPIRES_SOON = timedelta(days=30)  # when an entry counts as expiring and its people are reminded

_SIGNS = r"[£$€¥₹]\s?\d|\d\s?(?:[£$€¥₹%]|(?:percent|per cent|pounds?|euros?|dollars?|pence|cents?)\b)|\b[A-Z]{3}\s?\d"
_WORDS = r"\brefund|\bcompensat|\breimburs|\bfees?\b|\bfares?\b|\bprices?\b|\bcharges?\b|\bdeposits?\b|\bdiscounts?\b|\bcosts?\b"
_MONEY = re.compile(f"{_SIGNS}|{_WORDS}")
_LINE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Rule:
    """How many approvals a brand asks for a kind of entry; `for_money` when the change touches money."""

    approvals: int = 1
    for_money: int = 1
    expires_after_days: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.approvals <= MOST_APPROVALS:
            raise Invalid("1 to %(most_approvals)s approvals.", named={"most_approvals": MOST_APPROVALS}, field="approvals")
        if not self.approvals <= self.for_money <= MOST_APPROVALS:
            raise Invalid("At least as many as usual, and at most %(most_approvals)s.", named={"most_approvals": MOST_APPROVALS}, field="approvals_for_money")
        if self.expires_after_days is not None and not 1 <= self.expires_after_days <= 3650:
            raise Invalid("1 to 3650 days, or none.", field="expires_after_days")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version stands: its status, who wrote it, who approved this very wording, how many it needs."""

    status: str
    writers: frozenset[int]
    approvers: frozenset[int]
    needed: int
    publish_at: datetime | None = None


def money_touched(before: str, after: str) -> int:
    """How many sentences that speak of money are new or changed.

    >>> money_touched("Claims are open 28 days. You get £10.", "Claims are open 60 days. You get £20.")
    1
    """
    known = {sentence.strip() for sentence in _LINE.split(before)}
    fresh = {sentence.strip() for sentence in _LINE.split(after)} - known
    return sum(bool(_MONEY.search(sentence)) for sentence in fresh)


def needed_for(rule: Rule, *, touches_money: bool) -> int:
    """How many approvals a change needs."""
    return rule.for_money if touches_money else rule.approvals


def step_after(standing: Standing, *, approver: int, now: datetime) -> Next:
    """What the version is once `approver` has approved it.

    Raises Refused: `not_in_review`, `own_work` for who wrote any of it, `approved_already`.
    """
    if standing.status != "in_review":
        raise Refused("This version is not in review.", code="not_in_review")
    if approver in standing.writers:
        raise Refused("You wrote some of this version, so somebody else has to approve it.", code="own_work")
    if approver in standing.approvers:
        raise Refused("You have approved this version already.", code="approved_already")
    if len(standing.approvers) + 1 < standing.needed:
        return "in_review"
    waits = standing.publish_at is not None and standing.publish_at > now
    return "approved" if waits else "published"


def checked_reason(text: str, *, field: str = "reason") -> str:
    """A reason in one to 400 characters. Raises Invalid."""
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON or "\x00" in reason:
        raise Invalid("Say why, in at most %(longest_reason)s characters.", named={"longest_reason": LONGEST_REASON}, field=field)
    return reason


def checked_dates(*, publish_at: datetime | None, expires_at: datetime | None, now: datetime) -> None:
    """Raises Invalid for dates without a zone, an expiry in the past or before the publication."""
    for field, instant in (("publish_at", publish_at), ("expires_at", expires_at)):
        if instant is not None and instant.tzinfo is None:
            raise Invalid("A date needs a time zone.", field=field)
    if expires_at is not None and expires_at <= max(now, publish_at or now):
        raise Invalid("It would expire before it comes into force.", field="expires_at")


def is_expiring(expires_at: datetime | None, *, now: datetime) -> bool:
    """Whether what is in force ends within thirty days."""
    return expires_at is not None and now < expires_at <= now + EXPIRES_SOON
