"""Clearance: the proof that an expert's or the AI's words passed the checks. `assistance/replies` alone issues it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clearance:
    """These very words, for this conversation, passed these checks."""

    conversation_id: int
    text_hash: str
    checks: tuple[str, ...]

    def covers(self, conversation_id: int, text: str) -> bool:
        """Whether it was issued for this text in this conversation."""
        return self.conversation_id == conversation_id and self.text_hash == hash_of(text)


def hash_of(text: str) -> str:
    """SHA-256 of the words."""
    return hashlib.sha256(text.encode()).hexdigest()
