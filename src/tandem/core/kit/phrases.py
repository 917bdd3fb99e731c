"""Phrases: texts of ours that are no refusals, kept so that a surface can say them in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text in English, written out in one piece, and what is `named` in it: values, or phrases, which are said too.

    >>> str(Phrase("at most %(longest)s characters", {"longest": 40}))
    'at most 40 characters'
    """

    template: str
    named: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """In English, for programs, the command line and logs."""
        return self.template % self.named if self.named else self.template


@dataclass(frozen=True, slots=True)
class Phrases:
    """Several phrases, one after the other.

    >>> str(Phrases((Phrase("text"), Phrase("one line"))))
    'text; one line'
    """

    parts: tuple[Phrase, ...]

    def __str__(self) -> str:
        """In English."""
        return "; ".join(str(part) for part in self.parts)
