"""Whether words that must be said were said: word for word, whatever the spacing and the quotation marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " "})


def is_said(words: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts holds the words, in one stretch.

    >>> is_said("A fee of £5 is taken.", ["Hello,\\n\\na fee is taken.", "Yes. A fee of £5\\n is taken. Sorry!"])
    True
    """
    wanted = _plain(words)
    return any(wanted in _plain(text) for text in texts)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split())
