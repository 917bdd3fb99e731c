"""One article as the page shows it: a version, its history, what changed, its sections, its languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.markdown import sections_of
from tandem.domain.knowledge.articles.queries.reading import draft_of, history, read
from tandem.domain.knowledge.articles.queries.searching import embeds
from tandem.domain.knowledge.articles.queries.translations import Tongue, tongues_of
from tandem.domain.knowledge.articles.queries.wordings import titles_of
from tandem.domain.knowledge.releases.queries.cards import Card, card_of
from tandem.domain.knowledge.releases.queries.leading import successor_of
from tandem.web.studio.comparing import Comparison, comparison_of
from tandem.web.studio.dates import in_field, instant_of
from tandem.web.studio.places import Place, file_address

VIEWS = ("read", "changes", "sections")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows. `sections` are those of the version, or (a draft) those that it would have.

    `at` is the instant that was asked for; `nothing_then` when nothing was in force at it.
    """

    view: str
    reading: Any
    versions: tuple[Any, ...]
    comparison: Comparison | None
    sections: tuple[Any, ...]
    waiting: Any
    card: Card
    tongues: tuple[Tongue, ...]
    links: tuple[tuple[str, tuple[str, ...]], ...]
    titles: dict[str, str]
    successor: Any
    at: datetime | None
    at_text: str
    nothing_then: bool
    embeds: bool

    @property
    def is_open(self) -> bool:
        """Whether this is the version that is not in force yet."""
        return self.waiting is not None and self.waiting.version.number == self.reading.version.number

    @property
    def own_tongue(self) -> Tongue | None:
        """This entry among its languages, when it has several or is a translation."""
        return next((one for one in self.tongues if one.ref == self.reading.ref), None)


def reading_of(request: HttpRequest, place: Place, article: Any) -> Shown:
    """The version that an address names, else the one in force. Raises Absent, Invalid for a date that is none."""
    view = request.GET.get("view", "read")
    if view not in VIEWS:
        raise Absent
    at = instant_of(request.GET.get("at", ""), field="at")
    then = _then(place, article.ref, at)
    reading = then or read(place.actor, article.ref, number=number_of(request.GET.get("version", "")), address=file_address)
    versions = history(place.actor, article.ref)
    linked = (*reading.needs, *reading.related)
    return Shown(
        view=view, reading=reading, versions=versions, comparison=_comparison(request, place, reading, versions) if view == "changes" else None,
        sections=(reading.sections or sections_of(reading.body, title=reading.title)) if view == "sections" else (),
        waiting=draft_of(place.actor, article.ref), card=card_of(place.actor, article.ref), tongues=tongues_of(place.actor, article.ref),
        links=(("needs", reading.needs), ("related", reading.related)), titles=titles_of(linked) if linked else {},
        successor=successor_of(article) if reading.state == "retired" else None, at=at, at_text=in_field(at), nothing_then=at is not None and then is None,
        embeds=embeds(reading.language),
    )  # fmt: skip


def number_of(text: str) -> int | None:
    """A version's number; None for an empty text. Raises Absent for what is none."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Absent("There is no such version of this article.")
    return int(text)


def _then(place: Place, ref: str, at: datetime | None) -> Any:
    """The wording in force at an instant, if there was one."""
    if at is None:
        return None
    try:
        return read(place.actor, ref, at=at, address=file_address)
    except Absent:
        return None


def _comparison(request: HttpRequest, place: Place, reading: Any, versions: tuple[Any, ...]) -> Comparison | None:
    """With the version asked for, else the last that was in force before, else the one just before; none for a first one."""
    earlier = [row for row in versions if row.number < reading.version.number]
    released = [row.number for row in earlier if row.valid_from]
    number = number_of(request.GET.get("from", "")) or max(released or [row.number for row in earlier], default=None)
    return comparison_of(read(place.actor, reading.ref, number=number), reading) if number else None
