"""Reading: the list, an article as people read it, what changed, as the AI reads it; its files; what happened meanwhile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.domain.knowledge.articles.queries.files import file_for
from tandem.foundation.files.serving import served
from tandem.web.entry import staff
from tandem.web.studio.articles import reading_of
from tandem.web.studio.lists import listing_of
from tandem.web.studio.news import mark_of, news_of
from tandem.web.studio.pages import shown
from tandem.web.studio.pictures import file_anywhere
from tandem.web.studio.places import READERS, place_of, place_of_article


@require_GET
@staff(*READERS, purpose="studio")
def home(request: HttpRequest) -> HttpResponse:
    """The list of articles of a brand."""
    with place_of(request) as place:
        return shown(request, place, "studio/home.html", {"list": listing_of(request, place)})


@require_GET
@staff(*READERS, purpose="studio")
def article(request: HttpRequest, ref: str) -> HttpResponse:
    """One article, at one version or instant, in one of three ways."""
    with place_of_article(request, ref) as (place, found):
        one = reading_of(request, place, found)
        context = {"list": listing_of(request, place), "shown": one, "card": one.card, "mark": mark_of(one.card)}
        return shown(request, place, "studio/article.html", context)


@require_GET
@staff(*READERS, purpose="studio")
def news(request: HttpRequest, ref: str) -> HttpResponse:
    """A line on what somebody else did since the page was opened; empty while nothing happened."""
    with place_of_article(request, ref) as (place, found):
        context = news_of(place, found.ref, seen=request.GET.get("seen", ""))
        return render(request, "studio/news.html", {**context, "article": found, "writing": "writing" in request.GET})


@require_GET
@staff(*READERS, purpose="studio")
def file(request: HttpRequest, ref: str) -> HttpResponse:
    """A picture or file of an article, for who may read a wording that shows it."""
    return served(request, file_anywhere(request, lambda actor: file_for(actor, ref)))
