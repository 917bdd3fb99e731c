"""Failed steps: what gave up, and sending it on its way again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.foundation.jobs.actions import try_again
from tandem.foundation.jobs.queries import dead_letters
from tandem.web.entry import staff
from tandem.web.settings.places import place_of, tab


@require_http_methods(["GET", "POST"])
@staff("brand_owner", purpose="settings")
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """This brand's dead steps and the installation's failed jobs; try one again."""
    with place_of(request, slug) as place:
        if request.method == "GET":
            rows = dead_letters(brand_ids=(place.brand.pk,))
            return tab(request, place, "settings/steps.html", {"steps": rows}, current="steps")
        try_again(place.actor, place.brand.pk, request.POST.get("key", ""))
    messages.success(request, _("On its way again, from the first attempt."))
    return redirect("settings:steps", slug=slug)
