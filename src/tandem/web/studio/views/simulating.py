"""The simulator: which rules a conversation would meet, and why. It changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from tandem.web.entry import staff
from tandem.web.studio.pages import shown
from tandem.web.studio.places import WRITERS, place_of
from tandem.web.studio.simulating import FactsForm, picked, simulated


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, "lead", "brand_owner", "reviewer", "auditor", purpose="studio")
def simulator(request: HttpRequest) -> HttpResponse:
    """Facts on one side, what they meet on the other; what a customer wrote is sent in the body, never in the address."""
    with place_of(request) as place:
        ref = request.POST.get("conversation", "")
        chosen, refusal = picked(place, ref) if "pick" in request.POST else ({}, "")
        form = FactsForm(initial=chosen or {"currency": place.brand.currency}) if "ask" not in request.POST else FactsForm(request.POST)
        context = {"form": form, "conversation": ref, "refusal": refusal, **simulated(form)}
        return shown(request, place, "studio/policies/simulator.html", context, tab="simulator", status=422 if form.errors or refusal else 200)
