"""The tabs of knowledge: one line each. A room that brings a page of its own adds its line here."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.domain.knowledge.releases.queries.stories import waiting_for
from tandem.web.studio.places import Place

# (key, what it is called, its address)
TABS = (
    ("articles", _("Articles"), "studio:home"),
    ("waiting", _("What waits"), "studio:waiting"),
    ("rules", _("Release rules"), "studio:rules"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab; `count` is shown where it is not zero."""

    label: str
    url: str
    is_current: bool
    count: int


def tabs_of(place: Place, *, current: str) -> tuple[Tab, ...]:
    """The tabs for who works on this brand's knowledge; readers have the articles alone."""
    if not place.sees_drafts:
        return ()
    counts = {"waiting": len(waiting_for(place.actor))}
    return tuple(Tab(str(label), f"{reverse(name)}?brand={place.brand.slug}", key == current, counts.get(key, 0)) for key, label, name in TABS)
