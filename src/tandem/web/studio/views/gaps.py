"""Gaps and contradictions: what knowledge lacks, and where it denies itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.domain.assistance.gaps.access import gap_for
from tandem.domain.assistance.gaps.actions.filling import dismiss
from tandem.domain.assistance.gaps.queries.listing import open_gaps
from tandem.domain.knowledge.contradictions.access import contradiction_for
from tandem.domain.knowledge.contradictions.actions import rule
from tandem.domain.knowledge.contradictions.queries import listed
from tandem.web.entry import staff
from tandem.web.studio.measuring import begun
from tandem.web.studio.pages import shown
from tandem.web.studio.places import WRITERS, place_of

KEEPERS = (*WRITERS, "lead", "brand_owner", "reviewer", "auditor")


@require_GET
@staff(*KEEPERS, purpose="studio")
def gaps(request: HttpRequest) -> HttpResponse:
    """Questions without a good article, gathered."""
    with place_of(request) as place:
        return shown(request, place, "studio/measures/gaps.html", {"gaps": open_gaps()}, tab="gaps")


@require_POST
@staff(*WRITERS, purpose="studio")
def beginning(request: HttpRequest, ref: str) -> HttpResponse:
    """An article is begun from a gap."""
    with place_of(request) as place:
        article = begun(place, gap_for(place.actor, ref))
    messages.success(request, _("The draft is begun. What experts answered stands in it, to be put into the brand’s words."))
    return redirect("studio:draft", ref=article.ref)


@require_POST
@staff(*WRITERS, purpose="studio")
def dismissal(request: HttpRequest, ref: str) -> HttpResponse:
    """A gap that needs no article."""
    with place_of(request) as place:
        dismiss(place.actor, gap_for(place.actor, ref), reason=request.POST.get("reason", ""))
        back = f"{reverse('studio:gaps')}?brand={place.brand.slug}"
    messages.success(request, _("Dismissed. Later questions of this kind begin anew."))
    return redirect(back)


@require_GET
@staff(*KEEPERS, purpose="studio")
def contradictions(request: HttpRequest) -> HttpResponse:
    """Pairs of sentences that cannot both hold."""
    state = request.GET.get("state", "open")
    with place_of(request) as place:
        context = {"rows": listed(state=state if state in ("confirmed", "dismissed") else "open"), "state": state}
        return shown(request, place, "studio/measures/contradictions.html", context, tab="contradictions")


@require_POST
@staff(*WRITERS, purpose="studio")
def ruling(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirmed (one of them is to be mended) or dismissed."""
    confirmed = request.POST.get("verdict") == "confirmed"
    with place_of(request) as place:
        rule(place.actor, contradiction_for(place.actor, ref), confirmed=confirmed, reason=request.POST.get("reason", ""))
        back = f"{reverse('studio:contradictions')}?brand={place.brand.slug}"
    messages.success(request, _("Confirmed. It leaves the list when one of the two is mended.") if confirmed else _("Dismissed. It is not listed again."))
    return redirect(back)
