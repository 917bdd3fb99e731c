"""Where a conversation goes next: resolved, handed on, snoozed, under a case; the customer's details."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.domain.assistance.replies.actions import resolve
from tandem.domain.orchestration.routing.actions import give
from tandem.domain.service.conversations.actions import assigning, closing, marking
from tandem.web.desk import words
from tandem.web.desk.board import next_url
from tandem.web.desk.doors import Place, across, done, experts_of, leading, placed, with_lead, word
from tandem.web.desk.panel import panel_of
from tandem.web.desk.snoozing import until_of
from tandem.web.desk.threads import standing_of


@require_POST
@across
def closure(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder resolves it as something."""
    disposition = word(request, "disposition") or "solved"
    with placed(request, ref) as place:
        resolve(place.actor, place.member, place.id, disposition=disposition)
    return done(
        request,
        next_url(experts_of(request)),
        toast=words.resolved_as(disposition),
        leave=True,
    )


@require_POST
@across
def transfer(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder passes it to another queue of the brand."""
    with placed(request, ref) as place:
        closing.transfer(place.actor, place.brand_id, place.id, membership=place.member, queue_key=word(request, "queue"))
    return done(
        request,
        next_url(experts_of(request)),
        toast=_("Handed over. Whoever takes it sees everything that you see."),
        leave=True,
    )


@require_POST
@across
def handing_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder puts it back into the line, at its old place."""
    with placed(request, ref) as place:
        assigning.take_back(place.actor, place.brand_id, place.id, reason="handed_back", only_holder=place.member.pk)
    return done(request, next_url(experts_of(request)), toast=_("Back in the line, at its old place."), leave=True)


@require_POST
@with_lead
def snooze(request: HttpRequest, place: Place) -> HttpResponse:
    """Out of the holder's list until then, or until the customer writes."""
    until = until_of(request.POST)
    marking.snooze(place.actor, place.brand_id, place.id, membership=place.member, until=until)
    said = _("Snoozed until %(moment)s, or until the customer writes.") % {"moment": date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")}
    return done(request, reverse("desk:conversation", args=[place.ref]), toast=said, undo=reverse("desk:waking", args=[place.ref]))


@require_POST
@with_lead
def waking(request: HttpRequest, place: Place) -> HttpResponse:
    """Back into the holder's list now."""
    marking.wake(place.actor, place.brand_id, place.id, membership=place.member)
    return done(request, reverse("desk:conversation", args=[place.ref]))


@require_POST
@with_lead
def case(request: HttpRequest, place: Place) -> HttpResponse:
    """Under one of the customer's cases, or a new one."""
    marking.set_case(
        place.actor,
        place.brand_id,
        place.id,
        title=request.POST.get("title", ""),
        case_ref=word(request, "case"),
    )
    return done(request, reverse("desk:conversation", args=[place.ref]), toast=_("The case is set."))


@require_POST
@with_lead
def reveal(request: HttpRequest, place: Place) -> HttpResponse:
    """The customer's details unmasked, for who holds the conversation; it is on record."""
    marking.reveal_customer(place.actor, place.brand_id, place.id, membership=place.member)
    context = {
        "panel": panel_of(place.conversation, revealed=True),
        "standing": standing_of(place.conversation, place.member),
        "conversation": place.conversation,
    }
    return render(request, "desk/parts/panel.html", context)


@require_POST
@leading
def assignment(request: HttpRequest, place: Place) -> HttpResponse:
    """A lead gives a waiting conversation to an expert."""
    give(place.actor, place.brand_id, place.id, expert_ref=word(request, "expert"))
    return done(request, reverse("desk:conversation", args=[place.ref]), toast=_("Assigned."))


@require_POST
@leading
def recall(request: HttpRequest, place: Place) -> HttpResponse:
    """A lead takes a held conversation back into the line."""
    assigning.take_back(place.actor, place.brand_id, place.id, reason="lead")
    return done(request, reverse("desk:conversation", args=[place.ref]), toast=_("Taken back. It waits at its old place."))
