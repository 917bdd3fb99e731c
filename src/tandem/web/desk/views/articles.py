"""Approved articles at the desk: find one to quote, read one at its version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.passages import Passage
from tandem.domain.assistance.gaps.actions.noting import note_search
from tandem.domain.assistance.precedents.actions.noting import note_quoted
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.domain.assistance.suggestions.access import suggestion_for
from tandem.domain.assistance.suggestions.queries import changed_under
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.queries.elsewhere import Elsewhere, elsewhere
from tandem.domain.knowledge.articles.queries.reading import read
from tandem.domain.knowledge.articles.queries.steps import Step, needed_with
from tandem.domain.knowledge.usage.actions.flagging import flag
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.desk.changing import changed_wording
from tandem.web.desk.doors import Place, done, visit_of, with_lead, word, word_in
from tandem.web.desk.filling import macros_shown
from tandem.web.desk.matters import place_words
from tandem.web.desk.threads import standing_of
from tandem.web.entry import page

MOST = 6  # articles a search shows
NEAR = 0.3  # cosine: what is farther from the question and shares no word with it is not shown


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found; what is for staff alone is not for quoting. `needs`: what is needed with its article."""

    passage: Passage
    is_internal: bool
    needs: tuple[Step, ...]


@require_GET
@with_lead
def found(request: HttpRequest, ref: str) -> HttpResponse:
    """Articles of the conversation's brand that answer a question, each with the passage to quote."""
    place = Place(request, ref)
    wanted = word_in(request.GET, "q", longest=400)
    conversation, known = place.conversation, circumstances_of(place.conversation, audience="expert")
    with writing_in(place.brand_id):
        passages = near(
            find(place.brand_id, wanted, k=MOST, language=conversation.language, sections_each=1, circumstances=known).passages
        )
        others = elsewhere(place.brand_id, wanted, circumstances=known, language=conversation.language)
        needs = needed_with([(one.article, one.version) for one in passages], circumstances=known, language=conversation.language)
        if not passages:
            note_search(place.brand_id, ref, wanted=wanted)
    mine = standing_of(conversation, place.member).is_mine
    context = {
        "wanted": wanted, "conversation": conversation, "macros": macros_shown(place, wanted) if mine else [],
        "hits": [Hit(one, "customer" not in one.audience, needs.get((one.article, one.version), ())) for one in passages],
        "others": left_out(others), "is_mine": mine,
    }  # fmt: skip
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/found.html", context)
    return page(request, "desk/articles.html", context, current="desk")


@require_GET
@with_lead
def article(request: HttpRequest, ref: str, article: str, version: int) -> HttpResponse:
    """One wording of an article, as it was when it was cited."""
    place = Place(request, ref)
    with writing_in(place.brand_id):
        reading = read(place.actor, article, number=version)
        needs = needed_with(
            [(article, version)], circumstances=circumstances_of(place.conversation, audience="expert"), language=place.conversation.language
        )
    is_internal = "customer" not in reading.applies.audience
    context = {"reading": reading, "conversation": place.conversation, "is_internal": is_internal, "needs": needs.get((article, version), ())}
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/article.html", context)
    return page(request, "desk/article.html", context, current="desk")


@require_POST
@with_lead
def flags(request: HttpRequest, ref: str, article: str, version: int) -> HttpResponse:
    """The holder, or a lead, says that an article is wrong, or that this customer complained of it."""
    place = Place(request, ref)
    about, why = word(request, "about"), word(request, "reason", longest=400)
    with writing_in(place.brand_id):
        flag(place.actor, article_for(place.actor, article), version=version, about=about, reason=why, conversation=ref)
    return done(request, reverse("desk:conversation", args=[ref]), toast=_("Thank you. An approver reads it and decides."))


@require_POST
@with_lead
def quotations(request: HttpRequest, ref: str, article: str) -> HttpResponse:
    """An article's words went into the reply: the search learns what the question needed."""
    place = Place(request, ref)
    place.check_mine()
    with writing_in(place.brand_id):
        note_quoted(place.actor, place.brand_id, ref, article=article_for(place.actor, article).ref)
    return HttpResponse(status=204)


@require_GET
@with_lead
def changes(request: HttpRequest, ref: str, suggestion: str) -> HttpResponse:
    """What became of the articles behind a draft that was withdrawn, and the way to words of one's own."""
    place = Place(request, ref)
    made = suggestion_for(visit_of(request).members, suggestion)
    if made.conversation_id != place.id:
        raise Absent("There is no such suggestion.")
    with writing_in(place.brand_id):
        changed = [changed_wording(place.actor, one) for one in changed_under(made)]
    context = {"changed": changed, "conversation": place.conversation, "suggestion": suggestion}
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/changed.html", context)
    return page(request, "desk/sheet.html", {**context, "part": "desk/parts/changed.html"}, current="desk")


def left_out(others: Sequence[Elsewhere]) -> list[str]:
    """How much there is for other products, plans and regions; never what it says."""
    counted = Counter((one.place, one.is_known) for one in others if near([one.passage]))
    return [place_words(place, known=known, count=count) for (place, known), count in counted.items()]


def near(passages: Sequence[Passage]) -> list[Passage]:
    """What has a word or the meaning of the question; the search itself always gives the best it has."""
    return [passage for passage in passages if passage.coverage > 0 or passage.cosine >= NEAR]
