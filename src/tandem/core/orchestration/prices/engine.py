"""The pay of a shift: the smallest step that fills the need at a stated risk, within floor, cap and calm."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from scipy import special

from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.prices.acceptance import AcceptanceCurve, Offers

_DRAWS = 200


@dataclass(frozen=True, slots=True)
class PriceRules:
    """Bounds of pay an hour.

    `floor` the greater of the legal minimum and what was promised: it holds for every hour of the block,
    waiting included; `cap`; `step` between pays; `risk` of ending short that is accepted;
    `calm` relative change below which the standing pay is kept (hysteresis); `most_change` relative
    change at one go.
    """

    floor: float
    cap: float
    step: float = 0.25
    risk: float = 0.1
    calm: float = 0.04
    most_change: float = 0.25

    def __post_init__(self) -> None:
        if not 0 < self.floor <= self.cap or not self.step > 0:
            raise ValueError("pay runs from a floor above zero up to a cap, in steps above zero")
        if not 0 < self.risk < 1 or not 0 <= self.calm < 1 or not self.most_change > 0:
            raise ValueError("risk lies between 0 and 1, calm and the most change are shares")

    def grid(self) -> Floats:
        """Pays that may be offered, floor and cap included."""
        steps = np.arange(np.ceil(self.floor / self.step), np.floor(self.cap / self.step) + 1) * self.step
        return np.unique(np.concatenate(([self.floor], steps, [self.cap])))


@dataclass(frozen=True, slots=True)
class Price:
    """A pay with what it is expected to do, and why in words."""

    hourly_pay: float
    fill_chance: float
    expected_shows: float
    acceptance: float
    reason: str


def price_shift(
    need: int,
    offers: Offers,
    curve: AcceptanceCurve,
    rules: PriceRules,
    *,
    show_up: float,
    standing: float | None = None,
    claimed: int = 0,
    seed: int = 0,
) -> Price:
    """The smallest pay at which at least `need` experts will take the shift and come, with chance 1 - risk.

    `offers` are those who may be asked (their pay is ignored); `show_up` the chance that a claimer comes;
    `standing` the pay offered now, if any; `claimed` seats already taken: their pay is never lowered, so
    while someone has claimed the pay does not fall. Integrates over the acceptance curve's uncertainty:
    P(fill) = mean over draws of P(Bin(asked, accept x show) >= need), accept the mean over those asked.
    More need never means less pay. If no pay up to the cap suffices, the cap is offered and said to fall
    short.
    """
    if need < 0 or claimed < 0 or not 0 < show_up <= 1:
        raise ValueError("need and claims are counts, the show-up rate a share above 0")
    if standing is not None and not standing > 0:
        raise ValueError("a standing pay is above zero")
    open_need = max(0, need - claimed)
    grid = rules.grid()
    asked = offers.hourly_pay.size

    def fill(pay: float) -> tuple[float, float]:
        return _filled(open_need, offers, curve, pay, show_up=show_up, seed=seed)

    enough = bisect_left(range(grid.size), 1 - rules.risk, key=lambda place: fill(float(grid[place]))[0])
    wanted = float(grid[enough]) if enough < grid.size else rules.cap
    pay, moves = _calmed(wanted, standing, rules, claimed=claimed)
    chance, taken = fill(float(grid[np.argmin(np.abs(grid - pay))]))
    reason = (
        f"{open_need} of {need} seats are open and {asked} experts may be asked. At {pay:.2f} an hour "
        f"about {taken:.0%} accept and {show_up:.0%} of those come, which fills the seats with chance "
        f"{chance:.0%} (wanted {1 - rules.risk:.0%})."
    )
    if enough == grid.size and open_need:
        reason += f" No pay up to the cap of {rules.cap:.2f} is enough: ask more experts or lower the need."
    if pay <= rules.floor + 1e-9:
        reason += f" The floor of {rules.floor:.2f} holds for every hour, waiting included."
    return Price(pay, chance, asked * taken * show_up, taken, reason + moves)


def _filled(need: int, offers: Offers, curve: AcceptanceCurve, pay: float, *, show_up: float, seed: int) -> tuple[float, float]:
    """Chance to fill and mean acceptance at one pay; both never fall as pay rises, since each draw of the curve does not."""
    asked = offers.hourly_pay.size
    chances = curve.draws(offers.at_pay(pay), count=_DRAWS, seed=seed).mean(axis=1)
    fill = 0.0 if need > asked else 1.0
    if 0 < need <= asked:
        fill = float(special.betainc(need, asked - need + 1, np.clip(chances * show_up, 0.0, 1.0)).mean())
    return fill, float(chances.mean())


def _calmed(wanted: float, standing: float | None, rules: PriceRules, *, claimed: int) -> tuple[float, str]:
    """Hysteresis and bounded steps from a standing pay within floor and cap, so that price and supply do not chase each other."""
    if standing is None:
        return wanted, ""
    base, said = _inside(standing, rules, claimed=claimed)
    if claimed and wanted < base:
        return base, f"{said} It stays at {base:.2f}: {claimed} have claimed, and a claimed seat's pay never falls."
    if abs(wanted - base) <= rules.calm * base:
        return base, f"{said} It stays at {base:.2f}: {wanted:.2f} is within the calm band of {rules.calm:.0%}."
    bounded = float(np.clip(wanted, base * (1 - rules.most_change), base * (1 + rules.most_change)))
    bounded = float(np.clip(bounded, rules.floor, rules.cap))
    if bounded != wanted:
        return bounded, f"{said} It moves from {base:.2f} towards {wanted:.2f}, at most {rules.most_change:.0%} at a time."
    return bounded, f"{said} It moves from {base:.2f}."


def _inside(standing: float, rules: PriceRules, *, claimed: int) -> tuple[float, str]:
    """The standing pay from which changes are counted: never below the floor, above the cap only where it was promised."""
    if standing < rules.floor:
        return rules.floor, f" The standing pay of {standing:.2f} lies below the floor of {rules.floor:.2f}, from which it goes on."
    if standing <= rules.cap:
        return standing, ""
    above = f" The standing pay of {standing:.2f} lies above the cap of {rules.cap:.2f}"
    return (standing, f"{above}, and was promised.") if claimed else (rules.cap, f"{above}, from which it goes on.")
