"""Reading: the list, an article as people read it, what changed, as the AI reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tandem.web.entry import staff
from tandem.web.studio.articles import reading_of
from tandem.web.studio.lists import listing_of
from tandem.web.studio.places import place_of, place_of_article, shown

READERS = ("expert", "lead", "author", "approver", "brand_owner", "reviewer")


@require_GET
@staff(*READERS, purpose="studio")
def home(request: HttpRequest) -> HttpResponse:
    """The list of articles of a brand."""
    with place_of(request) as place:
        return shown(
            request,
            place,
            "studio/home.html",
            {"list": listing_of(request, place)},
        )


@require_GET
@staff(*READERS, purpose="studio")
def article(request: HttpRequest, ref: str) -> HttpResponse:
    """One article, at one version, in one of three ways."""
    with place_of_article(request, ref) as (place, found):
        context = {
            "list": listing_of(request, place),
            "shown": reading_of(request, place, found.ref),
        }
        return shown(request, place, "studio/article.html", context)
