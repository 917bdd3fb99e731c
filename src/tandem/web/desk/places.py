"""Typed places of macros and guides as fields of a form, and what is typed there as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.fields import Field, typed
from tandem.core.knowledge.policies.vocabulary import Value
from tandem.web.refusals import said


@dataclass(frozen=True, slots=True)
class Asked:
    """One place in a form: what stands in it, and what is wrong with that."""

    place: Field
    value: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """What the form calls it."""
        return name_of(self.place)

    @property
    def hint(self) -> str:
        """How to write it, where that is no matter of course."""
        return {"money": _("Such as 75 GBP."), "days": _("A whole number of days."), "number": _("A number.")}.get(self.place.type, "")


def name_of(place: Field) -> str:
    """A name that is nothing else's: a field called `matches` or `step` would hide what the form itself calls so."""
    return f"place.{place.key}"


def asked(places: Iterable[Field], values: Mapping[str, str]) -> list[Asked]:
    """The places with what stands in them."""
    return [Asked(place, values.get(place.key, "")) for place in places]


def first_to_fill(places: Sequence[Asked]) -> str:
    """Where to write first: at the first fault, else in the first place that is empty, else in the first of all."""
    faulty, empty = ([one for one in places if one.error], [one for one in places if not one.value])
    return next((one.name for one in (*faulty, *empty, *places)), "")


def read_places(places: Iterable[Field], given: Mapping[str, str]) -> tuple[dict[str, Value], list[Asked]]:
    """(what was typed, as values; the places again with each fault in its place, where there is one)."""
    values: dict[str, Value] = {}
    again = []
    for place in places:
        text, error = str(given.get(name_of(place), "")), ""
        try:
            value = typed(place, text)
        except Invalid as invalid:
            error = said(invalid)
        else:
            if value is not None:
                values[place.key] = value
        again.append(Asked(place, text, error))
    return values, again if any(one.error for one in again) else []
