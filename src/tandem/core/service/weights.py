"""How much of a person's attention a contact takes, by channel. Summed across brands, capped by capacity."""

from __future__ import annotations

from typing import Literal

Channel = Literal["chat", "email", "voice", "form"]
CHANNELS: tuple[Channel, ...] = ("chat", "email", "voice", "form")
AT_ONCE: tuple[Channel, ...] = ("chat", "voice")  # where the customer sits and waits; the others are deferred work

FULL = 12  # one person's whole attention, in twelfths: divides by the usual 1, 2, 3 and 4 at once
WEIGHTS: dict[str, int] = {"voice": 12, "chat": 4, "email": 3, "form": 3}


def weight_of(channel: str) -> int:
    """Twelfths of a person's attention that one contact of this channel takes.

    >>> FULL // weight_of("chat")
    3
    """
    return WEIGHTS[channel]
