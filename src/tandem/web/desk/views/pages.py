"""The desk as a page, and its parts that are fetched again when something happened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.web.desk import words
from tandem.web.desk.board import board_for
from tandem.web.desk.doors import Place, across, at_desk, experts_of, number, placed, with_lead, word_in
from tandem.web.desk.frames import frame
from tandem.web.desk.opened import open_parts
from tandem.web.desk.panel import panel_of
from tandem.web.desk.threads import earlier_piece, later_piece, presence_of, standing_of
from tandem.web.entry import page


@require_GET
@at_desk
def home(request: HttpRequest) -> HttpResponse:
    """The list, and nothing open."""
    return page(request, "desk/desk.html", {**frame(request), "view": "list"}, current="desk")


@require_GET
@across
def conversation(request: HttpRequest, ref: str) -> HttpResponse:
    """One conversation between the list and the assistant; read-only for whoever does not hold it."""
    around = frame(request, open_ref=ref)  # first: the live cursor in it is older than what is read next
    with placed(request, ref) as place:
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
def standing(request: HttpRequest, place: Place) -> HttpResponse:
    """Whether the page still shows who holds it; else it is drawn anew (drafts are kept)."""
    same = standing_of(place.conversation, place.member).mark == request.GET.get("was", "")
    return HttpResponse(status=204, headers={} if same else {"HX-Refresh": "true"})


def tail(request: HttpRequest, place: Place) -> HttpResponse:
    """What came after a message's number, the customer's presence with it."""
    after, notes = number(request.GET, "after"), number(request.GET, "notes")
    context = {
        "piece": later_piece(place.conversation, place.member, after=after, notes=notes),
        "presence": presence_of(place.conversation, place.member),
        "conversation": place.conversation,
        "customer_name": words.name_of(place.conversation.customer),
    }
    return render(request, "desk/parts/tail.html", context)


@require_GET
@with_lead
def earlier(request: HttpRequest, place: Place) -> HttpResponse:
    """The stretch of the thread before a message's number."""
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
def assist(request: HttpRequest, place: Place) -> HttpResponse:
    """The customer's column anew."""
    context = {
        "panel": panel_of(place.conversation),
        "standing": standing_of(place.conversation, place.member),
        "conversation": place.conversation,
    }
    return render(request, "desk/parts/panel.html", context)
