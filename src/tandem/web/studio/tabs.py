"""The tabs of knowledge: one line each. A room that brings a page of its own adds its line here."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.domain.assistance.gaps.queries.listing import count_open as count_gaps
from tandem.domain.knowledge.contradictions.queries import count_open as count_contradictions
from tandem.domain.knowledge.discussions.queries.listing import count_open as count_proposals
from tandem.domain.knowledge.releases.queries.stories import waiting_for
from tandem.web.studio.places import Place

# Kinds of policy, which experts read too.
POLICIES = (
    ("escalation", _("Escalation rules")), ("boundary", _("Policy boundaries")), ("guide", _("Guides")), ("disclosure", _("Disclosures")),
    ("macro", _("Macros")), ("voice", _("Brand voice")), ("right", _("Decision rights")),
)  # fmt: skip
KINDS = frozenset(kind for kind, _name in POLICIES)
# (key, what it is called, its address)
TABS = (
    ("articles", _("Articles"), "studio:home"),
    ("waiting", _("What waits"), "studio:waiting"),
    *((kind, name, "studio:policies") for kind, name in POLICIES),
    ("simulator", _("Simulator"), "studio:simulator"),
    ("rules", _("Release rules"), "studio:rules"),
    ("gaps", _("Gaps"), "studio:gaps"),
    ("contradictions", _("Contradictions"), "studio:contradictions"),
    ("proposals", _("Proposals"), "studio:proposals"),
    ("measures", _("Measures"), "studio:measures"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab; `count` is shown where it is not zero."""

    label: str
    url: str
    is_current: bool
    count: int


def tabs_of(place: Place, *, current: str) -> tuple[Tab, ...]:
    """The tabs for who works on this brand's knowledge; readers have what binds them: articles and policies."""
    counts = {"proposals": count_proposals(place.actor)}
    if place.sees_drafts:
        counts |= {"waiting": len(waiting_for(place.actor)), "gaps": count_gaps(), "contradictions": count_contradictions()}
    seen = [tab for tab in TABS if place.sees_drafts or tab[0] in ("articles", "proposals") or tab[0] in KINDS]
    return tuple(Tab(str(label), f"{_address(name, key)}?brand={place.brand.slug}", key == current, counts.get(key, 0)) for key, label, name in seen)


def _address(name: str, key: str) -> str:
    return reverse(name, args=[key]) if key in KINDS else reverse(name)
