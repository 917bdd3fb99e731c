"""To whom and where a wording applies, as data; what is unknown never meets a restriction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tandem.core.kit.refusals import Invalid

AUDIENCES = ("customer", "expert", "lead")
PLACES = ("products", "plans", "regions", "channels")
LONGEST_KEY = 60  # characters
MOST_KEYS = 60  # of one kind


def keys(values: Iterable[str]) -> tuple[str, ...]:
    """Products, plans, regions or channels as they are compared: trimmed, without case, sorted, once each.

    >>> keys(["Gold ", "gold", "Basic"])
    ('basic', 'gold')
    """
    return tuple(sorted({value.strip().casefold() for value in values if value.strip()}))


@dataclass(frozen=True, slots=True)
class Applicability:
    """Who may be shown a wording and where it holds. An empty place means everywhere; dates are instants.

    Raises Invalid for an unknown audience, none at all, too many or too long keys, or dates that never hold.
    """

    audience: tuple[str, ...] = AUDIENCES
    products: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    applies_from: datetime | None = None
    applies_until: datetime | None = None

    def __post_init__(self) -> None:
        chosen = frozenset(self.audience)
        if not chosen or not chosen <= frozenset(AUDIENCES):
            raise Invalid("An audience is one or more of %(choices)s.", named={"choices": ", ".join(AUDIENCES)}, field="audience")
        object.__setattr__(self, "audience", tuple(one for one in AUDIENCES if one in chosen))
        for place in PLACES:
            object.__setattr__(self, place, _checked(place, getattr(self, place)))
        for field in ("applies_from", "applies_until"):
            instant = getattr(self, field)
            if instant is not None and instant.tzinfo is None:
                raise Invalid("A date needs a time zone.", field=field)
        if self.applies_from and self.applies_until and self.applies_from >= self.applies_until:
            raise Invalid("It would never apply: the end comes before the beginning.", field="applies_until")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who asks, and what is known of their matter. An empty place is unknown."""

    audience: str = "expert"
    products: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.audience not in AUDIENCES:
            raise Invalid("An audience is one of %(choices)s.", named={"choices": ", ".join(AUDIENCES)}, field="audience")
        for place in PLACES:
            object.__setattr__(self, place, keys(getattr(self, place)))


def applies(wording: Applicability, circumstances: Circumstances, *, at: datetime) -> bool:
    """Whether a wording may be shown in these circumstances at an instant.

    A wording for plan X is never shown for plan Y, nor where the plan is unknown.

    >>> from datetime import UTC
    >>> gold = Applicability(plans=("gold",))
    >>> [applies(gold, Circumstances(plans=p), at=datetime(2026, 1, 1, tzinfo=UTC)) for p in [("gold",), ("basic",), ()]]
    [True, False, False]
    """
    if circumstances.audience not in wording.audience:
        return False
    if wording.applies_from is not None and at < wording.applies_from:
        return False
    if wording.applies_until is not None and at >= wording.applies_until:
        return False
    return all(_meets(getattr(wording, place), getattr(circumstances, place)) for place in PLACES)


def _meets(wanted: tuple[str, ...], known: tuple[str, ...]) -> bool:
    return not wanted or not frozenset(wanted).isdisjoint(known)


def _checked(place: str, values: tuple[str, ...]) -> tuple[str, ...]:
    found = keys(values)
    if len(found) > MOST_KEYS or any(len(key) > LONGEST_KEY or "\x00" in key for key in found):
        raise Invalid(
            "At most %(most_keys)s %(place)s of at most %(longest_key)s characters.",
            named={"most_keys": MOST_KEYS, "place": place, "longest_key": LONGEST_KEY},
            field=place,
        )
    return found
