"""The floor: what a lead sees and does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.kit.refusals import Refused
from tandem.domain.orchestration.routing.actions import give
from tandem.domain.service.conversations.access import conversation_for
from tandem.domain.service.conversations.actions.assigning import take_back
from tandem.foundation.live.tickets import horizon
from tandem.web.entry import or_refused, page, staff, visit_of
from tandem.web.floor.assigning import page_of
from tandem.web.floor.choosing import choice_of
from tandem.web.floor.now import now_of
from tandem.web.floor.volume import chart_of
from tandem.web.refusals import said

WATCHERS = ("lead", "brand_owner", "auditor")


@require_GET
@staff(*WATCHERS, purpose="floor")
def home(request: HttpRequest) -> HttpResponse:
    """The floor as it is; htmx asks for the moving part alone."""
    cursor = horizon()  # before anything is read: what changes meanwhile is replayed to the page
    choice = choice_of(request)
    context = {"choice": choice, "now": now_of(choice), "chart": chart_of(choice), "live_cursor": cursor}
    live = {
        "live_topics": " ".join(choice.topics),
        "live_ticket_url": "/live/ticket",
        "brands": choice.colours,
    }
    template = "floor/now.html" if request.htmx else "floor/home.html"  # type: ignore[attr-defined]
    return page(request, template, {**context, **live}, current="floor")


@require_GET
@staff(*WATCHERS, purpose="floor")
def volume(request: HttpRequest) -> HttpResponse:
    """The chart's figures as a table."""
    choice = choice_of(request)
    return page(
        request,
        "floor/volume.html",
        {"choice": choice, "chart": chart_of(choice), "brands": choice.colours},
        current="floor",
    )


@require_http_methods(["GET", "POST"])
@staff("lead", purpose="floor")
def assignment(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose who gets a waiting contact; give it to them."""
    visit = visit_of(request)
    conversation = conversation_for(visit.members, ref)
    if request.method == "GET":
        return page(request, "floor/assignment.html", page_of(conversation), current="floor")
    actor, expert = visit.actor_in(conversation.brand_id), request.POST.get("expert", "")
    refusals: list[Refused] = []
    with or_refused(refusals.append):
        give(actor, conversation.brand_id, conversation.pk, expert_ref=expert)
        messages.success(request, _("Given. They see it at their desk now."))
        return redirect("floor:home")
    context = {**page_of(conversation), "refusal": said(refusals[0])}
    return page(request, "floor/assignment.html", context, current="floor", status=refusals[0].status)


@require_POST
@staff("lead", purpose="floor")
def return_(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a held contact back into the line."""
    visit = visit_of(request)
    conversation = conversation_for(visit.members, ref)
    take_back(visit.actor_in(conversation.brand_id), conversation.brand_id, conversation.pk, reason="lead")
    messages.success(request, _("Taken back. It waits at its old place."))
    return redirect("floor:home")
