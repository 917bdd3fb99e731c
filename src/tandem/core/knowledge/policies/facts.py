"""What is known of a conversation when its rules are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tandem.core.kit.money import Money
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.vocabulary import CHANNELS, MOST_DAYS, POOLS, Days, Known, Value

MOST_TEXT = 20_000  # characters of what a customer wrote; the newest are read
LONGEST_WORD = 200
MOST_COUNT = 10_000
_WORDS = ("intent", "topic", "region", "channel", "language", "product", "plan", "pool")
_COUNTS = ("asked_for_person", "failed_checks", "repeats")
_DAYS = ("days_since_purchase", "days_since_event", "days_open")


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one conversation; an empty text or None is unknown, and `text` is known even when empty once it is given.

    Raises Invalid (field: the fact) for a pool or channel that there is not, and for numbers beyond reason.
    """

    intent: str = ""
    topic: str = ""
    text: str | None = None
    amount: Money | None = None
    limit: Money | None = None
    region: str = ""
    channel: str = ""
    language: str = ""
    product: str = ""
    plan: str = ""
    pool: str = ""
    asked_for_person: int | None = None
    failed_checks: int | None = None
    repeats: int | None = None
    days_since_purchase: int | None = None
    days_since_event: int | None = None
    days_open: int | None = None
    verified: bool | None = None
    vulnerable: bool | None = None

    def __post_init__(self) -> None:
        for name, choices in (("pool", POOLS), ("channel", CHANNELS)):
            if getattr(self, name) and getattr(self, name) not in choices:
                raise Invalid("One of %(choices)s.", named={"choices": ", ".join(choices)}, field=name)
        for name in _WORDS:
            if len(getattr(self, name)) > LONGEST_WORD:
                raise Invalid("At most %(longest)s characters.", named={"longest": LONGEST_WORD}, field=name)
        for names, most in ((_COUNTS, MOST_COUNT), (_DAYS, MOST_DAYS)):
            for name in names:
                count = getattr(self, name)
                if count is not None and not 0 <= count <= most:
                    raise Invalid("A whole number from 0 to %(most)s.", named={"most": most}, field=name)

    def known(self) -> Known:
        """What is known, by name, as conditions compare it."""
        return dict(self._known())

    def _known(self) -> Iterator[tuple[str, Value]]:
        yield from ((name, getattr(self, name)) for name in _WORDS if getattr(self, name))
        if self.text is not None:
            yield "text", self.text[-MOST_TEXT:]
        yield from ((name, money) for name, money in (("amount", self.amount), ("limit", self.limit)) if money is not None)
        yield from ((name, Decimal(getattr(self, name))) for name in _COUNTS if getattr(self, name) is not None)
        yield from ((name, Days(getattr(self, name))) for name in _DAYS if getattr(self, name) is not None)
        yield from ((name, yes) for name, yes in (("verified", self.verified), ("vulnerable", self.vulnerable)) if yes is not None)
