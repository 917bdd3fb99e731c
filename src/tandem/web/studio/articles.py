"""One article as the page shows it: a version, its history, what changed, its sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.changes import Block, changes_of
from tandem.core.knowledge.markdown import sections_of
from tandem.domain.knowledge.articles.queries.reading import draft_of, history, read
from tandem.domain.knowledge.articles.queries.searching import embeds
from tandem.web.studio.places import Place

VIEWS = ("read", "changes", "sections")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows. `sections` are those of the version, or (a draft) those that it would have."""

    view: str
    reading: Any
    versions: tuple[Any, ...]
    before: Any
    changes: tuple[Block, ...]
    sections: tuple[Any, ...]
    open_status: str
    embeds: bool

    @property
    def has_draft(self) -> bool:
        """Whether a version waits that is not in force."""
        return bool(self.open_status)

    @property
    def changed(self) -> int:
        """How many lines changed."""
        return sum(block.is_changed for block in self.changes)


def reading_of(request: HttpRequest, place: Place, ref: str) -> Shown:
    """The version that an address names, else the one in force. Raises Absent."""
    view = request.GET.get("view", "read")
    if view not in VIEWS:
        raise Absent
    reading = read(place.actor, ref, number=_number(request, "version"))
    versions = history(place.actor, ref)
    before = _before(request, place, reading, versions) if view == "changes" else None
    return Shown(
        view=view,
        reading=reading,
        versions=versions,
        before=before,
        changes=changes_of(before.body, reading.body) if before else (),
        sections=(reading.sections or sections_of(reading.body, title=reading.title))
        if view == "sections"
        else (),
        open_status=_open_status(place, ref),
        embeds=embeds(reading.language),
    )


def _open_status(place: Place, ref: str) -> str:
    waiting = draft_of(place.actor, ref)
    return waiting.version.status if waiting else ""


def _before(request: HttpRequest, place: Place, reading: Any, versions: tuple[Any, ...]) -> Any:
    """The version to compare with: the one asked for, else the one just before; None for a first version."""
    earlier = [row.number for row in versions if row.number < reading.version.number]
    number = _number(request, "from") or max(earlier, default=None)
    return read(place.actor, reading.ref, number=number) if number else None


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Absent("There is no such version of this article.")
    return int(text)
