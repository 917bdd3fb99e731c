"""An article in its languages; earlier wordings restored; files taken in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.kit.refusals import Refused
from tandem.domain.knowledge.articles.actions.restoring import restore
from tandem.domain.knowledge.articles.actions.translating import begin_translation
from tandem.domain.knowledge.releases.actions.following import confirm_translation
from tandem.web.entry import or_refused, staff
from tandem.web.studio.articles import number_of
from tandem.web.studio.pages import address_of, shown
from tandem.web.studio.pictures import taken_in
from tandem.web.studio.places import READERS, WRITERS, place_of, place_of_article
from tandem.web.studio.tongues import tongues_page
from tandem.web.studio.wordings import refusal_words


@require_GET
@staff(*READERS, purpose="studio")
def translations(request: HttpRequest, ref: str) -> HttpResponse:
    """The languages of an article side by side, and what changed in the source since each was made."""
    with place_of_article(request, ref) as (place, article):
        return shown(request, place, "studio/translations.html", tongues_page(request, place, article))


@require_POST
@staff(*WRITERS, purpose="studio")
def translation(request: HttpRequest, ref: str) -> HttpResponse:
    """A draft in another language, begun from the source's words."""
    with place_of_article(request, ref) as (place, article):
        made = begin_translation(place.actor, article, language=request.POST.get("language", ""))
    messages.success(request, _("A draft in the new language holds the source’s words. Translate them here."))
    return redirect("studio:draft", ref=made.ref)


@require_POST
@staff(*WRITERS, purpose="studio")
def confirmation(request: HttpRequest, ref: str) -> HttpResponse:
    """The translation is still right although its source moved on: a new version for the approvers."""
    reason = request.POST.get("reason", "").strip() or _("Still right after the source’s change")
    with place_of_article(request, ref) as (place, article):
        confirm_translation(place.actor, article, reason=reason)
    messages.success(request, _("Sent for review as it is, following the source’s present wording."))
    return redirect(address_of(article.kind, ref))


@require_POST
@staff(*WRITERS, purpose="studio")
def restoration(request: HttpRequest, ref: str) -> HttpResponse:
    """An earlier wording as a new draft."""
    number = number_of(request.POST.get("version", "")) or 0
    with place_of_article(request, ref) as (place, article):
        restore(place.actor, article, number=number, reason=request.POST.get("reason", ""))
    messages.success(request, _("Version %(number)d is the draft now. Nothing is in force until it is approved.") % {"number": number})
    return redirect(address_of(article.kind, ref))


@require_POST
@staff(*WRITERS, purpose="studio")
def uploading(request: HttpRequest) -> JsonResponse:
    """A file for an article: the Markdown that shows it. Refusals as {"refusal": "…"} with their status."""
    refusals: list[Refused] = []
    with place_of(request) as place, or_refused(refusals.append):
        return JsonResponse({"markdown": taken_in(request, place)}, status=201)
    return JsonResponse({"refusal": refusal_words(refusals[0])}, status=refusals[0].status)
