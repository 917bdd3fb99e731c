"""What an expert can do, and how much at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.core.kit.refusals import Absent
from tandem.domain.workforce.experts.actions import grant, set_capacity, withdraw
from tandem.domain.workforce.experts.queries import expert_of_membership
from tandem.foundation.tenancy.queries import member_of
from tandem.web.entry import or_refused, staff
from tandem.web.settings.forms.people import CapacityForm, CompetenceForm
from tandem.web.settings.people import member_page
from tandem.web.settings.places import Place, place_of, tab


@require_POST
@staff("brand_owner", purpose="settings")
def competences(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Give or change a skill, a language, a certification."""
    with place_of(request, slug) as place:
        form, expert = CompetenceForm(request.POST), _expert(place, ref)
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in ("kind", "key", "level")}
            with or_refused(form.refuse):
                grant(
                    place.actor,
                    place.brand.pk,
                    expert,
                    **values,
                    expires_at=form.expires_at(place.brand.zone),
                )
                return _done(request, slug, ref)
        context = member_page(place, ref) | {"competence_form": form}
        return tab(request, place, "settings/member.html", context, current="people", status=422)


@require_POST
@staff("brand_owner", purpose="settings")
def withdrawal(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """End a competence now."""
    with place_of(request, slug) as place:
        kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
        withdraw(place.actor, place.brand.pk, _expert(place, ref), kind=kind, key=key)
    return _done(request, slug, ref)


@require_POST
@staff("brand_owner", purpose="settings")
def capacity(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Change how much somebody does at once."""
    with place_of(request, slug) as place:
        form, expert = CapacityForm(request.POST), _expert(place, ref)
        if form.is_valid():
            with or_refused(form.refuse):
                set_capacity(place.actor, place.brand.pk, expert, capacity=form.twelfths())
                return _done(request, slug, ref)
        context = member_page(place, ref) | {"capacity_form": form}
        return tab(request, place, "settings/member.html", context, current="people", status=422)


def _expert(place: Place, ref: str) -> Any:
    expert = expert_of_membership(member_of(place.brand.pk, ref).pk)
    if expert is None:
        raise Absent("This person answers no customers.")
    return expert


def _done(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("settings:member", slug=slug, ref=ref)
