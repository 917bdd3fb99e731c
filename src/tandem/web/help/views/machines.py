"""What machines fetch: the map of a help centre, what robots may read, the files of articles."""

from __future__ import annotations

from collections import defaultdict
from xml.sax.saxutils import quoteattr

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from tandem.domain.knowledge.articles.queries.public import READER, Card, cards, public_file
from tandem.foundation.files.serving import served
from tandem.web.help.entry import Visit, public
from tandem.web.help.views.pages import revalidated

MOST_ADDRESSES = 50_000  # of a sitemap, by its protocol
OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
EVERYBODY = "User-agent: *\nDisallow: /\nAllow: /help/\nDisallow: /help/*?\nAllow: /static/\n"


@require_safe
@revalidated
@public
def sitemap(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every article that needs no choice, with its date and its languages; the starts of the languages first."""
    same: dict[int, list[Card]] = defaultdict(list)
    rows = cards(READER)[:MOST_ADDRESSES]
    for card in rows:
        same[card.source_id].append(card)
    starts = [request.build_absolute_uri(reverse("help:home", args=[visit.brand.slug, code])) for code in visit.languages]
    parts = [f"<url><loc>{escape(address)}</loc></url>\n" for address in starts]
    parts += [_entry(request, visit, card, same[card.source_id]) for card in rows]
    return HttpResponse(OPENING + "".join(parts) + "</urlset>\n", content_type="application/xml; charset=utf-8")


@require_safe
@revalidated
@public
def robots(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For a help centre under an address of its own, whose /robots.txt its proxy fetches here."""
    return _text(f"{EVERYBODY}Sitemap: {request.build_absolute_uri(reverse('help:sitemap', args=[visit.brand.slug]))}\n")


@require_safe
@revalidated
def robots_of_all(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view has one
    """For the whole house: help may be read, the rest is nobody's; which brands there are is not listed."""
    return _text(EVERYBODY)


@require_safe
@public
def file(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """A file that an article shows, to whoever may read that article as it is now."""
    return served(request, public_file(visit.circumstances, ref))


def _entry(request: HttpRequest, visit: Visit, card: Card, same: list[Card]) -> str:
    links = ""
    for one in same if len(same) > 1 else ():
        links += f'<xhtml:link rel="alternate" hreflang="{one.language}" href={quoteattr(_address(request, visit, one))}/>'
    return f"<url><loc>{escape(_address(request, visit, card))}</loc><lastmod>{card.updated_at:%Y-%m-%dT%H:%M:%S+00:00}</lastmod>{links}</url>\n"


def _address(request: HttpRequest, visit: Visit, card: Card) -> str:
    return request.build_absolute_uri(reverse("help:article", args=[visit.brand.slug, card.language, card.slug]))


def _text(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="text/plain; charset=utf-8")
