"""Topic prefix -> who may listen: a function of (request's actor facts, the rest of the topic)."""

from __future__ import annotations

TOPICS: dict[str, str] = {}
