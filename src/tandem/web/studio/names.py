"""What kinds, audiences, places and languages are called on a page."""

from __future__ import annotations

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _


def kind_name(kind: str) -> str:
    """Several of a kind, as a heading calls them."""
    names = {
        "article": _("Articles"), "macro": _("Macros"), "voice": _("Brand voice"), "guide": _("Guides"), "escalation": _("Escalation rules"),
        "boundary": _("Policy boundaries"), "disclosure": _("Disclosures"), "right": _("Decision rights"),
    }  # fmt: skip
    return names.get(kind, kind)


def audience_name(audience: str) -> str:
    """Who may read."""
    return {"customer": _("Customers"), "expert": _("Experts"), "lead": _("Leads and authors")}.get(audience, audience)


def place_name(place: str) -> str:
    """Where a wording holds."""
    return {"products": _("Products"), "plans": _("Plans"), "regions": _("Regions"), "channels": _("Channels")}.get(place, place)


def language_name(code: str) -> str:
    """A language in the reader's words; its code where nobody has a word for it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
