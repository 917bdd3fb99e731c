"""The tabs of knowledge: what belongs together under one tab, and how much waits there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tandem.domain.assistance.gaps.queries.listing import count_open as count_gaps
from tandem.domain.knowledge.contradictions.queries import count_open as count_contradictions
from tandem.domain.knowledge.discussions.queries.listing import count_open as count_proposals
from tandem.domain.knowledge.releases.queries.stories import waiting_for
from tandem.domain.knowledge.usage.queries.flags import count_open_flags
from tandem.web.pages import Page, groups_for
from tandem.web.studio.places import Place


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab or a page under it; `count` is shown where it is not zero. `within` are the pages of the open tab, if several."""

    label: str
    url: str
    is_current: bool
    count: int
    within: tuple[Tab, ...] = ()


def tabs_of(place: Place, *, current: str) -> tuple[Tab, ...]:
    """The tabs for who works on this brand's knowledge; readers have what binds them: articles and policies.

    A tab opens its first page, and is called by that page's name where it is the only one of its tab that this reader may open.
    """
    counts = _counts(place)
    groups = groups_for(sees_drafts=place.sees_drafts)
    return tuple(_tab(name, [_page(place, page, counts, current) for page in pages]) for name, pages in groups)


def _tab(name: Any, pages: list[Tab]) -> Tab:
    is_current = any(page.is_current for page in pages)
    if len(pages) == 1:
        return pages[0]
    return Tab(str(name), pages[0].url, is_current, sum(page.count for page in pages), tuple(pages) if is_current else ())


def _page(place: Place, page: Page, counts: dict[str, int], current: str) -> Tab:
    return Tab(str(page.name), page.url(place.brand.slug), page.key == current, counts.get(page.key, 0))


def _counts(place: Place) -> dict[str, int]:
    """How much waits on each page for who decides it."""
    counts = {"proposals": count_proposals(place.actor)}
    if place.sees_drafts:
        counts |= {
            "waiting": len(waiting_for(place.actor)), "gaps": count_gaps(), "contradictions": count_contradictions(), "measures": count_open_flags(),
        }  # fmt: skip
    return counts
