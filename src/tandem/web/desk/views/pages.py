"""The desk as a page, and its parts that are fetched again when something happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tandem.domain.orchestration.routing.queries import need_of, suited
from tandem.domain.service.queues.queries import queues_of
from tandem.foundation.database.refs import new_ref
from tandem.web.desk import words
from tandem.web.desk.board import board_for
from tandem.web.desk.doors import Place, at_desk, experts_of, number, with_lead, word_in
from tandem.web.desk.frames import frame
from tandem.web.desk.panel import panel_of
from tandem.web.desk.suggesting import beside
from tandem.web.desk.threads import Standing, earlier_piece, later_piece, piece_of, presence_of, standing_of
from tandem.web.entry import page


@require_GET
@at_desk
def home(request: HttpRequest) -> HttpResponse:
    """The list, and nothing open."""
    return page(request, "desk/desk.html", {**frame(request), "view": "list"}, current="desk")


@require_GET
@with_lead
def conversation(request: HttpRequest, ref: str) -> HttpResponse:
    """One conversation between the list and the assistant; read-only for whoever does not hold it."""
    around = frame(request, open_ref=ref)  # first: the live cursor in it is older than what is read next
    place = Place(request, ref)
    standing = standing_of(place.conversation, place.member)
    parts = open_parts(place, standing, before=number(request.GET, "before"))
    return page(request, "desk/desk.html", {**around, **parts, "view": "thread"}, current="desk")


@require_GET
@at_desk
def inbox(request: HttpRequest) -> HttpResponse:
    """The list column anew."""
    board = board_for(experts_of(request), show=word_in(request.GET, "show"), open_ref=word_in(request.GET, "open"))
    context = {"board": board, "away_reasons": words.away_reasons(), "capacities": (1, 2, 3), "anew": True}
    return render(request, "desk/parts/inbox.html", context)


@require_GET
@with_lead
def standing(request: HttpRequest, ref: str) -> HttpResponse:
    """Whether the page still shows who holds it; else it is drawn anew (drafts are kept)."""
    place = Place(request, ref)
    same = standing_of(place.conversation, place.member).mark == request.GET.get("was", "")
    return HttpResponse(status=204, headers={} if same else {"HX-Refresh": "true"})


def tail(request: HttpRequest, ref: str) -> HttpResponse:
    """What came after a message's number, the customer's presence with it."""
    place = Place(request, ref)
    piece = later_piece(
        place.conversation,
        place.member,
        after=number(request.GET, "after"),
        notes=number(request.GET, "notes"),
    )
    presence = presence_of(place.conversation, place.member)
    return render(
        request,
        "desk/parts/tail.html",
        {
            "piece": piece,
            "presence": presence,
            "conversation": place.conversation,
            "customer_name": words.name_of(place.conversation.customer),
        },
    )


@require_GET
@with_lead
def earlier(request: HttpRequest, ref: str) -> HttpResponse:
    """The stretch of the thread before a message's number."""
    place = Place(request, ref)
    piece = earlier_piece(place.conversation, place.member, before=number(request.GET, "before"))
    return render(
        request,
        "desk/parts/earlier.html",
        {
            "piece": piece,
            "conversation": place.conversation,
            "customer_name": words.name_of(place.conversation.customer),
        },
    )


@require_GET
@with_lead
def assist(request: HttpRequest, ref: str) -> HttpResponse:
    """The customer's column anew."""
    place = Place(request, ref)
    context = {
        "panel": panel_of(place.conversation),
        "standing": standing_of(place.conversation, place.member),
        "conversation": place.conversation,
    }
    return render(request, "desk/parts/panel.html", context)


def open_parts(place: Place, standing: Standing, *, before: int = 0) -> dict[str, Any]:
    """The context of the thread and assist columns."""
    need = need_of(place.brand_id, place.id) if standing.leads and standing.kind == "waiting" else None
    return {
        "conversation": place.conversation,
        "customer_name": words.name_of(place.conversation.customer),
        "channel_name": words.channel_name(place.conversation.channel),
        "language_name": words.language_name(place.conversation.language),
        "standing": standing,
        "piece": piece_of(place.conversation, place.member, before=before),
        "presence": presence_of(place.conversation, place.member),
        "panel": panel_of(place.conversation),
        "beside": beside(place.conversation),
        "queues": [queue for queue in queues_of(place.brand_id) if queue.pk != place.conversation.queue_id],
        "dispositions": words.dispositions(),
        "suited": suited(place.brand_id, need) if need else [],
        "client_id": new_ref("dra"),
        "note_id": new_ref("dra"),
        "now_local": timezone.localtime(),
    }
