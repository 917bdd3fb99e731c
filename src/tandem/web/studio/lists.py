"""The list of entries, whole or at the side of one: filters, search, order, pages, and what is open about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from tandem.core.knowledge.documents import KINDS
from tandem.core.knowledge.passages import near
from tandem.domain.knowledge.articles.access import ORDERS, STANDINGS, articles_for
from tandem.domain.knowledge.articles.queries.reading import overview, standings
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.domain.knowledge.releases.queries.needs import needs_of
from tandem.domain.knowledge.releases.queries.stories import renewed_at
from tandem.web.studio.doubts import Doubts, doubts_of
from tandem.web.studio.names import kind_name
from tandem.web.studio.pages import address_of
from tandem.web.studio.places import Place

PER_PAGE = 40
MOST_FOUND = 20
MOST_FLAGGED = 200  # counted; beyond them the number says no more
ALWAYS = ("published",)  # shown as a chip even when there is none
FILTERS = ("q", "state", "topic", "language", "kind", "order")


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
    """An entry in the list: what the room says of it, why it waits for this reader (""), where it is read, what is open about it.

    `read_at`: when somebody last approved it or let it stand; None for what was never in force.
    """

    one: Any
    why: str
    url: str
    is_mine: bool
    doubts: Doubts | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice of the list."""

    key: str
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A column that the list may be ordered by."""

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
    orders: dict[str, Order]
    kinds: tuple[tuple[str, str], ...]

    @property
    def is_filtered(self) -> bool:
        return any(self.asked[name] for name in ("q", "topic", "language")) or self.asked["state"] not in ("", "all")

    @property
    def has_filters(self) -> bool:
        """Whether one of those is set that do not stand open."""
        return any(self.asked[name] for name in ("topic", "language")) or self.asked["kind"] not in ("", "article")


def listing_of(request: HttpRequest, place: Place) -> Listing:
    """The list that an address asks for. Raises Invalid on a filter that makes no sense.

    Without a wish, what waits for the reader is shown, else everything.
    """
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    kind = asked["kind"] or "article"
    needs = needs_of(place.actor, kind=kind) if kind in KINDS else {}
    doubts = doubts_of() if place.sees_drafts else {}
    bare = not any(request.GET.get(name) for name in (*FILTERS, "after"))
    state = asked["state"] or ("mine" if bare and needs else "all")
    apart: dict[str, Mapping[str, Any]] = {"mine": needs, "flagged": doubts}  # those that are no standing of an entry itself
    page = articles_for(
        place.actor, kind=kind, standing="" if state == "all" or state in apart else state, refs=set(apart[state]) if state in apart else None, text=asked["q"],
        topic=asked["topic"], language=asked["language"], order=asked["order"] or "changed", after=request.GET.get("after", ""), limit=PER_PAGE,
    )  # fmt: skip
    chosen = {**asked, "state": state if state != "all" or asked["state"] else ""}
    query = _query(place, chosen)
    found = _found(place, asked, query) if asked["q"] and state in ("all", "published") and not asked["topic"] and kind == "article" else ()
    known = {one.ref for one in found}
    shown = [row for row in page.rows if row.ref not in known]
    renewed = renewed_at([row.ref for row in shown])
    counts, languages = standings(place.actor, kind=kind)
    counts |= {"mine": len(needs), "flagged": _of_kind(place, kind, doubts)}
    return Listing(
        asked={**asked, "state": state}, found=found, rows=tuple(_row(place, row, kind, needs.get(row.ref, ""), doubts, renewed, query) for row in shown),
        next_query=_query(place, {**asked, "state": state, "after": page.next}) if page.next else "", chips=_chips(place, asked, state, counts),
        topics=overview(place.actor, kind=kind)[1], languages=languages, published=counts["published"], query=query,
        orders={order: Order(_query(place, {**chosen, "order": order}), order == (asked["order"] or "changed")) for order in ORDERS},
        kinds=tuple((one, kind_name(one)) for one in KINDS),
    )  # fmt: skip


def _of_kind(place: Place, kind: str, doubts: dict[str, Doubts]) -> int:
    """How many entries of a kind something is open about."""
    return len(articles_for(place.actor, kind=kind, refs=set(doubts), limit=MOST_FLAGGED).rows) if doubts else 0


def _chips(place: Place, asked: dict[str, str], state: str, counts: dict[str, int]) -> tuple[Chip, ...]:
    wanted = [("mine", counts["mine"])] if counts["mine"] or (place.may_write and state == "mine") else []
    wanted.append(("all", counts["every"]))
    wanted += [("flagged", counts["flagged"])] if counts["flagged"] or (place.sees_drafts and state == "flagged") else []
    wanted += [(key, counts[key]) for key in STANDINGS if counts[key] or key == state or key in ALWAYS]
    return tuple(Chip(key, count, _query(place, {**asked, "state": key}), key == state) for key, count in wanted)


def _row(place: Place, row: Any, kind: str, why: str, doubts: dict[str, Doubts], renewed: dict[str, datetime], query: str) -> Row:
    look = f"view=changes&version={row.open_version}&" if why == "approve" else ""
    url = f"{address_of(kind, row.ref)}?{look}{query}"
    return Row(row, why, url, row.open_author == place.member.display_name, doubts.get(row.ref), renewed.get(row.ref) or row.published_at)


def _found(place: Place, asked: dict[str, str], query: str) -> tuple[Found, ...]:
    passages = search(place.brand.pk, asked["q"], k=MOST_FOUND, language=asked["language"] or place.brand.language, sections_each=1)
    return tuple(Found(one.article, one.title, one.heading, one.text, f"{reverse('studio:article', args=[one.article])}?{query}") for one in near(passages))


def _query(place: Place, values: dict[str, str]) -> str:
    return urlencode({"brand": place.brand.slug, **{key: value for key, value in values.items() if value}})
