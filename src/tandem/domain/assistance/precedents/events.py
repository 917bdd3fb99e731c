"""What happens to rankers. Settled questions themselves are told to nobody: they are learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@event
@dataclass(frozen=True, slots=True)
class RankerChosen(Event):
    """Another ranker (its training's number; 0: the plain order) orders searches from now on."""

    training: int

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
