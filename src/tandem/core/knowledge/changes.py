"""What changed between two wordings, word by word, in the shape of the text: headings, items, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Fate = Literal["same", "added", "removed"]
MOST_WORDS = (
    4000  # in one line; beyond it the line is shown as replaced, since comparing grows with the square
)

_WORDS = re.compile(r"\s+|[^\s]+")
_HEADING = re.compile(r"^#{1,6}\s+")
_QUOTE = re.compile(r"^\s*>\s?")
_STRONG = re.compile(r"\*\*|__")
_RULE = re.compile(r"^\s*\|?[\s|:-]*-{2,}[\s|:-]*$")  # under a table's head, or across the page
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and what became of them."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a list item or a line of text, as pieces."""

    kind: Literal["heading", "item", "text"]
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.fate != "same" for piece in self.pieces)


def changes_of(before: str, after: str) -> tuple[Block, ...]:
    """Every line of two Markdown texts, the changed ones compared word by word; empty lines are left out.

    Lines are matched by longest common blocks (Ratcliff and Obershelp), within a replaced stretch the
    n-th with the n-th.

    >>> [piece.fate for piece in changes_of("Open for 28 days.", "Open for 60 days.")[0].pieces]
    ['same', 'removed', 'added', 'same']
    """
    old, new = _lines(before), _lines(after)
    found: list[Block] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_block(line, (Piece("same", _bare(line)),)) for line in old[a:b]]
            continue
        for gone, come in zip_longest(old[a:b], new[c:d]):
            found += _compared(gone, come)
    return tuple(found)


def count_of(blocks: Sequence[Block]) -> int:
    """How many places changed: words replaced, added or removed in one stretch of a line are one.

    >>> count_of(changes_of("Open 28 days in all shops.", "Open 60 days in each shop."))
    2
    """
    changed = 0
    for block in blocks:
        fates = ["" if piece.fate == "same" else "changed" for piece in block.pieces]
        changed += sum(fate == "changed" and (i == 0 or fates[i - 1] == "") for i, fate in enumerate(fates))
    return changed


def _compared(gone: str | None, come: str | None) -> list[Block]:
    if gone is None or come is None:
        fate: Fate = "added" if gone is None else "removed"
        line = come if gone is None else gone
        return [_block(line or "", (Piece(fate, _bare(line or "")),))]
    if _kind(gone) != _kind(come):
        return [_block(gone, (Piece("removed", _bare(gone)),)), _block(come, (Piece("added", _bare(come)),))]
    return [_block(come, tuple(_words(_bare(gone), _bare(come))))]


def _words(gone: str, come: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(gone), _WORDS.findall(come)
    if max(len(old), len(new)) > MOST_WORDS:
        yield from (Piece("removed", gone), Piece("added", come))
        return
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        pieces += [Piece("removed", "".join(old[a:b]))] if b > a else []
        pieces += [Piece("added", "".join(new[c:d]))] if d > c else []
    yield from _joined(pieces)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Changes that only a space keeps apart become one: a changed phrase reads better than word for word."""
    gone, come, space = "", "", ""
    for piece in pieces:
        if piece.fate == "same" and piece.text.isspace() and (gone or come):
            space += piece.text
        elif piece.fate == "same":
            yield from _change(gone, come, space)
            gone, come, space = "", "", ""
            yield piece
        else:
            gone, come, space = gone + space, come + space, ""
            gone += piece.text if piece.fate == "removed" else ""
            come += piece.text if piece.fate == "added" else ""
    yield from _change(gone, come, space)


def _change(gone: str, come: str, space: str) -> Iterator[Piece]:
    yield from (
        piece for piece in (Piece("removed", gone), Piece("added", come), Piece("same", space)) if piece.text
    )


def _lines(text: str) -> Sequence[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip() and not _RULE.match(line)]


def _kind(line: str) -> Literal["heading", "item", "text"]:
    if _HEADING.match(line):
        return "heading"
    return "item" if _ITEM.match(line) else "text"


def _bare(line: str) -> str:
    """The words of a line, without what only shapes them."""
    words = _STRONG.sub("", _QUOTE.sub("", _ITEM.sub("", _HEADING.sub("", line)))).strip()
    return words.strip("|").strip() if words.startswith("|") else words


def _block(line: str, pieces: tuple[Piece, ...]) -> Block:
    return Block(_kind(line), pieces)
