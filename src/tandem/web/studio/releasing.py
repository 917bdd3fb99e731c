"""Releases in words, the page of what waits, and many approvals in one go: the result of each is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.documents import KINDS
from tandem.domain.knowledge.articles.access import article_for, articles_for
from tandem.domain.knowledge.articles.queries.reading import draft_of, history, read
from tandem.domain.knowledge.releases.actions.reviewing import approve
from tandem.domain.knowledge.releases.queries.stories import waiting_for
from tandem.web.entry import or_refused
from tandem.web.refusals import said
from tandem.web.studio.comparing import Comparison, comparison_of
from tandem.web.studio.pages import address_of
from tandem.web.studio.places import Place, file_address

PER_PAGE = 20  # read with care; and one request releases no more


@dataclass(frozen=True, slots=True)
class Asked:
    """A version in review on the page of what waits: its wording, or what it changes."""

    one: Any
    url: str
    seal: str
    reading: Any
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one approval; `refusal` is empty where it was given."""

    title: str
    url: str
    said: str
    is_given: bool


def released_words(version: Any) -> str:
    """What an approval led to."""
    if version.status == "published":
        return _("Version %(number)d is in force. The AI answers from it now.") % {"number": version.number}
    if version.status == "approved":
        return _("Approved. It comes into force on its date.")
    return _("Approved. It needs one more person.")


def waiting_page(request: HttpRequest, place: Place) -> dict[str, Any]:
    """One page of what is in review, what this reader may approve first; each with what it says or changes."""
    kind = request.GET.get("kind", "")
    rows = waiting_for(place.actor, kind=kind if kind in KINDS else "")
    mine = sorted(rows, key=lambda row: not (row.mine and place.may_release))
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    asked = [_asked(place, row) for row in page.object_list]
    kinds = sorted({row.kind for row in waiting_for(place.actor)}, key=KINDS.index)
    return {"page": page, "asked": asked, "kind": kind, "kinds": kinds, "mine": sum(row.mine for row in rows) if place.may_release else 0}


def approved_many(request: HttpRequest, place: Place) -> tuple[Outcome, ...]:
    """Approve what was chosen, each for itself: one that is refused holds up no other. Raises Invalid for too many."""
    chosen = request.POST.getlist("chosen")
    if len(chosen) > PER_PAGE:
        raise Invalid("At most %(most)s at a time.", named={"most": PER_PAGE}, field="chosen")
    return tuple(_approved(place, choice) for choice in dict.fromkeys(chosen))


def successor_in(place: Place, article: Any, slug: str) -> Any:
    """The article that an address leads to from now on, by its short name; None for none. Raises Invalid."""
    wanted = slug.strip()
    if not wanted:
        return None
    rows = [row for row in articles_for(place.actor, kind=article.kind, text=wanted, limit=200).rows if row.slug == wanted]
    same = [row for row in rows if row.language == article.language] or rows
    if not same:
        raise Invalid("No article has the short name %(slug)s.", named={"slug": wanted}, field="successor")
    return article_for(place.actor, same[0].ref)


def _asked(place: Place, row: Any) -> Asked:
    reading = draft_of(place.actor, row.ref)
    reading = reading and read(place.actor, row.ref, number=reading.version.number, address=file_address)
    before = next((one.number for one in history(place.actor, row.ref) if one.valid_from), None)
    comparison = comparison_of(read(place.actor, row.ref, number=before), reading) if before and reading else None
    return Asked(row, address_of(row.kind, row.ref), reading.version.seal if reading else "", reading, comparison)


def _approved(place: Place, choice: str) -> Outcome:
    ref, _colon, seal = choice.partition(":")
    article = article_for(place.actor, ref)
    refusals: list[Refused] = []
    with or_refused(refusals.append):
        version = approve(place.actor, article, seen=seal)
    url = address_of(article.kind, ref)
    return Outcome(article.title, url, said(refusals[0]), is_given=False) if refusals else Outcome(version.title, url, released_words(version), is_given=True)
