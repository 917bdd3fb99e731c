"""What is known of a conversation: what it is about, the rules that hold in it, the words that macros give."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.domain.assistance.gaps.actions.noting import note_taken
from tandem.domain.assistance.suggestions.actions import suggest_anew
from tandem.foundation import clock
from tandem.foundation.database.refs import new_ref
from tandem.web.desk.doors import Place, done, told, with_lead
from tandem.web.desk.filling import filled, macro_for, values_in
from tandem.web.desk.matters import matter_of, state
from tandem.web.desk.places import first_to_fill
from tandem.web.desk.ruling import rules_of
from tandem.web.desk.threads import standing_of
from tandem.web.entry import page


@require_http_methods(["GET", "POST"])
@with_lead
def matter(request: HttpRequest, place: Place) -> HttpResponse:
    """GET: what it is about. POST: its holder, or a lead, says it anew."""
    if request.method == "POST":
        return _stated(request, place)
    context = {"matter": matter_of(place.conversation), "conversation": place.conversation, "standing": standing_of(place.conversation, place.member)}
    return render(request, "desk/parts/matter.html", context)


def _stated(request: HttpRequest, place: Place) -> HttpResponse:
    """What it is about by now, in place of the form; with why nothing was stated, where somebody else was quicker."""
    if "lead" not in place.member.roles:
        place.check_mine()
    refused, toast = state(place, request.POST), _("Articles and rules that apply to this are used from now on.")
    if not refused and request.headers.get("HX-Request") != "true":
        return done(request, reverse("desk:conversation", args=[place.ref]), toast=toast)
    standing = standing_of(place.conversation, place.member)
    context = {"matter": matter_of(place.conversation), "conversation": place.conversation, "standing": standing, "anew": True, "refused": refused}
    answer = _page(request, "matter", context, status=409 if refused else 200)
    return answer if refused else told(answer, toast=toast)


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
    context: dict[str, object] = {"policy": policy, "conversation": place.conversation, "places": again, "focus": first_to_fill(again)}
    if again:
        return _page(request, "macro", context, status=422 if any(one.error for one in again) else 200)
    note_taken(place.brand_id, place.ref, how="macro")
    context |= {"text": filled(content, values, language=place.conversation.language), "name": f"{policy.ref}:{policy.version}"}
    if request.headers.get("HX-Request") != "true":
        return _page(request, "filled", context | {"client_id": new_ref("dra")})
    return _inserted(request, context)


def _inserted(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """The words for the composer: in the body, since proxies take only short headers."""
    answer = render(request, "desk/parts/inserted.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"], answer["HX-Trigger-After-Swap"] = "#filled", "innerHTML", "macro-filled"
    return answer


def _page(request: HttpRequest, name: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """A part, or without scripts a page around it."""
    if request.headers.get("HX-Request") == "true":
        return render(request, f"desk/parts/{name}.html", context, status=status)
    return page(request, "desk/sheet.html", {**context, "part": f"desk/parts/{name}.html"}, current="desk", status=status)
