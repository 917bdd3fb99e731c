"""The pages of knowledge, each a line, for the tabs and for the jump list: what they are called, where they are, who opens them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


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


# (what belongs together is called, its pages). A room that brings a page adds its line here.
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


def groups_for(*, sees_drafts: bool) -> tuple[tuple[Any, tuple[Page, ...]], ...]:
    """What this reader may open: pages that are not everybody's are for who sees drafts. No group is empty."""
    seen = ((name, tuple(page for page in pages if page.everybodys or sees_drafts)) for name, pages in GROUPS)
    return tuple((name, pages) for name, pages in seen if pages)
