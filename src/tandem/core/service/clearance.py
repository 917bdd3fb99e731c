"""Clearance: the proof that an expert's or the AI's words, and the files with them, passed the checks. `assistance/replies` alone issues it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clearance:
    """These very words, for this conversation, passed these checks."""

    conversation_id: int
    text_hash: str
    checks: tuple[str, ...]

    def covers(self, conversation_id: int, text: str, files: Sequence[str] = ()) -> bool:
        """Whether it was issued for this text with these files (their SHA-256) in this conversation."""
        return self.conversation_id == conversation_id and self.text_hash == hash_of(text, files)


def hash_of(text: str, files: Sequence[str] = ()) -> str:
    """SHA-256 of the words, and of what is sent with them."""
    return hashlib.sha256("\x00".join([text, *files]).encode()).hexdigest()
