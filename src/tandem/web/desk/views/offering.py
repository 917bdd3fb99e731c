"""Offers and availability: yes, no, the next one; online, away, offline; how much at once; the heartbeat."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.core.kit.refusals import Absent
from tandem.core.service.weights import weight_of
from tandem.domain.orchestration.routing.access import offer_for
from tandem.domain.orchestration.routing.actions import accept, ask_for_next, decline
from tandem.domain.workforce.experts import actions as experts
from tandem.domain.workforce.experts.queries import experts_of_person
from tandem.web.desk import words
from tandem.web.desk.asking import what_came
from tandem.web.desk.doors import at_desk, done, number, visit_of, word


@require_POST
@at_desk
def acceptance(request: HttpRequest, ref: str) -> HttpResponse:
    """Yes: the conversation is theirs and opens."""
    visit = visit_of(request)
    offer = offer_for(visit.members, ref)
    accept(visit.actor_in(offer.brand_id), offer)
    return done(request, reverse("desk:conversation", args=[offer.conversation.ref]), leave=True)


@require_POST
@at_desk
def refusal(request: HttpRequest, ref: str) -> HttpResponse:
    """No, with a reason; it costs nothing."""
    visit = visit_of(request)
    offer = offer_for(visit.members, ref)
    decline(visit.actor_in(offer.brand_id), offer, reason=word(request, "reason") or "other")
    return done(
        request,
        reverse("desk:home"),
        toast=_("Declined. Somebody else is asked; it does not count against you."),
    )


@require_POST
@at_desk
def next_one(request: HttpRequest) -> HttpResponse:
    """Ask the router for work now."""
    visit = visit_of(request)
    ask_for_next(visit.members)
    return done(request, reverse("desk:home"), toast=what_came(visit.members))


@require_POST
@at_desk
def availability(request: HttpRequest) -> HttpResponse:
    """Online, away with a reason, or offline; also the end of a wrap-up."""
    visit = visit_of(request)
    state = word(request, "state")
    experts.set_availability(visit.actor_in(visit.members[0].brand_id), visit.members, state=state, reason=word(request, "reason"))
    return done(request, reverse("desk:home"), toast=words.now_you_are(state))


@require_POST
@at_desk
def capacity(request: HttpRequest) -> HttpResponse:
    """How many chats at once, across brands."""
    visit = visit_of(request)
    profiles = experts_of_person(visit.members[0].person_id)
    if not profiles:
        raise Absent("You have no expert profile yet. A lead sets it up in Settings.")
    chats = number(request.POST, "chats")
    experts.set_capacity(
        visit.actor_in(profiles[0].brand_id),
        profiles[0].brand_id,
        profiles[0],
        capacity=chats * weight_of("chat"),
    )
    return done(request, reverse("desk:home"), toast=words.takes_at_once(chats))


@require_POST
@at_desk
def heartbeat(request: HttpRequest) -> HttpResponse:
    """The desk is open somewhere: the person is there."""
    experts.seen(visit_of(request).members[0].person_id)
    return HttpResponse(status=204)
