"""Guides walked at the desk: begun, answered step by step, gone back in, left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tandem.domain.assistance.guidance.actions import begin_guide
from tandem.domain.assistance.guidance.queries import facts_of
from tandem.domain.knowledge.policies.access import run_held
from tandem.domain.knowledge.policies.actions import walking
from tandem.domain.knowledge.policies.queries import run_view
from tandem.web.desk.doors import Place, done, with_lead, word
from tandem.web.desk.guiding import guides_of
from tandem.web.desk.places import Asked, first_to_fill, name_of, read_places
from tandem.web.desk.threads import standing_of
from tandem.web.entry import page


@require_http_methods(["GET", "POST"])
@with_lead
def guides(request: HttpRequest, place: Place) -> HttpResponse:
    """GET: the guides of a conversation. POST: its holder begins one."""
    if request.method == "POST":
        place.check_mine()
        begin_guide(place.actor, place.conversation, place.member, word(request, "guide"))
    return _shown(request, place)


@require_POST
@with_lead
def answers(request: HttpRequest, place: Place, run: str) -> HttpResponse:
    """The step at which the run stands, answered; its faults stay beside what was typed."""
    held = _run(place, run)
    step = run_view(held).step
    given = {field.key: request.POST.get(name_of(field), "") for field in step.fields} if step else {}
    _, again = read_places(step.fields, request.POST) if step and step.key == word(request, "step") else ({}, [])
    if again:
        return _shown(request, place, again=again)
    walking.answer(place.actor, held, step=word(request, "step"), given=given, facts=facts_of(place.conversation, place.member))
    return _shown(request, place)


@require_POST
@with_lead
def back(request: HttpRequest, place: Place, run: str) -> HttpResponse:
    """One step back."""
    held = _run(place, run)
    walking.back(place.actor, held, step=word(request, "step"))
    return _shown(request, place)


@require_POST
@with_lead
def end(request: HttpRequest, place: Place, run: str) -> HttpResponse:
    """Left before its outcome, or ended at it."""
    held = _run(place, run)
    walking.stop(place.actor, held)
    return _shown(request, place)


def _run(place: Place, run: str) -> Any:
    """A run of this conversation that its holder may walk. Raises Absent, Refused."""
    place.check_mine()
    return run_held(place.actor, run, conversation=place.ref)


def _shown(request: HttpRequest, place: Place, *, again: Sequence[Asked] = ()) -> HttpResponse:
    if request.method == "POST" and request.headers.get("HX-Request") != "true" and not again:
        return done(request, reverse("desk:conversation", args=[place.ref]))
    found = guides_of(place.conversation, place.member, again=again)
    context = {
        "guides": found,
        "anew": request.method == "POST",
        "focus": first_to_fill(found.places) if request.method == "POST" else "",
        "conversation": place.conversation,
        "standing": standing_of(place.conversation, place.member),
    }
    status = 422 if again else 200
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/guides.html", context, status=status)
    return page(request, "desk/sheet.html", {**context, "part": "desk/parts/guides.html"}, current="desk", status=status)
