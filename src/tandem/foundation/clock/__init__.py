"""The only source of now: the machine's clock, or a virtual one while history is replayed."""

from tandem.foundation.clock.time import VirtualClock, now, on, virtual

__all__ = ["VirtualClock", "now", "on", "virtual"]
