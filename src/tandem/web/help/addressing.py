"""What stands at an article's address: the article, another language's, a redirect, something that is gone, nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from tandem.core.kit.refusals import Absent
from tandem.domain.knowledge.articles.queries.public import Card, PublicArticle, cards, cards_of, ended, moved, public_article, tongues
from tandem.domain.knowledge.releases.queries.leading import successor_of
from tandem.web.help.entry import Visit


@dataclass(frozen=True, slots=True)
class Standing:
    """Exactly one of: `shown` (in another language than asked, if `is_fallback`), `leads_to`, or nothing with its status."""

    shown: PublicArticle | None = None
    is_fallback: bool = False
    leads_to: Card | None = None
    status: int = 404


def standing(visit: Visit, slug: str) -> Standing:
    """What a reader in these circumstances gets at an address; what they may not read looks as if it had never been."""
    try:
        return Standing(public_article(visit.circumstances, language=visit.language, slug=slug, address=_files(visit)))
    except Absent:
        pass
    if "\x00" in slug:
        return Standing()
    over = ended(visit.circumstances, language=visit.language, slug=slug)
    other = None if over is not None else moved(visit.language, slug)
    for entry in (over, other):
        target = _open(visit, entry)
        if target is not None:
            return Standing(leads_to=target)
    return Standing(status=410) if over is not None else _elsewhere(visit, slug)


def _open(visit: Visit, entry: object) -> Card | None:
    """The entry itself if it may be read, else what it led to when it was retired."""
    for one in (entry, successor_of(entry) if entry is not None else None):
        pk = getattr(one, "pk", None)
        if pk is not None and (card := cards_of(visit.circumstances, [pk]).get(pk)) is not None:
            return card
    return None


def _elsewhere(visit: Visit, slug: str) -> Standing:
    """The same short name in another language: there its own translation, if it has one, else the text as it is."""
    rows = [card for card in cards(visit.circumstances, slug=slug) if card.language in visit.languages]
    rows.sort(key=lambda card: visit.languages.index(card.language))
    for card in rows:
        own = next((one for one in tongues(visit.circumstances, card) if one.language == visit.language), None)
        if own is not None:
            return Standing(leads_to=own)
        return Standing(public_article(visit.circumstances, language=card.language, slug=slug, address=_files(visit)), is_fallback=True)
    return Standing()


def _files(visit: Visit) -> Callable[[str], str]:
    """File reference -> its address for this reader, with what they chose, by which it is theirs."""
    chosen = f"?{urlencode(visit.chosen)}" if visit.chosen else ""
    return lambda ref: reverse("help:file", args=[visit.brand.slug, ref]) + chosen
