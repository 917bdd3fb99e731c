"""Brand voice: how the brand sounds, and a text held against it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from tandem.core.kit.phrases import Phrase
from tandem.core.knowledge.policies.reading import Reader, kept
from tandem.core.knowledge.policies.truth import words_of
from tandem.core.knowledge.policies.vocabulary import folded

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Banned:
    """A word or phrase that the brand does not use, and what it says instead ("" for nothing at all)."""

    phrase: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a brand sounds."""

    tone: tuple[str, ...]
    greetings: tuple[str, ...] = ()
    sign_offs: tuple[str, ...] = ()
    does: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    banned: tuple[Banned, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """A banned phrase in a text: characters [start, end) of its composed form (NFC), and what to say instead."""

    start: int
    end: int
    phrase: str
    instead: str


def read_voice(given: Any, reader: Reader) -> Voice:
    parts = reader.parts(given, "", ("tone", "greetings", "sign_offs", "do", "dont", "banned"))
    lists = {key: reader.lines(parts.get(key), key) for key in ("tone", "greetings", "sign_offs", "do", "dont")}
    if not lists["tone"]:
        reader.fault("tone", Phrase("at least one line on how the brand sounds"))
    banned = reader.many(parts.get("banned"), "banned", lambda part, path: _banned(part, path, reader))
    reader.once((" ".join(words_of(one.phrase)) for one in banned), "banned", ".phrase")
    return Voice(lists["tone"], lists["greetings"], lists["sign_offs"], lists["do"], lists["dont"], banned)


def written_voice(voice: Voice) -> dict[str, Any]:
    return kept(
        tone=list(voice.tone), greetings=list(voice.greetings), sign_offs=list(voice.sign_offs), do=list(voice.does), dont=list(voice.avoids),
        banned=[kept(phrase=one.phrase, instead=one.instead) for one in voice.banned],
    )  # fmt: skip


def slips(voice: Voice, text: str) -> tuple[Slip, ...]:
    """Every banned phrase in a text, word by word, in order; of those that begin at one word the longest.

    >>> slips(Voice(("calm",), banned=(Banned("valued customer", "you"),)), "Dear Valued Customer!")
    (Slip(start=5, end=20, phrase='valued customer', instead='you'),)
    """
    found = list(_WORD.finditer(unicodedata.normalize("NFC", text)))
    folds = [folded(match[0]) for match in found]
    wanted = sorted(((words_of(one.phrase), one) for one in voice.banned), key=lambda pair: -len(pair[0]))
    slipped: list[Slip] = []
    place = 0
    while place < len(found):
        words, one = next((pair for pair in wanted if pair[0] and tuple(folds[place : place + len(pair[0])]) == pair[0]), ((), None))
        if one is not None:
            slipped.append(Slip(found[place].start(), found[place + len(words) - 1].end(), one.phrase, one.instead))
        place += max(len(words), 1)
    return tuple(slipped)


def _banned(given: Any, path: str, reader: Reader) -> Banned:
    parts = reader.parts(given, path, ("phrase", "instead"))
    phrase = reader.line(parts.get("phrase"), f"{path}.phrase")
    if phrase and not words_of(phrase):
        reader.fault(f"{path}.phrase", Phrase("a phrase with a word in it"))
    return Banned(phrase, reader.line(parts.get("instead"), f"{path}.instead", optional=True))
