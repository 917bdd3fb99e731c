"""Approved articles at the desk: find one to quote, read one at its version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.kit.refusals import Absent
from tandem.domain.assistance.gaps.actions.noting import note_taken
from tandem.domain.assistance.precedents.actions.noting import note_quoted
from tandem.domain.assistance.suggestions.access import suggestion_for
from tandem.domain.assistance.suggestions.queries import changed_under
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.queries.reading import read
from tandem.domain.knowledge.usage.actions.flagging import flag
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.desk.changing import changed_wording
from tandem.web.desk.doors import Place, done, visit_of, with_lead, word, word_in
from tandem.web.desk.finding import found_for, needs_of
from tandem.web.entry import page


@require_GET
@with_lead
def found(request: HttpRequest, place: Place) -> HttpResponse:
    """Articles of the conversation's brand that answer a question, each with the passage to quote."""
    context = found_for(place, word_in(request.GET, "q", longest=400))
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/found.html", context)
    return page(request, "desk/articles.html", context, current="desk")


@require_GET
@with_lead
def article(request: HttpRequest, place: Place, article: str, version: int) -> HttpResponse:
    """One wording of an article, as it was when it was cited."""
    with writing_in(place.brand_id):
        reading = read(place.actor, article, number=version)
        needs = needs_of(place, article, version)
        note_taken(place.brand_id, place.ref, how="opened")
    context = {"reading": reading, "conversation": place.conversation, "is_internal": "customer" not in reading.applies.audience, "needs": needs}
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/article.html", context)
    return page(request, "desk/article.html", context, current="desk")


@require_POST
@with_lead
def flags(request: HttpRequest, place: Place, article: str, version: int) -> HttpResponse:
    """The holder, or a lead, says that an article is wrong, or that this customer complained of it."""
    about, why = word(request, "about"), word(request, "reason", longest=400)
    with writing_in(place.brand_id):
        flag(place.actor, article_for(place.actor, article), version=version, about=about, reason=why, conversation=place.ref)
    return done(request, reverse("desk:conversation", args=[place.ref]), toast=_("Thank you. An approver reads it and decides."))


@require_POST
@with_lead
def quotations(_request: HttpRequest, place: Place, article: str) -> HttpResponse:
    """An article's words went into the reply: the search learns what the question needed."""
    place.check_mine()
    with writing_in(place.brand_id):
        note_quoted(place.actor, place.brand_id, place.ref, article=article_for(place.actor, article).ref)
        note_taken(place.brand_id, place.ref, how="quoted")
    return HttpResponse(status=204)


@require_GET
@with_lead
def changes(request: HttpRequest, place: Place, suggestion: str) -> HttpResponse:
    """What became of the articles behind a draft that was withdrawn, and the way to words of one's own."""
    made = suggestion_for(visit_of(request).members, suggestion)
    if made.conversation_id != place.id:
        raise Absent("There is no such suggestion.")
    with writing_in(place.brand_id):
        changed = [changed_wording(place.actor, one) for one in changed_under(made)]
    context = {"changed": changed, "conversation": place.conversation}
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/changed.html", context)
    return page(request, "desk/sheet.html", {**context, "part": "desk/parts/changed.html"}, current="desk")
