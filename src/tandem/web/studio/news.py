"""What happened to an article since a page of it was opened: told in a line, never put under a reader's hands."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from tandem.domain.knowledge.releases.queries.cards import Card, card_of
from tandem.web.studio.places import Place


def mark_of(card: Card) -> str:
    """The same as long as nothing happened to the article; short, for an address."""
    stands = (len(card.steps), card.number, card.status, card.seal, card.given, card.in_force, card.state, str(card.expires_at), str(card.publish_at))
    return hashlib.sha256(repr(stands).encode()).hexdigest()[:16]


def news_of(place: Place, ref: str, *, seen: str) -> dict[str, Any]:
    """What to say on a page that was opened at `seen`: nothing while it still stands so."""
    card = card_of(place.actor, ref)
    return {} if mark_of(card) == seen else {"said": _said(card), "card": card}


def _said(card: Card) -> str:
    last = card.steps[-1] if card.steps else None
    values = {"name": last.who if last and last.who else _("Somebody"), "number": card.number}
    if card.state == "retired":
        return _("%(name)s retired this article.") % values
    if card.state == "expired" and card.status not in ("draft", "in_review"):
        return _("This article has expired.")
    if last is None or last.what == "written" or (card.status == "draft" and last.what != "sent_back"):
        return _("%(name)s saved the draft of version %(number)d.") % {**values, "name": card.writers[-1] if card.writers else _("Somebody")}
    words = {
        "submitted": _("%(name)s sent version %(number)d for review."), "approved": _("%(name)s approved version %(number)d."),
        "sent_back": _("%(name)s made version %(number)d a draft again."), "published": _("Version %(number)d is in force now."),
        "renewed": _("%(name)s let version %(number)d stand longer."), "retired": _("%(name)s retired this article."),
    }  # fmt: skip
    return words[last.what] % values
