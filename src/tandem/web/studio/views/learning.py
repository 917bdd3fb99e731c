"""What the search has learnt from people's answers: how each training did, its weights, and which one is in force."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.domain.assistance.precedents.access import training_for
from tandem.domain.assistance.precedents.actions.training import choose
from tandem.domain.assistance.precedents.queries.learning import learning
from tandem.web.entry import staff
from tandem.web.studio.measuring import number_in
from tandem.web.studio.pages import shown
from tandem.web.studio.places import READERS, place_of


@require_GET
@staff(*READERS, purpose="studio")
def learnt(request: HttpRequest) -> HttpResponse:
    """For everybody of the brand: what orders answers is no secret from who gives them."""
    with place_of(request) as place:
        return shown(request, place, "studio/measures/learning.html", {"told": learning(place.actor, place.brand.pk)}, tab="learning")


@require_GET
@staff(*READERS, purpose="studio")
def weights(request: HttpRequest, number: int) -> JsonResponse:
    """A training's ranker as plain numbers, and how it did."""
    with place_of(request) as place:
        row = training_for(place.actor, number)
        said = {"training": row.number, "at": row.at, "learnt_from": row.learnt_from, "tried_on": row.tried_on, "figures": row.figures}
        return JsonResponse({**said, "ranker": row.weights}, json_dumps_params={"indent": 1})


@require_POST
@staff("approver", purpose="studio")
def choice(request: HttpRequest) -> HttpResponse:
    """An approver puts an earlier ranker in force again, or the plain order."""
    with place_of(request) as place:
        number = number_in(request.POST.get("training", ""))
        row = training_for(place.actor, number) if number else None
        choose(place.actor, place.brand.pk, training=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("From now on every search comes in this order."))
    return redirect(f"{reverse('studio:learning')}?brand={place.brand.slug}")
