"""The content of every kind: read strictly from JSON, written so that the same content is always the same text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from tandem.core.authority.rights import Right
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.guides import Guide, read_guide, written_guide
from tandem.core.knowledge.policies.macros import Macro, read_macro, written_macro
from tandem.core.knowledge.policies.reading import Fault, Faulty, Reader, opened
from tandem.core.knowledge.policies.rules import (
    Boundary,
    Disclosure,
    Escalation,
    read_boundary,
    read_disclosure,
    read_escalation,
    read_right,
    written_boundary,
    written_disclosure,
    written_escalation,
    written_right,
)  # fmt: skip
from tandem.core.knowledge.policies.voices import Voice, read_voice, written_voice

Content = Escalation | Boundary | Disclosure | Right | Guide | Macro | Voice
MOST_KEPT = 2048  # contents that a process keeps read; by their text, so that none is ever stale

_READ: Mapping[str, Callable[[Any, Reader], Content]] = {
    "escalation": read_escalation, "boundary": read_boundary, "disclosure": read_disclosure, "right": read_right,
    "guide": read_guide, "macro": read_macro, "voice": read_voice,
}  # fmt: skip
_WRITTEN: Mapping[type, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    Escalation: ("escalation", written_escalation), Boundary: ("boundary", written_boundary), Disclosure: ("disclosure", written_disclosure),
    Right: ("right", written_right), Guide: ("guide", written_guide), Macro: ("macro", written_macro), Voice: ("voice", written_voice),
}  # fmt: skip
POLICY_KINDS = tuple(_READ)


@lru_cache(maxsize=MOST_KEPT)
def read_content(kind: str, source: str) -> Content:
    """The content of a kind from its JSON. Raises Faulty with every fault, each with its path and what was expected.

    >>> read_content("right", '{"class":"refund","role":"lead"}')
    Right(decision_class='refund', role='lead', limit=None, certification='', four_eyes_above=None)
    """
    if kind not in _READ:
        raise Invalid("A kind is one of %(choices)s.", named={"choices": ", ".join(POLICY_KINDS)}, field="kind")
    reader = Reader()
    content = _READ[kind](opened(source), reader)
    if reader.faults:
        raise Faulty(reader.faults)
    return content


def written_content(content: Content) -> str:
    """The JSON that `read_content` reads back as the same content: sorted keys, no spare spaces, nothing that is empty."""
    _, written = _WRITTEN[type(content)]
    return json.dumps(written(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kind_of(content: Content) -> str:
    """The kind that a content is of."""
    return _WRITTEN[type(content)][0]


def faults_of(kind: str, source: str) -> tuple[Fault, ...]:
    """What is wrong with a content; nothing when it can be released. Never raises for a kind of policy."""
    try:
        read_content(kind, source)
    except Faulty as faulty:
        return faulty.faults
    return ()
