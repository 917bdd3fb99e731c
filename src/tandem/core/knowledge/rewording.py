"""One section of a Markdown text: its source as it is written, and the text with another in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(?P<words>.*?)\s*#*\s*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


def section_source(body: str, heading: str) -> str | None:
    """What stands under a heading, without it, up to the next heading; "" is what stands before the first. None: no such heading.

    >>> section_source("Hello.\\n\\n## Fees\\n\\nOne pound.\\n", "Fees")
    'One pound.'
    """
    for words, begins, ends in _places(body):
        if _same(words, heading):
            return "\n".join(body.split("\n")[begins:ends]).strip("\n")
    return None


def with_section(body: str, heading: str, *, wording: str) -> str | None:
    """The text with another wording under a heading; None where there is no such heading.

    >>> with_section("Hello.\\n\\n## Fees\\n\\nOne pound.", "Fees", wording="Two pounds.")
    'Hello.\\n\\n## Fees\\n\\nTwo pounds.'
    """
    lines = body.split("\n")
    for words, begins, ends in _places(body):
        if _same(words, heading):
            before, after = lines[:begins], lines[ends:]
            parts = ["\n".join(before).rstrip("\n"), wording.strip("\n"), "\n".join(after).strip("\n")]
            return "\n\n".join(part for part in parts if part)
    return None


def _same(words: str, heading: str) -> bool:
    """A section's heading may name those above it too: the last one counts."""
    return words.casefold() == heading.casefold() or (bool(words) and heading.casefold().endswith(words.casefold()))


def _places(body: str) -> Iterator[tuple[str, int, int]]:
    """(heading, first line under it, the line after its last) in order; the text before the first heading has none."""
    lines = body.split("\n")
    heading, begins, fenced = "", 0, False
    for number, line in enumerate(lines):
        fenced = not fenced if _FENCE.match(line) else fenced
        found = None if fenced else _HEADING.match(line)
        if found:
            yield heading, begins, number
            heading, begins = found["words"], number + 1
    yield heading, begins, len(lines)
