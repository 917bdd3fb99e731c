"""What a new version keeps of the one before: section references, so that citations survive an edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tandem.core.knowledge.markdown import SectionText


def carried(
    before: Sequence[tuple[str, SectionText]], after: Sequence[SectionText]
) -> tuple[str | None, ...]:
    """For each new section the reference it keeps, or None for one that is new.

    A section keeps its reference by its heading (the n-th of a heading by the n-th), else, when only its
    heading changed, by its text. Each reference is kept at most once.

    >>> before = [("a", SectionText("Fees", "Old."))]
    >>> carried(before, [SectionText("Intro", "Hi."), SectionText("fees", "New.")])
    (None, 'a')
    """
    by_heading: dict[str, list[str]] = defaultdict(list)
    for ref, section in before:
        by_heading[section.heading.casefold()].append(ref)
    kept: list[str | None] = []
    for section in after:
        waiting = by_heading[section.heading.casefold()]
        kept.append(waiting.pop(0) if waiting else None)
    left = {section.text: ref for ref, section in reversed(before) if ref not in kept}
    return tuple(ref or left.pop(section.text, None) for ref, section in zip(kept, after, strict=True))
