"""Publishing and retiring: an approver's acts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.domain.knowledge.articles.actions import publish, retire
from tandem.web.entry import staff
from tandem.web.studio.places import place_of_article


@require_POST
@staff("approver", purpose="studio")
def publication(request: HttpRequest, ref: str) -> HttpResponse:
    """The draft becomes the wording in force."""
    with place_of_article(request, ref) as (place, article):
        version = publish(place.actor, article)
    messages.success(
        request, _("Version %(number)d is in force. The AI answers from it now.") % {"number": version.number}
    )
    return redirect("studio:article", ref=ref)


@require_POST
@staff("approver", purpose="studio")
def retirement(request: HttpRequest, ref: str) -> HttpResponse:
    """The article answers nothing from now on."""
    with place_of_article(request, ref) as (place, article):
        retire(place.actor, article)
    messages.success(request, _("Retired. It answers nothing from now on; publish a draft to bring it back."))
    return redirect("studio:article", ref=ref)
