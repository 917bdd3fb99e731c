"""The tabs of knowledge: what belongs together under one tab, each page a line. A room that brings a page adds its line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.domain.assistance.gaps.queries.listing import count_open as count_gaps
from tandem.domain.knowledge.contradictions.queries import count_open as count_contradictions
from tandem.domain.knowledge.discussions.queries.listing import count_open as count_proposals
from tandem.domain.knowledge.releases.queries.stories import waiting_for
from tandem.domain.knowledge.usage.queries.flags import count_open_flags
from tandem.web.studio.places import Place


@dataclass(frozen=True, slots=True)
class Page:
    """A page of knowledge: `address` is a view's name, with the key in it for a kind of policy."""

    key: str
    name: Any
    address: str
    everybodys: bool = False

    def url(self, brand: str) -> str:
        """Where it is, in a brand."""
        return f"{reverse(self.address, args=[self.key] if self.address == 'studio:policies' else [])}?brand={brand}"


# (what belongs together is called, its pages); pages that are not everybody's are for who sees drafts.
GROUPS: tuple[tuple[Any, tuple[Page, ...]], ...] = (
    (_("Articles"), (Page("articles", _("Articles"), "studio:home", everybodys=True),)),
    (
        _("Rules"),
        (
            Page("escalation", _("Escalation rules"), "studio:policies", everybodys=True),
            Page("boundary", _("Policy boundaries"), "studio:policies", everybodys=True),
            Page("disclosure", _("Disclosures"), "studio:policies", everybodys=True),
            Page("right", _("Decision rights"), "studio:policies", everybodys=True),
            Page("simulator", _("Simulator"), "studio:simulator"),
        ),
    ),
    (
        _("Guides"),
        (
            Page("guide", _("Guides"), "studio:policies", everybodys=True),
            Page("macro", _("Macros"), "studio:policies", everybodys=True),
            Page("voice", _("Brand voice"), "studio:policies", everybodys=True),
        ),
    ),
    (
        _("Review"),
        (
            Page("waiting", _("What waits"), "studio:waiting"),
            Page("proposals", _("Proposals"), "studio:proposals", everybodys=True),
            Page("rules", _("Release rules"), "studio:rules"),
        ),
    ),
    (
        _("Measured"),
        (
            Page("measures", _("Measures"), "studio:measures"),
            Page("gaps", _("Gaps"), "studio:gaps"),
            Page("contradictions", _("Contradictions"), "studio:contradictions"),
            Page("learning", _("Learning"), "studio:learning", everybodys=True),
        ),
    ),
)


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
    tabs = []
    for name, pages in GROUPS:
        seen = [page for page in pages if page.everybodys or place.sees_drafts]
        if seen:
            tabs.append(_tab(name, [_page(place, page, counts, current) for page in seen]))
    return tuple(tabs)


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
