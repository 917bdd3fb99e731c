"""Macros in the composer: which there are, what fills their places, and the words that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import override

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.policies.fields import Field, fits
from tandem.core.knowledge.policies.macros import Macro, rendered
from tandem.core.knowledge.policies.meeting import Policy
from tandem.core.knowledge.policies.vocabulary import Value, shown
from tandem.domain.assistance.guidance.queries import macros_for
from tandem.foundation import clock
from tandem.web.desk.doors import Place
from tandem.web.desk.places import Asked, asked, read_places

MOST = 8  # macros in the picker: more are found by a word


def macros_shown(place: Place, wanted: str) -> list[tuple[Policy, bool]]:
    """Macros that may be used here, the fitting ones first."""
    return list(macros_for(place.conversation, place.member, wanted=wanted))[:MOST]


def macro_for(place: Place, ref: str) -> tuple[Policy, Macro]:
    """One of them. Raises Absent."""
    found = next((policy for policy, _ in macros_for(place.conversation, place.member) if policy.ref == ref), None)
    if found is None or not isinstance(found.content, Macro):
        raise Absent("There is no such macro for this conversation.")
    return found, found.content


def values_in(place: Place, macro: Macro, given: Mapping[str, str] | None) -> tuple[dict[str, Value], list[Asked]]:
    """(the values of its places; the places to ask for, with what is known of them, where something is missing or wrong).

    `given` is what was posted (None: nothing yet); the form of the places says `answered`.
    """
    if given is not None and "answered" in given:
        return read_places(macro.placeholders, given)
    with override(place.conversation.language):  # a day that is put into words goes to the customer
        found = {field.key: _of(field, place) for field in macro.placeholders}
    known = {key: value for key, value in found.items() if value is not None}
    if given is not None and len(known) == len(found):
        return known, []
    return known, asked(macro.placeholders, {field.key: _as_typed(field, known[field.key]) for field in macro.placeholders if field.key in known})


def filled(macro: Macro, values: Mapping[str, Value], *, language: str) -> str:
    """The macro's words in the customer's language."""
    with override(language):
        return rendered(macro, values, say=_spoken)


def _as_typed(field: Field, value: Value) -> str:
    """A value as somebody would type it."""
    return value.isoformat() if isinstance(value, date) and field.type == "date" else shown(value)


def _spoken(value: Value) -> str:
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else shown(value)


def _of(field: Field, place: Place) -> Value | None:
    conversation: Any = place.conversation
    sources: dict[str, Value] = {
        "customer.name": conversation.customer.name, "conversation.ref": conversation.ref, "expert.name": place.member.display_name,
        "brand.name": conversation.brand.name, "brand.phone": conversation.brand.phone, "brand.email": conversation.brand.email,
        "today": clock.now().astimezone(ZoneInfo(conversation.brand.zone)).date(),
    }  # fmt: skip
    value = sources.get(field.source)
    if isinstance(value, date) and field.type == "text":
        value = _spoken(value)
    return value if value is not None and fits(field, value) else None
