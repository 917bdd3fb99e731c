"""Queues: the list, a new one, one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.domain.service.queues.actions import change_queue, create_queue
from tandem.web.entry import or_refused, staff
from tandem.web.settings.forms.queues import QueueForm, as_form
from tandem.web.settings.places import place_of, tab
from tandem.web.settings.queues import queue_of, queues_page


@require_GET
@staff("brand_owner", "lead", purpose="settings")
def queues(request: HttpRequest, slug: str) -> HttpResponse:
    """Every queue; a lead reads, an owner changes."""
    with place_of(request, slug) as place:
        return tab(request, place, "settings/queues.html", queues_page(place), current="queues")


@require_http_methods(["GET", "POST"])
@staff("brand_owner", purpose="settings")
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a queue."""
    with place_of(request, slug) as place:
        start = {"zone": place.brand.zone, "languages": place.brand.language, "risk": "standard"}
        form = QueueForm(request.POST or None, initial=start, is_new=True)
        if form.is_valid():
            with or_refused(form.refuse):
                create_queue(place.actor, place.brand.pk, **form.values())
                messages.success(request, _("The queue is there. Routing uses it from now on."))
                return redirect("settings:queues", slug=slug)
        status = 422 if form.errors else 200
        return tab(request, place, "settings/queue.html", {"form": form}, current="queues", status=status)


@require_http_methods(["GET", "POST"])
@staff("brand_owner", purpose="settings")
def queue(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Change a queue."""
    with place_of(request, slug) as place:
        found = queue_of(place, ref)
        form = QueueForm(request.POST or None, initial=as_form(found), is_new=False)
        if form.is_valid():
            with or_refused(form.refuse):
                change_queue(place.actor, place.brand.pk, ref, **form.values())
                messages.success(request, _("Saved. It holds for who comes from now on."))
                return redirect("settings:queues", slug=slug)
        context, status = {"form": form, "queue": found}, 422 if form.errors else 200
        return tab(request, place, "settings/queue.html", context, current="queues", status=status)
