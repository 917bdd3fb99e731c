"""Special days: public holidays of a country, the house's own table, and what they do to a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from tandem.core.kit.arrays import Dates, Ints

ORDINARY = 0
PUBLIC_HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day unlike others. Days of the same `kind` are expected to look alike.

    `uplift` states the factor against an ordinary day of that weekday; without it the factor is
    measured from past days of the kind.
    """

    day: date
    name: str
    kind: str = PUBLIC_HOLIDAY
    uplift: float | None = None

    def __post_init__(self) -> None:
        if self.uplift is not None and not 0 <= self.uplift < 1000:
            raise ValueError(f"an uplift is a factor such as 1.3, got {self.uplift}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The special days that a series knows of; a day holds one at most."""

    days: Mapping[date, SpecialDay] = field(default_factory=dict)

    def kinds(self) -> tuple[str, ...]:
        """The kinds in use, sorted; codes of `codes_for` count from one in this order."""
        return tuple(sorted({special.kind for special in self.days.values()}))

    def codes_for(self, dates: Dates) -> Ints:
        """Kind of each date as a code: 0 ordinary, else 1 + place in `kinds()`. Shape (days,)."""
        place = {kind: code for code, kind in enumerate(self.kinds(), start=1)}
        if not place:
            return np.full(dates.shape, ORDINARY, dtype=np.int64)
        special = np.array(sorted(self.days), dtype="datetime64[D]")
        codes = np.array([place[self.days[day].kind] for day in sorted(self.days)], dtype=np.int64)
        wanted = dates.astype("datetime64[D]")
        found = np.minimum(np.searchsorted(special, wanted), special.size - 1)
        return np.where(special[found] == wanted, codes[found], ORDINARY)

    def stated_uplift(self, day: date) -> float | None:
        """The stated factor of a day, if a person stated one."""
        special = self.days.get(day)
        return special.uplift if special else None

    def with_days(self, days: Iterable[SpecialDay]) -> "Calendar":
        """This calendar and more days; the house's own entries win over what is there."""
        return Calendar({**self.days, **{special.day: special for special in days}})


def holidays_of(country: str, years: Iterable[int]) -> Calendar:
    """Public and optional holidays of a country, and their eves, from the `holidays` package.

    A public holiday is of kind "holiday", the day before one is of kind "eve", an optional holiday
    (a fast, a half-holiday) is a kind of its own by name, since such days differ from one another.
    Raises ValueError for an unknown country code.
    """
    import holidays  # noqa: PLC0415  slow to import, and only countries need it

    span = sorted(set(years))
    try:
        supported = holidays.country_holidays(country).supported_categories
        public = holidays.country_holidays(country, years=span, language="en_US")
        wanted = ("optional",) if "optional" in supported else ()
        optional = holidays.country_holidays(country, years=span, categories=wanted, language="en_US") if wanted else {}
    except NotImplementedError as error:
        raise ValueError(f"expected an ISO country code such as DE or US, got {country!r}") from error
    days: dict[date, SpecialDay] = {}
    for day, name in optional.items():
        days[day] = SpecialDay(day, name, kind=name.lower())
    for day in public:
        days[day - timedelta(days=1)] = SpecialDay(day - timedelta(days=1), "eve", kind="eve")
    for day, name in public.items():
        days[day] = SpecialDay(day, name)
    return Calendar(days)
