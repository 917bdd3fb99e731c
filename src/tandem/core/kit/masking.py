"""Personal details with a shape (addresses of mail, numbers, links) and given names, taken out of a text before others read it."""

from __future__ import annotations

import re
from collections.abc import Sequence

# From the longest shapes to the shortest; each leaves a word that says what stood there.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[link]", re.compile(r"\bhttps?://\S+", re.IGNORECASE)),
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[account]", re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b")),
    ("[card]", re.compile(r"\b(?:\d[ -]?){13,19}\b")),
    ("[phone]", re.compile(r"(?<![\w])\+?\(?\d[\d ()/-]{7,}\d\b")),
    ("[number]", re.compile(r"\b[A-Z]{1,5}-?\d{4,}\b|\b\d{6,}\b")),
    ("[postcode]", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")),
)
_GREETED = re.compile(
    r"(?<=\b[Ii]['’]m )[A-Z][a-z]+|(?<=\bmy name is )[A-Z][a-z]+(?: [A-Z][a-z]+)?"
    r"|(?<=\b[Hh]ello )[A-Z][a-z]+(?=,)|(?<=\b[Hh]i )[A-Z][a-z]+(?=,)"
)


def masked(text: str, *, names: Sequence[str] = ()) -> str:
    """The text without what has the shape of a personal detail, and without these names, part by part.

    What has no shape (an address in words, a story that tells who somebody is) stays: a person reads it before others do.

    >>> masked("Hi, I am Priya: priya@mail.example, booking NR-48213", names=["Priya Raman"])
    'Hi, I am [name]: [e-mail], booking [number]'
    """
    for word, shape in _SHAPES:
        text = shape.sub(word, text)
    for name in (part for whole in names for part in whole.split() if len(part) > 1):
        text = re.sub(rf"\b{re.escape(name)}\b", "[name]", text, flags=re.IGNORECASE)
    return _GREETED.sub("[name]", text)
