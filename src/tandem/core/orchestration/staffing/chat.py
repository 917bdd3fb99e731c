"""Chat: one expert holds several conversations at once, each slower the more there are.

With N conversations on n experts of k slots, spread evenly, service runs at N / h(N / n), h the mean
seconds of a conversation at that concurrency. Below n k slots the queue is a birth-death chain; from there
on the wait obeys Erlang A with drain n k / h(k), so the exact integrals of `kernels` hold with E taken from
the chain (Luo and Zhang 2013, Operations Research 61:328, state the model; Tezcan and Zhang 2014, Operations
Research 62:943, plan with it).
"""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.kit.compiled import compiled
from tandem.core.orchestration.staffing.kernels import (
    ABANDON,
    MEASURES,
    P_WAIT,
    SERVED_WAIT,
    WITHIN,
    erlang_a_row,
)


@dataclass(frozen=True, slots=True)
class ChatService:
    """What to expect of a chat queue; `slot_occupancy` is conversations held over slots."""

    experts: int
    p_wait: float
    service_level: float
    abandon: float
    asa_seconds: float
    slot_occupancy: float


def chat_service(rate: float, handle_seconds: Floats, experts: int, *, patience_seconds: float, seconds: float = 30.0) -> ChatService:
    """Steady state of a chat queue.

    `handle_seconds` has shape (k,): mean seconds of a conversation when an expert holds 1, 2, ... k of
    them; `rate` conversations a second. Service level is served within `seconds` / offered. Assumes
    Poisson arrivals, exponential conversations and patience, even spreading.

    >>> one = chat_service(48 / 60, np.array([60.0]), 50, patience_seconds=120.0, seconds=20.0)
    >>> round(one.abandon, 6)
    0.030912
    """
    handle = np.ascontiguousarray(handle_seconds, dtype=np.float64)
    figures = np.array([rate, patience_seconds, *handle])
    if handle.size < 1 or not np.all(np.isfinite(figures) & (figures > 0)) or experts < 1:
        raise ValueError("chat needs a rate, handle times, patience above zero and at least one expert")
    slots = handle.size
    if np.any(np.diff(np.arange(1, slots + 1) / handle) < 0):
        raise ValueError("each further conversation must not slow an expert's total pace")
    row = np.zeros(MEASURES)
    idle, held = _below_full(rate, handle, experts)
    erlang_a_row(rate, float(handle[-1]), experts * slots, patience_seconds, seconds, 1.0 / idle, row)
    full = experts * slots
    busy = held * (1 - row[P_WAIT]) + full * row[P_WAIT]
    return ChatService(
        experts,
        float(row[P_WAIT]),
        float(row[WITHIN]),
        float(row[ABANDON]),
        float(row[SERVED_WAIT]),
        float(busy / full),
    )


def chat_experts_for(
    rate: float,
    handle_seconds: Floats,
    *,
    service_level: float,
    seconds: float,
    patience_seconds: float,
    abandon: float = 1.0,
) -> int:
    """The fewest chat experts for a service level and a greatest share of abandonment."""
    if not 0 < service_level < 1:
        raise ValueError(f"a service level lies between 0 and 1, got {service_level}")
    low, high = 0, 1
    while not _reached(rate, handle_seconds, high, service_level, seconds, patience_seconds, abandon):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if _reached(rate, handle_seconds, middle, service_level, seconds, patience_seconds, abandon):
            high = middle
        else:
            low = middle
    return high


def _reached(rate: float, handle: Floats, experts: int, level: float, seconds: float, patience: float, abandon: float) -> bool:
    got = chat_service(rate, handle, experts, patience_seconds=patience, seconds=seconds)
    return got.service_level >= level and got.abandon <= abandon


@compiled
def _below_full(rate: float, handle: Floats, experts: int) -> tuple[float, float]:
    """E = sum of pi(j) / pi(K - 1) over j < K slots, and the mean conversations held given j < K."""
    slots = handle.size
    weight = 1.0
    held = 0.0
    for count in range(1, experts * slots):
        each, extra = count // experts, count % experts
        pace = extra * (each + 1) / handle[min(each, slots - 1)]
        if each > 0:
            pace += (experts - extra) * each / handle[each - 1]
        older = weight * pace / rate  # the chain's sum so far, relative to its newest state
        weight = 1.0 + older
        held = (held * older + count) / weight
    return weight, held
