"""Approved articles at the desk: find one to quote, read one at its version."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.knowledge.passages import Passage
from tandem.domain.knowledge.articles.queries.reading import read
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.desk.doors import Place, with_lead, word_in
from tandem.web.entry import page

MOST = 6
NEAR = 0.3  # cosine: what is farther from the question and shares no word with it is not shown


@require_GET
@with_lead
def found(request: HttpRequest, ref: str) -> HttpResponse:
    """Articles of the conversation's brand that answer a question, each with the passage to quote."""
    place = Place(request, ref)
    wanted = word_in(request.GET, "q", longest=400)
    with writing_in(place.brand_id):
        passages = near(search(place.brand_id, wanted, k=MOST, language=place.conversation.language, sections_each=1))
    context = {"wanted": wanted, "passages": passages, "conversation": place.conversation}
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
    context = {"reading": reading, "conversation": place.conversation}
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/article.html", context)
    return page(request, "desk/article.html", context, current="desk")


def near(passages: Sequence[Passage]) -> list[Passage]:
    """What has a word or the meaning of the question; the search itself always gives the best it has."""
    return [passage for passage in passages if passage.coverage > 0 or passage.cosine >= NEAR]
