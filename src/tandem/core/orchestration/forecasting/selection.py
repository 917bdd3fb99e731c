"""Rolling backtest inside a history: which method suits this series, and how far off it tends to be."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.forecasting.methods import (
    BLENDS,
    LEVELS,
    MEANS,
    SIMPLEST,
    History,
    ProfileRule,
    level_totals,
    profile_tables,
    weekday_means,
)

_NEAR_DAYS = 2  # up to here ahead, what happened lately matters most
_NEAR_STRIDE, _FAR_STRIDE = 3, 5  # days between origins: coprime with 7, so that they fall on every weekday
_MARGIN = 0.005  # a richer method must beat a plainer one by half a percent of WAPE


@dataclass(frozen=True, slots=True)
class Choice:
    """The method chosen for a series, why, and what every candidate scored (WAPE in the backtest)."""

    method: str
    profile: ProfileRule
    reason: str
    scores: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Forecasts made from past origins beside what came: shape (origins, days ahead, slots)."""

    origins: Ints
    forecast: Floats
    actual: Floats


def profile_rules(slots: int) -> tuple[ProfileRule, ...]:
    """The profile candidates: short intervals are noisy, so they are offered smoothing."""
    steady = (ProfileRule(6.0, 0), ProfileRule(6.0, 1), ProfileRule(20.0, 0))
    return steady if slots <= 48 else (*steady, ProfileRule(20.0, slots // 48))


def stride_of(days: int) -> int:
    """Days between backtest origins for a horizon of so many days."""
    return _NEAR_STRIDE if days <= _NEAR_DAYS else _FAR_STRIDE


def past_origins(known_days: int, *, days: int, most: int) -> Ints:
    """Days from which to forecast the known past, newest last; none when history is too short."""
    last = known_days - days
    first = max(21, known_days // 3)
    origins = np.arange(last, first - 1, -stride_of(days))[:most]
    return np.sort(origins)


def choose(history: History, *, known_days: int, days: int, most_origins: int) -> tuple[Choice, Backtest, dict[str, Floats]]:
    """Backtest every method from past origins, and keep the one with the least WAPE.

    Ties (within half a percent) go to the plainer method, in the order of `methods`. With under five
    weeks of history there is nothing to backtest and the plain mean of the last four weeks is used.
    Also returns what each method says of the days ahead, (days, slots) each: the present is one more origin.
    """
    past = past_origins(known_days, days=days, most=most_origins)
    origins = np.append(past, known_days)
    rules = profile_rules(history.table.slots)
    totals = dict(zip(LEVELS, level_totals(history, origins=origins, days=days, rules=tuple(LEVELS.values())), strict=True))
    shapes = profile_tables(history, origins=origins, days=days, rules=rules)
    actual = np.stack([history.table.counts[o : o + days] for o in origins])[:-1]
    steady = totals["steady level"][:-1, :, None]
    best_shape = int(np.argmin([_wape(steady * shape[:-1], actual) for shape in shapes])) if past.size else 0
    made = {name: weekday_means(history, origins=origins, days=days, weeks=weeks) for name, weeks in MEANS.items()}
    made.update({name: total[:, :, None] * shapes[best_shape] for name, total in totals.items()})
    made.update({name: (made[parts[0]] + made[parts[1]]) / 2 for name, parts in BLENDS.items()})
    ahead = {name: forecast[-1] for name, forecast in made.items()}
    if not past.size:
        reason = "too little history to try methods against each other; the plainest is used"
        return Choice(SIMPLEST, rules[0], reason, ()), Backtest(past, actual, actual), ahead
    scores = {name: _wape(forecast[:-1], actual) for name, forecast in made.items()}
    method = _plainest_of_best(scores)
    reason = f"least error of {len(scores)} methods over {past.size} past origins: WAPE {scores[method]:.1%} against {scores[SIMPLEST]:.1%} for the {SIMPLEST}"
    return Choice(method, rules[best_shape], reason, tuple(scores.items())), Backtest(past, made[method][:-1], actual), ahead


def _plainest_of_best(scores: dict[str, float]) -> str:
    best = min(scores.values())
    for name, score in scores.items():  # plainest first
        if score <= best * (1 + _MARGIN):
            return name
    return SIMPLEST


def _wape(forecast: Floats, actual: Floats) -> float:
    known = np.isfinite(actual)
    total = float(actual[known].sum())
    return float(np.abs(actual - forecast)[known].sum()) / total if total > 0 else 0.0
