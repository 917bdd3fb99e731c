"""Whose settings: one brand at a time, named in the address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Absent
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.entry import page, visit_of


@dataclass(frozen=True, slots=True)
class Place:
    """A brand, the person's membership in it and the actor they are there."""

    member: Any
    actor: Actor
    others: tuple[Any, ...]

    @property
    def brand(self) -> Any:
        return self.member.brand

    @property
    def is_owner(self) -> bool:
        return "brand_owner" in self.member.roles


@contextmanager
def place_of(request: HttpRequest, slug: str) -> Iterator[Place]:
    """The brand of this short name; the scope is narrowed to it. Raises Absent for a brand of others."""
    visit = visit_of(request)
    member = next((one for one in visit.members if one.brand.slug == slug), None)
    if member is None:
        raise Absent
    with writing_in(member.brand_id):
        yield Place(member, visit.actor_in(member.brand_id), tuple(visit.members))


def tab(
    request: HttpRequest,
    place: Place,
    template: str,
    context: dict[str, Any],
    *,
    current: str,
    status: int = 200,
) -> HttpResponse:
    """A page of settings with its tabs."""
    whole = {"place": place, "tabs": tabs_of(place, current), "current_tab": current, **context}
    colours = [(one.brand.slug, one.brand.accent) for one in place.others]
    return page(request, template, {**whole, "brands": colours}, current="settings", status=status)


def tabs_of(place: Place, current: str) -> list[dict[str, Any]]:
    """The tabs that the person's role opens."""
    named = [("people", _("People")), ("queues", _("Queues"))]
    if place.is_owner:
        rest = [("tokens", _("API tokens")), ("steps", _("Failed steps")), ("machine", _("AI"))]
        named = [("brand", _("Brand")), *named, *rest]
    return [
        {
            "label": label,
            "url": reverse(f"settings:{key}", args=[place.brand.slug]),
            "current": key == current,
        }
        for key, label in named
    ]
