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
from tandem.web.desk.doors import Place, done, experts_of, leading, with_lead, word
from tandem.web.desk.panel import panel_of
from tandem.web.desk.snoozing import until_of
from tandem.web.desk.threads import standing_of


@require_POST
@with_lead
def closure(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder resolves it as something."""
    place = Place(request, ref)
    disposition = word(request, "disposition") or "solved"
    resolve(place.actor, place.member, place.id, disposition=disposition)
    return done(
        request,
        next_url(experts_of(request)),
        toast=words.resolved_as(disposition),
        leave=True,
    )


@require_POST
@with_lead
def transfer(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder passes it to another queue of the brand."""
    place = Place(request, ref)
    closing.transfer(place.actor, place.brand_id, place.id, membership=place.member, queue_key=word(request, "queue"))
    return done(
        request,
        next_url(experts_of(request)),
        toast=_("Handed over. Whoever takes it sees everything that you see."),
        leave=True,
    )


@require_POST
@with_lead
def handing_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder puts it back into the line, at its old place."""
    place = Place(request, ref)
    assigning.take_back(place.actor, place.brand_id, place.id, reason="handed_back", only_holder=place.member.pk)
    return done(request, next_url(experts_of(request)), toast=_("Back in the line, at its old place."), leave=True)


@require_POST
@with_lead
def snooze(request: HttpRequest, ref: str) -> HttpResponse:
    """Out of the holder's list until then, or until the customer writes."""
    place = Place(request, ref)
    until = until_of(request.POST)
    marking.snooze(place.actor, place.brand_id, place.id, membership=place.member, until=until)
    said = _("Snoozed until %(moment)s, or until the customer writes.") % {"moment": date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")}
    return done(request, reverse("desk:conversation", args=[ref]), toast=said, undo=reverse("desk:waking", args=[ref]))


@require_POST
@with_lead
def waking(request: HttpRequest, ref: str) -> HttpResponse:
    """Back into the holder's list now."""
    place = Place(request, ref)
    marking.wake(place.actor, place.brand_id, place.id, membership=place.member)
    return done(request, reverse("desk:conversation", args=[ref]))


@require_POST
@with_lead
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """Under one of the customer's cases, or a new one."""
    place = Place(request, ref)
    marking.set_case(
        place.actor,
        place.brand_id,
        place.id,
        title=request.POST.get("title", ""),
        case_ref=word(request, "case"),
    )
    return done(request, reverse("desk:conversation", args=[ref]), toast=_("The case is set."))


@require_POST
@with_lead
def reveal(request: HttpRequest, ref: str) -> HttpResponse:
    """The customer's details unmasked, for who holds the conversation; it is on record."""
    place = Place(request, ref)
    marking.reveal_customer(place.actor, place.brand_id, place.id, membership=place.member)
    context = {
        "panel": panel_of(place.conversation, revealed=True),
        "standing": standing_of(place.conversation, place.member),
        "conversation": place.conversation,
    }
    return render(request, "desk/parts/panel.html", context)


@require_POST
@leading
def assignment(request: HttpRequest, ref: str) -> HttpResponse:
    """A lead gives a waiting conversation to an expert."""
    place = Place(request, ref)
    give(place.actor, place.brand_id, place.id, expert_ref=word(request, "expert"))
    return done(request, reverse("desk:conversation", args=[ref]), toast=_("Assigned."))


@require_POST
@leading
def recall(request: HttpRequest, ref: str) -> HttpResponse:
    """A lead takes a held conversation back into the line."""
    place = Place(request, ref)
    assigning.take_back(place.actor, place.brand_id, place.id, reason="lead")
    return done(request, reverse("desk:conversation", args=[ref]), toast=_("Taken back. It waits at its old place."))
