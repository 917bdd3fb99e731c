"""What templates of knowledge ask: names of audiences, places and languages, dates in fields."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template

from tandem.core.knowledge.applicability import PLACES
from tandem.foundation import clock
from tandem.web.studio import names
from tandem.web.studio.dates import in_field

register = template.Library()


@register.filter
def audience_name(audience: str) -> str:
    """Who may read."""
    return names.audience_name(audience)


@register.filter
def language_name(code: str) -> str:
    """A language in the reader's words."""
    return names.language_name(code)


@register.filter
def kind_name(kind: str) -> str:
    """Several of a kind."""
    return names.kind_name(kind)


@register.filter
def places_of(applies: Any) -> list[tuple[str, tuple[str, ...]]]:
    """(what it is called, values) of products, plans, regions and channels."""
    return [(names.place_name(place), getattr(applies, place)) for place in PLACES]


@register.simple_tag
def in_days(days: int) -> str:
    """The date so many days from now, as a field shows it."""
    return in_field(clock.now() + timedelta(days=days))


@register.filter
def as_field(moment: datetime | None) -> str:
    """An instant as a field shows it."""
    return in_field(moment)
