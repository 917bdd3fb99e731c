"""The page of an article's languages: the source beside one translation, and what changed since it was made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tandem.core.kit.refusals import Absent
from tandem.domain.knowledge.articles.queries.reading import draft_of, read
from tandem.domain.knowledge.articles.queries.translations import Tongue, tongues_of
from tandem.web.studio.comparing import comparison_of
from tandem.web.studio.names import language_name
from tandem.web.studio.places import Place, file_address

OFFERED = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "it", "ja", "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk",
    "zh-Hans",
)  # fmt: skip


def tongues_page(request: HttpRequest, place: Place, article: Any) -> dict[str, Any]:
    """All languages, and the one that is open beside the source: the address names it, else the entry itself or the first."""
    tongues = tongues_of(place.actor, article.ref)
    source = next((one for one in tongues if one.is_source), None)
    if source is None:
        raise Absent("There is no such article.")
    others = [one for one in tongues if not one.is_source]
    wanted = request.GET.get("language", "") or article.language
    beside = next((one for one in others if one.language == wanted), others[0] if others else None)
    left = [(code, language_name(code)) for code in OFFERED if code not in {one.language for one in tongues}]
    return {
        "article": article, "tongues": [(language_name(one.language), one) for one in tongues], "source": source, "beside": beside,
        "beside_name": language_name(beside.language) if beside else "", "source_name": language_name(source.language),
        "source_reading": read(place.actor, source.ref, address=file_address), "reading": _newest(place, beside) if beside else None,
        "since": _since(place, source, beside) if beside else None, "offered": sorted(left, key=lambda one: one[1]),
    }  # fmt: skip


def _newest(place: Place, tongue: Tongue) -> Any:
    waiting = draft_of(place.actor, tongue.ref)
    return read(place.actor, tongue.ref, number=waiting.version.number if waiting else None, address=file_address)


def _since(place: Place, source: Tongue, tongue: Tongue) -> Any:
    """What changed in the source since the translation was made."""
    if not tongue.is_stale or not tongue.made_from or not tongue.source_now:
        return None
    return comparison_of(read(place.actor, source.ref, number=tongue.made_from), read(place.actor, source.ref, number=tongue.source_now))
