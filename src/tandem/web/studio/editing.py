"""One turn of the editor: save, look, attach a file or add a link, and what the page then shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tandem.core.kit.refusals import Refused
from tandem.domain.knowledge.articles.access import articles_for
from tandem.domain.knowledge.articles.queries.reading import draft_of, read
from tandem.domain.knowledge.articles.queries.translations import tongues_of
from tandem.domain.knowledge.articles.queries.wordings import places_known
from tandem.domain.knowledge.releases.queries.cards import card_of
from tandem.web.entry import or_refused
from tandem.web.studio.editor import WordingForm
from tandem.web.studio.names import place_name
from tandem.web.studio.news import mark_of
from tandem.web.studio.noting import beside
from tandem.web.studio.pictures import taken_in
from tandem.web.studio.places import Place, file_address
from tandem.web.studio.wordings import Conflict, refusal_words, saved, with_file, with_link

MOST_LINKS_FOUND = 8


def first_words(request: HttpRequest, place: Place) -> dict[str, Any]:
    """What a new article begins with: the brand's language, and a title where the address proposes one."""
    return {"language": place.brand.language, "title": request.GET.get("title", "")[:200]}


def edited(request: HttpRequest, place: Place, article: Any, form: WordingForm) -> tuple[bool, Conflict | None]:
    """(whether the draft was saved, what stands against it)."""
    if "save" not in request.POST:
        return False, None
    answer = saved(place, article, form)
    return (answer, None) if isinstance(answer, bool) else (False, answer)


def editing(request: HttpRequest, place: Place, form: WordingForm, *, article: Any = None, conflict: Conflict | None = None) -> dict[str, Any]:
    """What the editor's page shows; small turns (a file, a link) are done on the form first, and save nothing."""
    upload_refused = _small_turns(request, place, form)
    values = form.data if form.is_bound else form.initial
    context = {
        "form": form, "article": article, "conflict": conflict, "upload_refused": upload_refused, "beside": beside(place, values),
        "known": known_places(), "find_link": request.POST.get("find_link", ""),
        "links": links_found(place, request.POST.get("find_link", ""), but=article.slug if article else ""),
    }  # fmt: skip
    if article is None:
        return context
    open_one = draft_of(place.actor, article.ref)
    return {
        **context, "open": open_one, "mark": mark_of(card_of(place.actor, article.ref)), "source": _source(place, article),
        "may_discard": open_one is not None and open_one.version.status == "draft" and open_one.version.number > 1 and not open_one.version.round,
    }  # fmt: skip


def known_places() -> list[tuple[str, tuple[str, ...]]]:
    """What places are called in other wordings, so that the same one is called the same."""
    return [(place_name(name), values) for name, values in places_known().items()]


def links_found(place: Place, text: str, *, but: str = "") -> tuple[Any, ...]:
    """Articles by title or short name, to link to."""
    if not text.strip() or "\x00" in text:
        return ()
    rows = articles_for(place.actor, text=text.strip(), limit=MOST_LINKS_FOUND + 1).rows
    return tuple({row.slug: row for row in rows if row.slug != but and row.state != "retired"}.values())[:MOST_LINKS_FOUND]


def _small_turns(request: HttpRequest, place: Place, form: WordingForm) -> str:
    """A file taken in, a link added; returns why a file was refused."""
    for field in ("needs", "related"):
        if slug := request.POST.get(f"add_{field}", ""):
            with_link(form, field=field, slug=slug)
    refusals: list[Refused] = []
    if "attach" in request.POST:
        with or_refused(refusals.append):
            with_file(form, taken_in(request, place))
    return refusal_words(refusals[0]) if refusals else ""


def _source(place: Place, article: Any) -> Any:
    """A translation's source as it reads now."""
    source = next((one for one in tongues_of(place.actor, article.ref) if one.is_source), None)
    return read(place.actor, source.ref, address=file_address) if source and source.ref != article.ref else None
