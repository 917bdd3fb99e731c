"""Many contacts and experts at once: optimal assignment, and what each expert's time is worth."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog

from tandem.core.kit.arrays import Flags, Floats, Ints

_FORBIDDEN = -1e6


@dataclass(frozen=True, slots=True)
class BatchAssignment:
    """Pairs (contacts matched,) `contact` and `expert`; `value` their summed score."""

    contact: Ints
    expert: Ints
    value: float


def assign_batch(scores: Floats, eligible: Flags) -> BatchAssignment:
    """The one-to-one assignment of contacts to experts with the greatest total score (Kuhn 1955).

    `scores`, `eligible` (contacts, experts). Hard eligibility is never traded away; a contact that nobody
    may take stays unmatched. Matches as many as can be matched, then scores.

    >>> assign_batch(np.array([[0.9, 0.8], [0.7, 0.1]]), np.ones((2, 2), dtype=bool)).expert
    array([1, 0])
    """
    if scores.shape != eligible.shape:
        raise ValueError("scores and eligibility have one shape, (contacts, experts)")
    rows, columns = linear_sum_assignment(np.where(eligible, scores, _FORBIDDEN), maximize=True)
    keep = eligible[rows, columns]
    rows, columns = rows[keep], columns[keep]
    return BatchAssignment(rows, columns, float(scores[rows, columns].sum()))


def shadow_prices(rates: Floats, chances: Floats, handle_seconds: Floats, capacity: Floats) -> tuple[Floats, Floats]:
    """What an expert's second is worth, by the fluid program: max sum x p s.t. rates and capacity.

    `rates` (kinds,) contacts a second; `chances`, `handle_seconds` (kinds, experts), handle 0 where not
    eligible; `capacity` (experts,) share of time for contacts. Returns prices (experts,) in resolutions a
    contact of mean length, and the flows x (kinds, experts). A rule that subtracts the price keeps good
    generalists for what only they can do (Johari, Kamble, Kanoria 2021, Operations Research 69:655).
    """
    kinds, experts = chances.shape
    able = np.flatnonzero(handle_seconds.ravel() > 0)
    kind, expert = able // experts, able % experts
    seconds = handle_seconds.ravel()[able]
    rows = np.zeros((kinds + experts, able.size))
    rows[kind, np.arange(able.size)] = 1.0
    rows[kinds + expert, np.arange(able.size)] = seconds
    # a contact served at all is worth one: matching is never left undone for a better chance later
    solved = linprog(-(1.0 + chances.ravel()[able]), A_ub=rows, b_ub=np.concatenate([rates, capacity]), method="highs")
    if solved.status != 0:
        raise ValueError("shadow prices need at least one eligible pair with capacity")
    flows = np.zeros(kinds * experts)
    flows[able] = solved.x
    typical = float(seconds.mean())
    prices = -np.asarray(solved.ineqlin.marginals)[kinds:] * typical
    return prices, flows.reshape(kinds, experts)
