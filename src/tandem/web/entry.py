"""The way in: who asks, in which scope, with which roles. Every staff view goes through `staff`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Refused
from tandem.foundation.accounts.actions import has_second_factor
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.queries import memberships_of
from tandem.foundation.tenancy.scope import Scope, scope
from tandem.web.ui.reader import reader_in, reader_of, written_for

View = Callable[..., HttpResponse]
GO = {"studio": "k", "settings": ","}  # what follows G, where it is not the first letter
ARTICLE_READERS = frozenset({"expert", "lead", "author", "approver", "brand_owner", "reviewer"})


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person's request: the memberships that count for this view, and the scope they opened."""

    members: tuple[Membership, ...]
    scope: Scope
    simulated: bool

    def member_in(self, brand_id: int) -> Membership:
        """The membership for a brand in scope."""
        return next(member for member in self.members if member.brand_id == brand_id)

    def actor_in(self, brand_id: int) -> Actor:
        """The person acting through that membership."""
        member = self.member_in(brand_id)
        return Actor("person", member.person_id, membership_id=member.pk, via="web", simulated=self.simulated)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role for member in self.members for role in member.roles)


def staff(*roles: str, purpose: str) -> Callable[[View], View]:
    """A view for signed-in members with one of these roles (any member when none is named).

    Opens one transaction in the scope of the brands where they have it; the answer leaves after the commit.
    Words and times in it are the person's, else their brand's. Who lacks the role is told so; who must have a second factor is sent to set one up.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('account_login')}?next={request.path}")
            every = memberships_of(request.user.pk)
            with _told_to(request, every):
                answer = enter(request, every, *args, **kwargs)
                answer.headers.setdefault("Content-Language", get_language())
            return answer

        def enter(request: HttpRequest, every: list[Membership], *args: Any, **kwargs: Any) -> HttpResponse:
            members = tuple(member for member in every if not roles or set(roles) & set(member.roles))
            if not members:
                return render(request, "403.html", {"rail": rail_for(every, ""), "wanted": roles}, status=403)
            if _lacks_factor(request, members):
                messages.info(request, _("Your brand asks for a second factor. Set one up to go on."))
                return redirect("mfa_index")
            walls = {member.vendor_id for member in members if member.vendor_id and "lead" in member.roles}
            wanted = Scope(brands=tuple(member.brand_id for member in members), person=request.user.pk, vendor=walls.pop() if walls else None, purpose=purpose)
            with scope(wanted):
                request.visit = Visit(members, wanted, bool(request.user.simulated))  # type: ignore[attr-defined,union-attr]
                request.every_membership = every  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)

        return inner

    return wrap


def visit_of(request: HttpRequest) -> Visit:
    """The visit that `staff` opened for this request."""
    visit: Visit = request.visit  # type: ignore[attr-defined]
    return visit


@contextmanager
def or_refused(tell: Callable[[Refused], None]) -> Iterator[None]:
    """Run an action on a page that shows the refusal itself: all that it wrote is undone, and `tell` hears why."""
    try:
        with transaction.atomic():
            yield
    except Refused as refusal:
        tell(refusal)


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, current: str, status: int = 200) -> HttpResponse:
    """Render a staff page with its rail. A `HX-Request` gets the template named `<template>#part` where the view passes one."""
    every = getattr(request, "every_membership", [])
    desks = [f"desk:{member.ref}" for member in every if "expert" in member.roles]
    around = {"rail": rail_for(every, current), "own_topics": desks, "palette_url": reverse("jump:search")}
    return render(request, template, {**around, **(context or {})}, status=status)


def rail_for(members: list[Membership], current: str) -> list[dict[str, Any]]:
    """The items of the rail that this person's roles open."""
    roles = {role for member in members for role in member.roles}
    items = [
        ("desk", _("Desk"), "desk:home", "desk", {"expert"}),
        ("floor", _("Floor"), "floor:home", "floor", {"lead", "brand_owner", "auditor"}),
        ("studio", _("Knowledge"), "studio:home", "studio", ARTICLE_READERS),
        ("settings", _("Settings"), "settings:home", "gear", {"brand_owner", "lead"}),
    ]
    return [
        {"key": key, "go": GO.get(key, key[0]), "label": label, "url": reverse(url), "icon": icon, "current": key == current}
        for key, label, url, icon, wanted in items
        if roles & wanted
    ]


def home_of(members: list[Membership]) -> str:
    """Where a person lands after signing in: the first item of their rail."""
    items = rail_for(members, "")
    return str(items[0]["url"]) if items else reverse("account_email")


@contextmanager
def _told_to(request: HttpRequest, every: list[Membership]) -> Iterator[None]:
    """Everything that is rendered inside is in the person's language and zone; a refusal outside finds them on the request."""
    request.reader = reader_of(request.user, every)  # type: ignore[attr-defined]
    with written_for(reader_in(request)):
        yield


def _lacks_factor(request: HttpRequest, members: tuple[Membership, ...]) -> bool:
    asked = any(set(member.brand.mfa_roles) & set(member.roles) for member in members)
    return asked and not has_second_factor(request.user)  # type: ignore[arg-type]
