"""Slot caps: how many may claim so that a promised hourly minimum holds.

Under pay by task more experts share the same contacts, so a promised minimum forces a cap in some
intervals (Gurvich, Lariviere, Moreno 2019, in Sharing Economy, Springer, 249-278).
"""

import numpy as np

from tandem.core.kit.arrays import Floats, Ints


def seat_caps(
    contacts: Floats,
    *,
    pay_per_contact: float,
    promised_hourly: float,
    handle_seconds: float,
    interval_seconds: float,
    most_occupancy: float = 0.9,
) -> Ints:
    """The most seats in each interval such that expected task pay an hour is at least the promise.

    `contacts` (paths, intervals) sample paths of demand. With n seats each path serves
    min(contacts, n x capacity), so pay an hour each is pay x E[served] / n / hours, falling in n. Where
    even one
    seat earns less than the promise the cap is 0: the house must guarantee the rest, or open no seat.

    >>> seat_caps(np.full((1, 1), 30.0), pay_per_contact=2.0, promised_hourly=12.0, handle_seconds=300.0,
    ...           interval_seconds=1800.0)
    array([10])
    """
    if min(pay_per_contact, promised_hourly, handle_seconds, interval_seconds) <= 0 or not 0 < most_occupancy <= 1:
        raise ValueError("pay, promise and seconds are above zero, occupancy a share")
    capacity = interval_seconds / handle_seconds * most_occupancy
    hours = interval_seconds / 3600.0
    if pay_per_contact * capacity / hours < promised_hourly:
        return np.zeros(contacts.shape[1], dtype=np.int64)
    most = int(np.ceil(pay_per_contact * contacts.mean(axis=0).max() / (promised_hourly * hours))) + 1
    caps = np.zeros(contacts.shape[1], dtype=np.int64)
    for seats in range(1, most + 1):
        served = np.minimum(contacts, seats * capacity).mean(axis=0)
        holds = pay_per_contact * served / seats / hours >= promised_hourly - 1e-9
        caps[holds] = seats
    return caps


def shares_of_caps(cap: int, tiers: Ints, *, first_share: float) -> Ints:
    """Seats released to each tier of early access so that all get some: the rest opens to everyone.

    `tiers` (k,) experts in each tier, best first; `first_share` of the seats is released in proportion
    before the rest. Largest remainders, so the parts sum to floor(cap x first_share).

    >>> shares_of_caps(10, np.array([5, 15]), first_share=0.8)
    array([2, 6])
    """
    early = int(np.floor(cap * first_share))
    exact = early * tiers / max(int(tiers.sum()), 1)
    given = np.floor(exact).astype(np.int64)
    rest = early - int(given.sum())
    given[np.argsort(-(exact - given), kind="stable")[:rest]] += 1
    return given
