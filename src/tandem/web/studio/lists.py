"""The list of articles at the side: filters, search, pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from tandem.core.knowledge.documents import KINDS
from tandem.domain.knowledge.articles.access import STANDINGS, articles_for
from tandem.domain.knowledge.articles.queries.reading import overview, standings
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.domain.knowledge.releases.queries.needs import needs_of
from tandem.web.studio.pages import address_of
from tandem.web.studio.places import Place

PER_PAGE = 40
MOST_FOUND = 20
NEAR = 0.3  # cosine; below it, and without a word in common, a passage is not shown as found
ALWAYS = ("published",)  # shown as a chip even when there is none
FILTERS = ("q", "state", "topic", "language", "kind")


@dataclass(frozen=True, slots=True)
class Found:
    """A published article that a search found, with the passage that speaks for it."""

    ref: str
    title: str
    heading: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list: what the room says of it, why it waits for this reader (""), where it is read."""

    one: Any
    why: str
    url: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice of the list."""

    key: str
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What the side shows. `found` (by words and meaning) comes before `rows` (by title)."""

    asked: dict[str, str]
    rows: tuple[Row, ...]
    found: tuple[Found, ...]
    next_query: str
    chips: tuple[Chip, ...]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    published: int
    query: str

    @property
    def is_filtered(self) -> bool:
        return any(self.asked[name] for name in ("q", "topic", "language")) or self.asked["state"] not in ("", "all")

    @property
    def has_filters(self) -> bool:
        """Whether one of those is set that do not stand open."""
        return any(self.asked[name] for name in ("topic", "language"))


def listing_of(request: HttpRequest, place: Place) -> Listing:
    """The list that an address asks for. Raises Invalid on a filter that makes no sense.

    Without a wish, what waits for the reader is shown, else everything.
    """
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    kind = asked["kind"] or "article"
    needs = needs_of(place.actor, kind=kind) if kind in KINDS else {}
    bare = not any(request.GET.get(name) for name in (*FILTERS, "after"))
    state = asked["state"] or ("mine" if bare and needs else "all")
    page = articles_for(
        place.actor, kind=kind, standing="" if state in ("all", "mine") else state, refs=needs if state == "mine" else None, text=asked["q"],
        topic=asked["topic"], language=asked["language"], after=request.GET.get("after", ""), limit=PER_PAGE,
    )  # fmt: skip
    query = _query(place, {**asked, "state": state if state != "all" or asked["state"] else ""})
    found = _found(place, asked, query) if asked["q"] and state in ("all", "published") and not asked["topic"] and kind == "article" else ()
    known = {one.ref for one in found}
    counts, languages = standings(place.actor, kind=kind)
    return Listing(
        asked={**asked, "state": state}, rows=tuple(_row(place, row, kind, needs, query) for row in page.rows if row.ref not in known), found=found,
        next_query=_query(place, {**asked, "state": state, "after": page.next}) if page.next else "", chips=_chips(place, asked, state, counts, len(needs)),
        topics=overview(place.actor, kind=kind)[1], languages=languages, published=counts["published"], query=query,
    )  # fmt: skip


def _chips(place: Place, asked: dict[str, str], state: str, counts: dict[str, int], needs: int) -> tuple[Chip, ...]:
    wanted = [("mine", needs)] if needs or (place.may_write and state == "mine") else []
    wanted.append(("all", counts["every"]))
    wanted += [(key, counts[key]) for key in STANDINGS if counts[key] or key == state or key in ALWAYS]
    return tuple(Chip(key, count, _query(place, {**asked, "state": key}), key == state) for key, count in wanted)


def _row(place: Place, row: Any, kind: str, needs: dict[str, str], query: str) -> Row:
    why = needs.get(row.ref, "")
    look = f"view=changes&version={row.open_version}&" if why == "approve" else ""
    return Row(row, why, f"{address_of(kind, row.ref)}?{look}{query}", is_mine=row.open_author == place.member.display_name)


def _found(place: Place, asked: dict[str, str], query: str) -> tuple[Found, ...]:
    passages = search(place.brand.pk, asked["q"], k=MOST_FOUND, language=asked["language"] or place.brand.language, sections_each=1)
    near = [one for one in passages if one.coverage > 0 or one.cosine >= NEAR]
    return tuple(Found(one.article, one.title, one.heading, one.text, f"{reverse('studio:article', args=[one.article])}?{query}") for one in near)


def _query(place: Place, values: dict[str, str]) -> str:
    return urlencode({"brand": place.brand.slug, **{key: value for key, value in values.items() if value}})
