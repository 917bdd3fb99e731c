"""In whose words and by whose clock a page is written: the person's own choice, else their brand's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation


@dataclass(frozen=True, slots=True)
class Reader:
    """A zone by IANA's name, and a language that the pages have."""

    zone: str
    language: str


def reader_of(person: Any, members: Sequence[Any]) -> Reader:
    """What the person chose; what they left open is as in the first of these brands."""
    brand = members[0].brand if members else None
    zones = (person.zone, brand.zone if brand else "")
    languages = (person.language, brand.language if brand else "")
    return Reader(
        next((zone for zone in zones if is_zone(zone)), "UTC"),
        next((spoken for one in languages if (spoken := spoken_for(one))), settings.LANGUAGE_CODE),
    )


@contextmanager
def written_for(reader: Reader | None) -> Iterator[None]:
    """Words, dates and numbers of what is rendered inside are the reader's; without one, the browser's."""
    if reader is None:
        yield
        return
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.zone)):
        yield


def reader_in(request: HttpRequest) -> Reader | None:
    """The reader whom the way in has found; None where nobody is signed in."""
    found: Reader | None = getattr(request, "reader", None)
    return found


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # nothing, a path, a folder
        return False
    return bool(name)


def spoken_for(code: str) -> str:
    """The language of the pages that serves this code (`de-AT` is served by `de`); empty where there is none."""
    try:
        return translation.get_supported_language_variant(code) if code else ""
    except LookupError:
        return ""
