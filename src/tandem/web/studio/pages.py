"""A page of knowledge: the brand's colours, the tabs, and the live topics around what it shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tandem.core.knowledge.policies.contents import POLICY_KINDS
from tandem.web.entry import page
from tandem.web.studio.places import Place
from tandem.web.studio.tabs import tabs_of

# Where an entry of a kind is read; a kind without a page of its own is read as articles are.
ADDRESSES = {"article": "studio:article"} | dict.fromkeys(POLICY_KINDS, "studio:policy")


def shown(request: HttpRequest, place: Place, template: str, context: dict[str, Any], *, tab: str = "articles", status: int = 200) -> HttpResponse:
    """A whole page."""
    colours = [(one.brand.slug, one.brand.accent) for one in place.others]
    live = {"live_topics": f"knowledge:{place.brand.ref}", "live_ticket_url": reverse("live_ticket"), "live_cursor": place.cursor}
    found = request.resolver_match
    here = reverse("studio:home") if found is None or "ref" in found.kwargs else request.path  # an entry is of one brand
    whole = {"place": place, "brands": colours, "here": here, "tabs": tabs_of(place, current=tab), **live, **context}
    return page(request, template, whole, current="studio", status=status)


def address_of(kind: str, ref: str) -> str:
    """Where an entry is read."""
    return reverse(ADDRESSES.get(kind, "studio:article"), args=[ref])
