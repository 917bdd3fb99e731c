"""Decision rights: who may decide a matter of a class, up to which amount, and from where on two of them must."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.core.kit.money import Money
from tandem.core.kit.refusals import Invalid

CLASSES = ("refund", "hardship", "safety", "identity", "disclosure", "complaint", "contract", "other")  # of decisions
ROLES = ("expert", "lead", "decision_owner", "brand_owner")  # that may hold a right
LONGEST_CERTIFICATION = 60  # characters


@dataclass(frozen=True, slots=True)
class Right:
    """Matters of a class may be decided by a role, up to `limit` (None: any amount), by who holds the certification.

    Above `four_eyes_above` two of them decide. Raises Invalid for a class or role that there is not, and for amounts
    that make no sense together.
    """

    decision_class: str
    role: str
    limit: Money | None = None
    certification: str = ""
    four_eyes_above: Money | None = None

    def __post_init__(self) -> None:
        if self.decision_class not in CLASSES:
            raise Invalid("A class is one of %(choices)s.", named={"choices": ", ".join(CLASSES)}, field="class")
        if self.role not in ROLES:
            raise Invalid("A role is one of %(choices)s.", named={"choices": ", ".join(ROLES)}, field="role")
        if len(self.certification) > LONGEST_CERTIFICATION:
            raise Invalid("At most %(longest)s characters.", named={"longest": LONGEST_CERTIFICATION}, field="certification")
        limit, above = self.limit, self.four_eyes_above
        if any(amount is not None and amount.minor < 0 for amount in (limit, above)):
            raise Invalid("An amount is not below nought.", field="limit")
        if limit is not None and above is not None and (limit.currency != above.currency or above > limit):
            raise Invalid("Four eyes are asked for at or below the limit, in its currency.", field="four_eyes_above")


def covers(right: Right, amount: Money | None) -> bool | None:
    """Whether a right reaches to an amount; None where the amount is unknown or of another currency and there is a limit.

    >>> covers(Right("refund", "lead", Money("GBP", 5000)), Money("GBP", 5000)), covers(Right("refund", "lead"), None)
    (True, True)
    """
    if right.limit is None:
        return True
    if amount is None or amount.currency != right.limit.currency:
        return None
    return amount <= right.limit


def needs_four_eyes(right: Right, amount: Money | None) -> bool:
    """Whether two people have to decide. An amount that cannot be compared needs two: a doubt is no permission."""
    above = right.four_eyes_above
    if above is None:
        return False
    return amount is None or amount.currency != above.currency or amount > above
