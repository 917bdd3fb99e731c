"""The marketplace in the twin: blocks are priced by the production engine, experts claim them, shifts result.

True acceptance may differ from the curve that prices: that is how a pricing policy is tried before it is used.
"""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.prices.acceptance import AcceptanceCurve, Offers
from tandem.core.orchestration.prices.engine import Price, PriceRules, price_shift
from tandem.core.orchestration.twin.world import Shifts


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks for sale, arrays (n,): start and end in seconds of the cycle, and seats wanted."""

    start_seconds: Floats
    end_seconds: Floats
    seats: Ints

    def __post_init__(self) -> None:
        if np.any(self.end_seconds <= self.start_seconds) or np.any(self.seats < 0):
            raise ValueError("a block ends after its start and has seats from 0")


@dataclass(frozen=True, slots=True)
class Market:
    """What came of a sale: the claimed shifts, and of each block its price, seats filled and pay an hour."""

    shifts: Shifts
    prices: tuple[Price, ...]
    filled: Ints
    pay_promised: float


def sell_blocks(
    blocks: Blocks,
    *,
    experts: int,
    believed: AcceptanceCurve,
    true: AcceptanceCurve,
    rules: PriceRules,
    show_up: float,
    lead_hours: float,
    seed: int,
) -> Market:
    """Price each block by `price_shift` under the believed curve and let experts claim under the true one.

    Experts are asked in an order of their own for each block, those already claimed for an overlapping
    block are not asked, and claims stop when the seats that the show-up rate calls for are gone.
    """
    generator = np.random.default_rng(seed)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(experts)]
    owner: list[int] = []
    block_of: list[int] = []
    prices: list[Price] = []
    filled = np.zeros(blocks.seats.size, dtype=np.int64)
    promised = 0.0
    for block, (start, end) in enumerate(zip(blocks.start_seconds, blocks.end_seconds, strict=True)):
        free = [e for e in range(experts) if all(end <= begun or start >= over for begun, over in taken[e])]
        if not free:
            prices.append(Price(rules.cap, 0.0, 0.0, 0.0, "Nobody is free to be asked."))
            continue
        offers = _offers(len(free), float(start), float(end), lead_hours, rules.floor)
        price = price_shift(int(blocks.seats[block]), offers, believed, rules, show_up=show_up, seed=seed + block)
        prices.append(price)
        chance = true.chance(offers.at_pay(price.hourly_pay))
        willing = generator.random(len(free)) < chance
        wanted = int(np.ceil(blocks.seats[block] / show_up))
        order = generator.permutation(len(free))
        for place in order[willing[order]][:wanted]:
            expert = free[int(place)]
            taken[expert].append((float(start), float(end)))
            owner.append(expert)
            block_of.append(block)
        filled[block] = sum(1 for one in block_of if one == block)
        promised += float(filled[block]) * (end - start) / 3600.0 * price.hourly_pay
    places = np.array(block_of, dtype=np.int64)
    shifts = Shifts(
        np.array(owner, dtype=np.int64),
        blocks.start_seconds[places],
        blocks.end_seconds[places],
        np.full(places.size, show_up),
        np.arange(places.size),
    )
    return Market(shifts, tuple(prices), filled, promised)


def _offers(count: int, start: float, end: float, lead_hours: float, pay: float) -> Offers:
    one = np.ones(count)
    return Offers(
        one * pay,
        one * lead_hours,
        one * (start / 3600.0 % 24.0),
        np.zeros(count, dtype=np.bool_),
        one * (end - start) / 3600.0,
        one * 0.5,
    )
