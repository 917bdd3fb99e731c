"""What is known of a conversation: what it is about, the rules that hold in it, the words that macros give."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.domain.assistance.gaps.actions.noting import note_taken
from tandem.domain.assistance.suggestions.actions import suggest_anew
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.foundation import clock
from tandem.foundation.database.refs import new_ref
from tandem.web.desk.doors import Place, done, with_lead
from tandem.web.desk.filling import filled, macro_for, values_in
from tandem.web.desk.matters import matter_of, stated_in
from tandem.web.desk.ruling import rules_of
from tandem.web.desk.threads import standing_of
from tandem.web.entry import page


@require_http_methods(["GET", "POST"])
@with_lead
def matter(request: HttpRequest, place: Place) -> HttpResponse:
    """GET: what it is about. POST: its holder, or a lead, says it anew."""
    if request.method == "POST":
        if "lead" not in place.member.roles:
            place.check_mine()
        state_matter(place.actor, place.brand_id, place.id, **stated_in(request.POST))
        return done(request, reverse("desk:conversation", args=[place.ref]), toast=_("Articles and rules that apply to this are used from now on."))
    context = {"matter": matter_of(place.conversation), "conversation": place.conversation, "standing": standing_of(place.conversation, place.member)}
    return render(request, "desk/parts/matter.html", context)


@require_GET
@with_lead
def rules(request: HttpRequest, place: Place) -> HttpResponse:
    """What holds here, anew; what has to be said beside the composer with it."""
    context = {
        "rules": rules_of(place.conversation, place.member),
        "conversation": place.conversation,
        "standing": standing_of(place.conversation, place.member),
        "anew": True,
    }
    return render(request, "desk/parts/rules.html", context)


@require_POST
@with_lead
def renewal(request: HttpRequest, place: Place) -> HttpResponse:
    """The suggestion for the customer's last message, made again."""
    place.check_mine()
    suggest_anew(place.brand_id, place.id, since=clock.now())
    return done(request, reverse("desk:conversation", args=[place.ref]))


@require_http_methods(["GET", "POST"])
@with_lead
def macro(request: HttpRequest, place: Place, macro: str) -> HttpResponse:
    """A macro's words: filled from the conversation, what is missing asked for, then put into the composer."""
    place.check_mine()
    policy, content = macro_for(place, macro)
    values, again = values_in(place, content, request.POST if request.method == "POST" else None)
    context = {"policy": policy, "conversation": place.conversation, "places": again}
    if again:
        return _page(request, "macro", context, status=422 if any(one.error for one in again) else 200)
    note_taken(place.brand_id, place.ref, how="macro")
    text, name = filled(content, values, language=place.conversation.language), f"{policy.ref}:{policy.version}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"macro-filled": {"text": text, "macro": name}})})
    return _page(request, "filled", {**context, "text": text, "name": name, "client_id": new_ref("dra")})


def _page(request: HttpRequest, name: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """A part, or without scripts a page around it."""
    if request.headers.get("HX-Request") == "true":
        return render(request, f"desk/parts/{name}.html", context, status=status)
    return page(request, "desk/sheet.html", {**context, "part": f"desk/parts/{name}.html"}, current="desk", status=status)
