"""What an expert writes and reads: replies, notes, typing, reading."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tandem.domain.assistance.suggestions.access import suggestion_for
from tandem.domain.assistance.suggestions.actions import dismiss
from tandem.domain.service.conversations.access import file_of_staff
from tandem.domain.service.conversations.actions import marking
from tandem.foundation.files.actions import prepared
from tandem.foundation.files.serving import served
from tandem.web.desk.doors import Place, done, number, visit_of, with_lead, word
from tandem.web.desk.suggesting import beside, send_reply
from tandem.web.desk.views.pages import tail
from tandem.web.forms import uploads_of


@require_http_methods(["GET", "POST"])
@with_lead
def messages(request: HttpRequest, place: Place) -> HttpResponse:
    """GET: what came after a number. POST: the holder's reply, once per client id."""
    return tail(request, place) if request.method == "GET" else _reply(request, place)


def _reply(request: HttpRequest, place: Place) -> HttpResponse:
    send_reply(
        place.actor,
        place.member,
        place.id,
        text=_text(request),
        client_id=word(request, "client_id"),
        suggestion=word(request, "suggestion"),
        macros=word(request, "macros", longest=800),
        quotes=word(request, "quotes", longest=800),
        files=prepared(place.actor, uploads=uploads_of(request)),
    )
    return done(request, reverse("desk:conversation", args=[place.ref]))


@require_GET
@with_lead
def suggestion(request: HttpRequest, place: Place) -> HttpResponse:
    """What the assistant offers, anew."""
    return render(
        request,
        "desk/parts/suggestion.html",
        {"beside": beside(place.conversation), "conversation": place.conversation},
    )


@require_POST
@with_lead
def dismissal(request: HttpRequest, place: Place, suggestion: str) -> HttpResponse:
    """The holder does not want the draft, and says why."""
    place.check_mine()
    dismiss(place.actor, suggestion_for(visit_of(request).members, suggestion), reason=word(request, "reason"))
    return done(request, reverse("desk:conversation", args=[place.ref]))


@require_POST
@with_lead
def notes(request: HttpRequest, place: Place) -> HttpResponse:
    """A note to the team, once per client id."""
    marking.write_note(
        place.actor,
        place.brand_id,
        place.id,
        membership=place.member,
        text=_text(request),
        client_id=word(request, "client_id"),
        files=prepared(place.actor, uploads=uploads_of(request)),
    )
    return done(request, reverse("desk:conversation", args=[place.ref]), toast=_("Noted. Only your team sees it."))


@require_safe
@with_lead
def file(request: HttpRequest, place: Place, file: str) -> HttpResponse:
    """A file of a conversation that the reader may see."""
    return served(request, file_of_staff(place.conversation, file))


@require_POST
@with_lead
def reading(request: HttpRequest, place: Place) -> HttpResponse:
    """The reader has the page before them, up to this number."""
    place.check_mine()
    marking.mark_read(
        place.actor,
        place.brand_id,
        place.conversation,
        number=number(request.POST, "number"),
        membership=place.member,
    )
    return HttpResponse(status=204)


@require_POST
@with_lead
def typing(_request: HttpRequest, place: Place) -> HttpResponse:
    """The holder is typing; told to the customer."""
    place.check_mine()
    marking.notice_typing(place.actor, place.brand_id, place.conversation, author="expert")
    return HttpResponse(status=204)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")
