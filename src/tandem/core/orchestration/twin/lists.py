"""The twin's lists of free experts and of waiting customers (compiled)."""

from tandem.core.kit.compiled import inlined
from tandem.core.orchestration.twin.state import FREE, RING, Given, Moving

_MASK = RING - 1


@inlined
def leave_free(given: Given, moving: Moving, expert: int) -> None:
    """Take an expert off the list of the free, if there."""
    place = moving.place[expert]
    if place < 0:
        return
    last = moving.sizes[FREE] - 1
    other = moving.free[last]
    moving.free[place] = other
    moving.place[other] = place
    moving.place[expert] = -1
    moving.sizes[FREE] = last
    moving.pool_free[given.pool[expert]] -= 1


@inlined
def skip_gone(moving: Moving, kind: int) -> None:
    """Move the head of a queue to the first customer who still waits."""
    while moving.head[kind] < moving.tail[kind] and moving.ring_index[kind, moving.head[kind] & _MASK] < 0:
        moving.head[kind] += 1
    if moving.head[kind] < moving.tail[kind]:
        moving.head_since[kind] = moving.ring_since[kind, moving.head[kind] & _MASK]
