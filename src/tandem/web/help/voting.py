"""A vote on an article: as it was posted, and what its reader then sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tandem.core.kit.refusals import Absent, Refused
from tandem.domain.assistance.readings.access import brought
from tandem.web.help.entry import Visit
from tandem.web.help.showing import article_page, helpful_part
from tandem.web.refusals import said as words_of


@dataclass(frozen=True, slots=True)
class Wish:
    """Yes or no; the second time with a reason and words of one's own."""

    helpful: bool
    reason: str
    comment: str
    said: str  # what the page says then: yes, no (asking why), why


def wish_of(request: HttpRequest) -> Wish:
    """What the form holds."""
    helpful, comment = request.POST.get("helpful") == "yes", request.POST.get("comment", "").replace("\r\n", "\n")
    return Wish(helpful, request.POST.get("reason", ""), comment, "yes" if helpful else "why" if "comment" in request.POST else "no")


def card_voted_on(request: HttpRequest, visit: Visit, at: Any) -> Any:
    """The article as it was shown to the reader. Raises Absent when it is not the one at this address."""
    card = brought(visit.brand, request.POST.get("about", ""), "").card
    if at.shown is None or card is None or card.article_id != at.shown.card.article_id:
        raise Absent("There is no such article.")
    return card


def answer_to(request: HttpRequest, visit: Visit, at: Any, *, slug: str, card: Any, wish: Wish, refusal: Refused | None) -> HttpResponse:
    """A part for scripts; without them the article again, by a redirect where the vote was taken."""
    is_part = bool(request.headers.get("HX-Request"))
    if refusal is None and not is_part:
        onward = redirect(f"{visit.address('article', slug, said=wish.said)}#helpful")
        onward.status_code = 303
        return onward
    said, words = ("no", words_of(refusal)) if refusal else (wish.said, "")
    part = helpful_part(visit, card, said=said, refusal=words, comment=wish.comment)
    context = part if is_part else article_page(request, visit, at) | part
    return render(request, "help/parts/helpful.html" if is_part else "help/article.html", context, status=422 if refusal else 200)
