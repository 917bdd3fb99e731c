"""A language that brackets every text, and what stands on a page outside the brackets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

OPEN, CLOSE = "⟦", "⟧"
SILENT = {"script", "style", "template"}
SAID = {"title", "aria-label", "aria-description", "placeholder", "alt", "data-label", "data-said"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NO_WORDS = re.compile(
    r"""Tandem                            # the product's name
    | [\w.+-]+@[\w.-]+                    # an address of a mailbox
    | https?://\S+ | (?<!\w)/[\w/.?=&-]+  # an address
    | \b\w+:(?:read|write)\b             # what a token may do, as programs say it
    | \b[a-z]{3}_\w{6,}\b                 # a reference
    | \b(?:UTC|[A-Z][A-Za-z_]+/[A-Za-z_/-]+)\b  # a time zone
    | \b(?:en|de|fr|es|ar|[a-z]{2,3}-[A-Z][A-Za-z]{1,3})\b  # a language code
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[A-Za-z]{2,}")


class Pseudo:
    """A catalogue in which every text is itself, in brackets."""

    def __init__(self, language: str) -> None:
        self.name = language
        self.asked: set[str] = set()

    def language(self) -> str:
        return self.name

    def to_language(self) -> str:
        return self.name

    def gettext(self, text: str) -> str:
        self.asked.add(text)
        return f"{OPEN}{text.rpartition(chr(4))[2]}{CLOSE}"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


class Reader(HTMLParser):
    """What a person sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.scripts: list[str] = []
        self.script = ""
        self.depth = 0  # of brackets: a text may hold elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.said += [value for name, value in given.items() if name in SAID]
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            self.said.append(given.get("value", ""))
        if tag not in VOID:
            hidden = tag in SILENT or "kbd" in given.get("class", "").split() or given.get("translate") == "no"
            self.inside.append((tag, hidden))
        if tag == "script":
            self.script = given.get("id", "")

    def handle_endtag(self, tag: str) -> None:
        while self.inside:
            if self.inside.pop()[0] == tag:
                return

    def handle_data(self, text: str) -> None:
        if self.inside and self.inside[-1][0] == "script" and self.script.endswith("-words"):
            self.scripts.append(text)
        if text.strip() and not any(hidden for _tag, hidden in self.inside):
            bare, self.depth = outside(text, self.depth)
            self.said.append(" ".join(bare.split()))


def bare_words(html: str) -> list[str]:
    """The texts of a page in which a word of ours stands outside the brackets."""
    reader = Reader()
    reader.feed(html)
    texts = [*reader.said, *(text for script in reader.scripts for text in strings_of(json.loads(script)))]
    return [text for text in texts if WORD.search(NO_WORDS.sub(" ", outside(text)[0]))]


def outside(text: str, depth: int = 0) -> tuple[str, int]:
    """What of a text stands outside the brackets, and how deep in them it ends."""
    bare = []
    for sign in text:
        if sign == CLOSE:
            depth = max(0, depth - 1)
        if depth == 0 and sign not in (OPEN, CLOSE):
            bare.append(sign)
        if sign == OPEN:
            depth += 1
    return "".join(bare), depth


def strings_of(value: object) -> Iterator[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_of(each)
