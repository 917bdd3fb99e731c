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


def quoted_of(passage: str, text: str) -> tuple[str, ...]:
    """What a text holds of a passage: all of it, else its sentences of so many words that they are nobody's own.

    >>> quoted_of("Reserve early. Bicycles need a reservation of two hours.", "Hi! “Bicycles need a reservation of two hours.” Bye")
    ('Bicycles need a reservation of two hours.',)
    >>> quoted_of("Reserve early. Bicycles need a reservation of two hours.", "Reserve early.")
    ()
    """
    if is_said(passage, [text]):
        return (passage,)
    return tuple(sentence for sentence in sentences(passage) if len(sentence.split()) >= OWN_SENTENCE and is_said(sentence, [text]))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split())
