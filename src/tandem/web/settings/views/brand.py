"""The brand: what everybody sees of it, its chat, who must have a second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.domain.service.channels.actions import set_chat
from tandem.domain.service.customers.actions import renew_identity_key
from tandem.foundation.tenancy.actions import change_brand
from tandem.web.entry import or_refused, staff
from tandem.web.settings.brands import brand_page
from tandem.web.settings.forms.brand import BrandForm, ChatForm, FactorsForm, KeyForm
from tandem.web.settings.places import Place, place_of, tab


@require_http_methods(["GET", "POST"])
@staff("brand_owner", purpose="settings")
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at all of it; change what everybody sees."""
    with place_of(request, slug) as place:
        if request.method == "GET":
            return _page(request, place)
        form = BrandForm(request.POST)
        if form.is_valid():
            with or_refused(form.refuse):
                change_brand(place.actor, place.brand.pk, **form.cleaned_data)
                return _done(request, slug)
        return _page(request, place, brand_form=form)


@require_POST
@staff("brand_owner", purpose="settings")
def chat(request: HttpRequest, slug: str) -> HttpResponse:
    """Change how the chat greets and where it may stand."""
    with place_of(request, slug) as place:
        form = ChatForm(request.POST)
        if form.is_valid():
            with or_refused(form.refuse):
                set_chat(place.actor, place.brand.pk, **form.cleaned_data)
                return _done(request, slug)
        return _page(request, place, chat_form=form)


@require_POST
@staff("brand_owner", purpose="settings")
def factors(request: HttpRequest, slug: str) -> HttpResponse:
    """Change which roles must have a second factor."""
    with place_of(request, slug) as place:
        form = FactorsForm(request.POST)
        if form.is_valid():
            with or_refused(form.refuse):
                change_brand(place.actor, place.brand.pk, **form.cleaned_data)
                return _done(request, slug)
        return _page(request, place, factors_form=form)


@require_POST
@staff("brand_owner", purpose="settings")
def identity_keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Make another identity key."""
    with place_of(request, slug) as place:
        form = KeyForm(request.POST)
        if form.is_valid():
            with or_refused(form.refuse):
                renew_identity_key(place.actor, place.brand.pk, overlap=timedelta(hours=form.cleaned_data["overlap_hours"]))
                messages.success(request, _("The key is renewed. Copy the new one to your server."))
                return redirect(reverse("settings:brand", args=[slug]) + "#identity-key")
        return _page(request, place, key_form=form)


def _page(request: HttpRequest, place: Place, **forms: Any) -> HttpResponse:
    context = brand_page(place) | forms
    return tab(request, place, "settings/brand.html", context, current="brand", status=422 if forms else 200)


def _done(request: HttpRequest, slug: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("settings:brand", slug=slug)
