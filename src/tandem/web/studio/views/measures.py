"""How knowledge does: the page of a brand, the card of an article, and what an approver says to a flag."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.domain.knowledge.usage.access import flag_for
from tandem.domain.knowledge.usage.actions.flagging import flag, rule
from tandem.web.entry import staff
from tandem.web.studio.measuring import doing_of, measures_page, number_in
from tandem.web.studio.pages import shown
from tandem.web.studio.places import READERS, place_of, place_of_article


@require_GET
@staff("lead", "author", "approver", "brand_owner", "reviewer", "auditor", purpose="studio")
def measures(request: HttpRequest) -> HttpResponse:
    """Every article in force: shown, used, wrong, solved; pools and partners; coverage."""
    with place_of(request) as place:
        return shown(request, place, "studio/measures/measures.html", measures_page(place), tab="measures")


@require_GET
@staff("lead", "author", "approver", "brand_owner", "reviewer", "auditor", purpose="studio")
def doing(request: HttpRequest, ref: str) -> HttpResponse:
    """How one version does: a card beside the article, or a page of its own."""
    with place_of_article(request, ref) as (place, article):
        context = doing_of(request, place, article)
        if request.headers.get("HX-Request") == "true":
            return render(request, "studio/measures/card.html", {"place": place, **context})
        return shown(request, place, "studio/measures/doing.html", context, tab="measures")


@require_POST
@staff(*READERS, purpose="studio")
def flags(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody says that a version is wrong, or that a customer complained of it."""
    given = request.POST
    with place_of_article(request, ref) as (place, article):
        flag(
            place.actor, article, version=number_in(given.get("version", "")) or 0, about=given.get("about", ""), reason=given.get("reason", ""),
            section=given.get("section", "")[:24], conversation=given.get("conversation", "")[:24],
        )  # fmt: skip
    messages.success(request, _("Thank you. An approver reads it and decides."))
    return redirect("studio:article", ref=ref)


@require_POST
@staff("approver", purpose="studio")
def flag_ruling(request: HttpRequest, ref: str, flag: str) -> HttpResponse:
    """An approver confirms it or not."""
    confirmed = request.POST.get("verdict") == "confirmed"
    with place_of_article(request, ref) as (place, _article):
        rule(place.actor, flag_for(place.actor, flag), confirmed=confirmed, note=request.POST.get("note", ""))
    messages.success(request, _("Confirmed: it counts against this version. Write the correction.") if confirmed else _("Rejected; its writer can read why."))
    return redirect("studio:doing", ref=ref)
