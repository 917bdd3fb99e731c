"""What an expert writes and reads: replies, notes, typing, reading."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.domain.service.conversations.actions import marking
from tandem.web.desk.doors import Place, done, number, with_lead, word
from tandem.web.desk.suggesting import send_reply
from tandem.web.desk.views.pages import tail


@require_http_methods(["GET", "POST"])
@with_lead
def messages(request: HttpRequest, ref: str) -> HttpResponse:
    """GET: what came after a number. POST: the holder's reply, once per client id; a refusal leaves the text where it is."""
    return tail(request, ref) if request.method == "GET" else _reply(request, ref)


def _reply(request: HttpRequest, ref: str) -> HttpResponse:
    place = Place(request, ref)
    send_reply(
        place.actor, place.member, place.id, text=_text(request), client_id=word(request, "client_id"), suggestion=word(request, "suggestion")
    )
    return done(request, reverse("desk:conversation", args=[ref]))


@require_POST
@with_lead
def notes(request: HttpRequest, ref: str) -> HttpResponse:
    """A note to the team, once per client id."""
    place = Place(request, ref)
    marking.write_note(place.actor, place.brand_id, place.id, membership=place.member, text=_text(request), client_id=word(request, "client_id"))
    return done(request, reverse("desk:conversation", args=[ref]), toast=_("Noted. Only your team sees it."))


@require_POST
@with_lead
def reading(request: HttpRequest, ref: str) -> HttpResponse:
    """The reader has the page before them, up to this number."""
    place = Place(request, ref)
    place.check_mine()
    marking.mark_read(place.actor, place.brand_id, place.conversation, number=number(request.POST, "number"), membership=place.member)
    return HttpResponse(status=204)


@require_POST
@with_lead
def typing(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder is typing; told to the customer."""
    place = Place(request, ref)
    place.check_mine()
    marking.notice_typing(place.actor, place.brand_id, place.conversation, author="expert")
    return HttpResponse(status=204)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")
