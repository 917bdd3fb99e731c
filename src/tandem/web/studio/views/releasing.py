"""Review, approval, retirement: each a row of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import approve, send_back, submit
from tandem.web.entry import staff
from tandem.web.studio.places import place_of_article


@require_POST
@staff("approver", purpose="studio")
def approval(request: HttpRequest, ref: str) -> HttpResponse:
    """A named person stands for the version in review; the last approval puts it in force."""
    with place_of_article(request, ref) as (place, article):
        version = approve(place.actor, article, note=request.POST.get("note", ""))
    if version.status == "published":
        messages.success(request, _("Version %(number)d is in force. The AI answers from it now.") % {"number": version.number})
    else:
        messages.success(request, _("Approved."))
    return redirect("studio:article", ref=ref)


@require_POST
@staff("author", "approver", purpose="studio")
def submission(request: HttpRequest, ref: str) -> HttpResponse:
    """The draft goes to its approvers."""
    with place_of_article(request, ref) as (place, article):
        submit(place.actor, article, note=request.POST.get("note", ""))
    messages.success(request, _("Sent for review."))
    return redirect("studio:article", ref=ref)


@require_POST
@staff("author", "approver", purpose="studio")
def sending_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The version in review is a draft again."""
    with place_of_article(request, ref) as (place, article):
        send_back(place.actor, article, reason=request.POST.get("reason", ""))
    messages.success(request, _("It is a draft again."))
    return redirect("studio:article", ref=ref)


@require_POST
@staff("approver", purpose="studio")
def retirement(request: HttpRequest, ref: str) -> HttpResponse:
    """The article answers nothing from now on."""
    with place_of_article(request, ref) as (place, article):
        retire(place.actor, article, reason=request.POST.get("reason", ""))
    messages.success(request, _("Retired. It answers nothing from now on; publish a draft to bring it back."))
    return redirect("studio:article", ref=ref)
