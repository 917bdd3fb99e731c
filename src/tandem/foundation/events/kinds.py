"""What an event is, and the register of all kinds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

KINDS: dict[str, type[Event]] = {}
E_ = TypeVar("E_", bound="type[Event]")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, past tense. Fields are ids and public references, never text.

    `topics` name who may be told live (templates over the fields); `stream` names the field whose events
    keep their order; `subject` and `version` are what a live listener learns.
    """

    topics: ClassVar[tuple[str, ...]] = ()
    stream: ClassVar[str] = ""
    subject: ClassVar[str] = ""

    def payload(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value is not None}


def event(cls: E_) -> E_:
    """Register a kind under its class name; two rooms cannot use one name."""
    if cls.__name__ in KINDS:
        raise RuntimeError(f"two kinds of event are called {cls.__name__}")
    KINDS[cls.__name__] = cls
    return cls
