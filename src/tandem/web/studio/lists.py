"""The list of articles at the side: filters, search, pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from tandem.domain.knowledge.articles.access import articles_for
from tandem.domain.knowledge.articles.queries.reading import overview
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.web.studio.places import Place

PER_PAGE = 40
MOST_FOUND = 20
NEAR = 0.3  # cosine; below it, and without a word in common, a passage is not shown as found


@dataclass(frozen=True, slots=True)
class Found:
    """A published article that a search found, with the passage that speaks for it."""

    ref: str
    title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What the side shows. `found` (by words and meaning) comes before `rows` (by title)."""

    text: str
    state: str
    topic: str
    rows: tuple[Any, ...]
    found: tuple[Found, ...]
    next_query: str
    states: tuple[dict[str, Any], ...]
    topics: tuple[str, ...]
    published: int
    query: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.state or self.topic)


def listing_of(request: HttpRequest, place: Place) -> Listing:
    """The list that an address asks for. Raises Invalid on a filter that makes no sense."""
    text, state, topic = (request.GET.get(name, "").strip() for name in ("q", "state", "topic"))
    asked = {"brand": place.brand.slug, "q": text, "state": state, "topic": topic}
    page = articles_for(
        place.actor, state=state, text=text, topic=topic, after=request.GET.get("after", ""), limit=PER_PAGE
    )
    found = _found(place, text) if text and state in ("", "published") and not topic else ()
    known = {one.ref for one in found}
    counts, topics = overview(place.actor)
    states = [
        {
            "key": key,
            "count": counts.get(key, 0),
            "query": _query({**asked, "state": key}),
            "current": key == state,
        }
        for key in ("published", "draft", "retired")
        if key in counts
    ]
    everything = {
        "key": "",
        "count": sum(counts.values()),
        "query": _query({**asked, "state": ""}),
        "current": not state,
    }
    return Listing(
        text=text,
        state=state,
        topic=topic,
        rows=tuple(row for row in page.rows if row.ref not in known),
        found=found,
        next_query=_query({**asked, "after": page.next}) if page.next else "",
        states=(everything, *states),
        topics=topics,
        published=counts.get("published", 0),
        query=_query(asked),
    )


def _found(place: Place, text: str) -> tuple[Found, ...]:
    passages = search(place.brand.pk, text, k=MOST_FOUND, language=place.brand.language, sections_each=1)
    near = [one for one in passages if one.coverage > 0 or one.cosine >= NEAR]
    return tuple(Found(one.article, one.title, one.heading, one.text) for one in near)


def _query(values: dict[str, str]) -> str:
    return urlencode({key: value for key, value in values.items() if value})
