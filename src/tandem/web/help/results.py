"""The results of a search as a page shows them, and what becomes of a search without any."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tandem.domain.assistance.gaps.actions.noting import note_unfound
from tandem.web.help.entry import Visit
from tandem.web.help.finding import asked_in, found
from tandem.web.help.pace import MOST_UNFOUND, is_within
from tandem.web.help.showing import person_url


def results(visit: Visit, text: str, *, is_typing: bool) -> dict[str, Any]:
    """Articles in the page's language, else in the brand's own; while somebody types, the last word may be half a word."""
    words, own = asked_in(text), visit.brand.language
    hits = found(visit, words) or (found(visit, words.rpartition(" ")[0]) if is_typing else ())
    others = found(visit, words, language=own) if not hits and own != visit.language else ()
    return {"hits": hits, "others": others, "words": words, "visit": visit, "person": person_url(visit, words=words), "other_language": own}


def note_without_answer(request: HttpRequest, visit: Visit, shown: dict[str, Any], *, session: str) -> None:
    """A search that found nothing is a question for who fills gaps: its meaning, once a reader."""
    if not (shown["hits"] or shown["others"]) and is_within(request, visit.brand, what="unfound", most=MOST_UNFOUND):
        note_unfound(visit.brand.pk, text=shown["words"], language=visit.language, key=session)
