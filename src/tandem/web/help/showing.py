"""What the pages of the help centre show: the head for machines, lists for people, the way to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tandem.core.knowledge.deflection import REASONS
from tandem.domain.assistance.readings.access import LONGEST_WORDS, page_token
from tandem.domain.assistance.readings.queries import most_useful
from tandem.domain.knowledge.articles.queries.public import Card, cards, cards_named, cards_of, newest, tongues, topics_open
from tandem.web.help.addressing import Standing
from tandem.web.help.entry import Visit
from tandem.web.help.structured import article_data, home_data

MOST_USEFUL = 6
MOST_RELATED = 5
A_PAGE = 60  # articles of a topic
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "yi", "dv"})


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the switch. `has_it` is false where the page would show another language's text."""

    code: str
    name: str
    url: str
    is_current: bool
    has_it: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list."""

    title: str
    summary: str
    url: str


def frame(
    request: HttpRequest, visit: Visit, *, title: str, address: str, about: str = "", card: Card | None = None, same: Sequence[Card] = ()
) -> dict[str, Any]:
    """What every page needs. `address` is its own, without what the reader chose; `card` goes with whoever asks a person, `same` in its languages."""
    brand = visit.brand
    return {
        "brand": brand, "visit": visit, "home": visit.address("home"), "title": title, "description": about, "canonical": request.build_absolute_uri(address),
        "tongues": _tongues(visit, card, same), "alternates": [], "person": person_url(visit, card=card), "words": "",
        "direction": direction(visit.language), "places": visit.places, "sitemap": reverse("help:sitemap", args=[brand.slug]),
        "csrf_token": "", "reader_zone": brand.zone,
    }  # fmt: skip


def home_page(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """Search, topics, and what helped most."""
    name = _("Help from %(brand)s") % {"brand": visit.brand.name}
    address = reverse("help:home", args=[visit.brand.slug, visit.language])
    about = _("Answers from %(brand)s: search, read, or ask a person.") % {"brand": visit.brand.name}
    topics = [(topic, count, visit.address("topic", topic)) for topic, count in topics_open(visit.circumstances, language=visit.language)]
    context = frame(request, visit, title=name, address=address, about=about)
    useful, is_ranked = _useful(visit)
    alternates = [(code, request.build_absolute_uri(reverse("help:home", args=[visit.brand.slug, code]))) for code in visit.languages]
    data = home_data(visit, home=context["canonical"])
    default = request.build_absolute_uri(reverse("help:entrance", args=[visit.brand.slug]))
    return context | {"topics": topics, "useful": _lines(visit, useful), "is_ranked": is_ranked, "alternates": alternates, "default": default, "data": data}


def topic_page(request: HttpRequest, visit: Visit, topic: str, *, page: int) -> dict[str, Any]:
    """The articles of a topic; `lines` is empty where there are none."""
    rows = cards(visit.circumstances, language=visit.language, topic=topic, first=(page - 1) * A_PAGE, most=A_PAGE + 1)
    address = reverse("help:topic", args=[visit.brand.slug, visit.language, topic])
    about = _("What %(brand)s says about %(topic)s.") % {"brand": visit.brand.name, "topic": topic}
    pages = {"before": page - 1, "after": page + 1 if len(rows) > A_PAGE else 0}
    title = f"{topic} · {visit.brand.name}"
    return frame(request, visit, title=title, address=address, about=about) | {"topic": topic, "lines": _lines(visit, rows[:A_PAGE]), "pages": pages}


def article_page(request: HttpRequest, visit: Visit, found: Standing, *, said: str = "") -> dict[str, Any]:
    """An article, with what goes with it, in which languages it is, and the questions after it."""
    shown = found.shown
    assert shown is not None  # noqa: S101  the view asks for it only where there is one
    card = shown.card
    address = reverse("help:article", args=[visit.brand.slug, card.language, card.slug])
    about = card.summary or Truncator(" ".join(strip_tags(shown.html).split())).chars(155)
    same = tongues(visit.circumstances, card)
    context = frame(request, visit, title=f"{card.title} · {visit.brand.name}", address=address, about=about, card=card, same=same)
    home = request.build_absolute_uri(reverse("help:home", args=[visit.brand.slug, card.language]))
    links = [(one.language, request.build_absolute_uri(reverse("help:article", args=[visit.brand.slug, one.language, one.slug]))) for one in same]
    source = next((one for one in same if one.article_id == card.source_id and shown.older_than_source), None)
    needs = cards_named(visit.circumstances, shown.needs, language=card.language)
    return context | helpful_part(visit, card, said=said) | {
        "article": shown, "card": card, "is_fallback": found.is_fallback, "is_open": card.everywhere, "alternates": links,
        "default": next((url for code, url in links if code == visit.brand.language), ""), "text_direction": direction(card.language),
        "text_language": name_of(card.language), "page_language": name_of(visit.language), "source": _line(visit, source) if source else None,
        "source_language": name_of(source.language) if source else "", "needs": _lines(visit, needs),
        "related": _lines(visit, _related(visit, card, shown.related, taken={card.article_id, *(one.article_id for one in needs)})),
        "topic_links": [(topic, visit.address("topic", topic, language=card.language)) for topic in card.topics],
        "data": article_data(visit, shown, address=context["canonical"], home=home, absolute=request.build_absolute_uri),
    }  # fmt: skip


def helpful_part(visit: Visit, card: Card, *, said: str = "", refusal: str = "", comment: str = "") -> dict[str, Any]:
    """Whether it helped: asked, or (`said` is yes, no or why) answered. It works as a part of its own."""
    votes = reverse("help:votes", args=[visit.brand.slug, card.language, card.slug])
    return {
        "said": said, "refusal": refusal, "comment": comment, "votes": votes, "about": page_token(visit.brand, card), "reasons": reasons(),
        "person": person_url(visit, card=card), "visit": visit, "csrf_token": "",
    }  # fmt: skip


def missing_page(request: HttpRequest, visit: Visit, *, gone: bool) -> dict[str, Any]:
    """Nothing stands here: search and a person."""
    title = _("This page is no longer there") if gone else _("We cannot find this page")
    return frame(request, visit, title=title, address=request.path) | {"heading": title, "gone": gone, "hidden": True}


def person_url(visit: Visit, *, card: Card | None = None, words: str = "") -> str:
    """The chat, with what its reader brings: the wording they looked at, the words they searched."""
    brings = {"about": page_token(visit.brand, card) if card else "", "words": words[:LONGEST_WORDS]}
    return f"{reverse('chat:page', args=[visit.brand.slug])}?{urlencode({'new': '1', **{name: value for name, value in brings.items() if value}})}"


def reasons() -> list[tuple[str, str]]:
    """Why an article did not help, each with its words."""
    said = {
        "unclear": _("I did not understand it"), "wrong": _("It is not right"), "out_of_date": _("It is out of date"),
        "not_mine": _("It is about something else"), "other": _("Something else"),
    }  # fmt: skip
    return [(key, said[key]) for key in REASONS]


def name_of(code: str) -> str:
    """A language's name in that language itself."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def direction(code: str) -> str:
    """How a language is written."""
    return "rtl" if code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _useful(visit: Visit) -> tuple[tuple[Card, ...], bool]:
    """What helped most, in this language, filled up with what is new; and whether readers ranked any of it."""
    ranked = most_useful(most=MOST_USEFUL * 4)
    known = cards_of(visit.circumstances, ranked)
    liked = [known[key] for key in ranked if key in known and known[key].language == visit.language]
    fill = newest(visit.circumstances, language=visit.language, most=MOST_USEFUL) if len(liked) < MOST_USEFUL else ()
    return tuple({card.article_id: card for card in [*liked, *fill]}.values())[:MOST_USEFUL], bool(liked)


def _related(visit: Visit, card: Card, named: Sequence[str], *, taken: set[int]) -> tuple[Card, ...]:
    """What its author named, then others of its first topic."""
    rows = [one for one in cards_named(visit.circumstances, named, language=card.language) if one.article_id not in taken]
    if len(rows) < MOST_RELATED and card.topics:
        known = taken | {one.article_id for one in rows}
        beside = cards(visit.circumstances, language=card.language, topic=card.topics[0], most=MOST_RELATED + len(known))
        rows += [one for one in beside if one.article_id not in known]
    return tuple(rows[:MOST_RELATED])


def _lines(visit: Visit, rows: Sequence[Card]) -> list[Line]:
    return [_line(visit, card) for card in rows]


def _line(visit: Visit, card: Card) -> Line:
    return Line(card.title, card.summary, visit.address("article", card.slug, language=card.language))


def _tongues(visit: Visit, card: Card | None, rows: Sequence[Card]) -> list[Tongue]:
    """The languages of this help centre, each leading to the same article where it has it, else said so."""
    same = {one.language: one for one in rows}
    found = []
    for code in visit.languages:
        has_it = card is None or code in same
        slug = same[code].slug if code in same else card.slug if card else ""
        url = visit.address("article", slug, language=code) if card else visit.address("home", language=code)
        found.append(Tongue(code, name_of(code), url, code == visit.language, has_it))
    return found if len(found) > 1 else []
