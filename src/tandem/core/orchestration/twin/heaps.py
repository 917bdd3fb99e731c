"""Binary heaps of times in plain arrays, for compiled event loops: the least time is at place 0."""

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.compiled import fast_compiled


@fast_compiled
def push_time(heap: Floats, size: int, value: float) -> int:
    """Add a time; returns the new size."""
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if heap[parent] <= value:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = value
    return size + 1


@fast_compiled
def replace_least(heap: Floats, size: int, value: float) -> None:
    """Take the least time out and put `value` in."""
    place = 0
    child = 1
    while child < size:
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = value


@fast_compiled
def drop_least(heap: Floats, size: int) -> int:
    """Take the least time out; returns the new size."""
    if size > 1:
        replace_least(heap, size - 1, heap[size - 1])
    return size - 1


@fast_compiled
def push_event(times: Floats, tags: Ints, size: int, time: float, tag: int) -> int:
    """Add an event that carries a tag; returns the new size."""
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if times[parent] <= time:
            break
        times[place] = times[parent]
        tags[place] = tags[parent]
        place = parent
    times[place] = time
    tags[place] = tag
    return size + 1


@fast_compiled
def drop_event(times: Floats, tags: Ints, size: int) -> int:
    """Take the earliest event out; returns the new size."""
    size -= 1
    time, tag = times[size], tags[size]
    place = 0
    child = 1
    while child < size:
        if child + 1 < size and times[child + 1] < times[child]:
            child += 1
        if times[child] >= time:
            break
        times[place] = times[child]
        tags[place] = tags[child]
        place = child
        child = 2 * place + 1
    times[place] = time
    tags[place] = tag
    return size
