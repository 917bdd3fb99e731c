"""Whether words were said, those that must be and those that somebody quoted: word for word, whatever the spacing and the quotation marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from tandem.core.knowledge.sentences import sentences

OWN_SENTENCE = 5  # words; a shorter sentence may be anybody's, one of so many that stands in two texts was taken from one of them
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " "})


def is_said(words: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts holds the words, in one stretch.

    >>> is_said("A fee of £5 is taken.", ["Hello,\\n\\na fee is taken.", "Yes. A fee of £5\\n is taken. Sorry!"])
    True
    """
    wanted = _plain(words)
    return any(wanted in _plain(text) for text in texts)


def is_quoted(passage: str, text: str) -> bool:
    """Whether a text holds a sentence of a passage (of so many words that it is nobody's own), or the passage whole.

    >>> is_quoted("Reserve early. Bicycles need a reservation of two hours.", "Hi! “Bicycles need a reservation of two hours.” Bye")
    True
    >>> is_quoted("Reserve early. Bicycles need a reservation of two hours.", "Reserve early.")
    False
    """
    said = [sentence for sentence in sentences(passage) if len(sentence.split()) >= OWN_SENTENCE]
    return is_said(passage, [text]) or any(is_said(sentence, [text]) for sentence in said)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split())
