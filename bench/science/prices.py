"""Prices learnt from simulated offers whose truth is known: intervals, regret in pay, calm; peers in the same run."""

import time
import warnings
from bisect import bisect_left

import numpy as np
from scipy import special

from bench.science.timing import row
from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.prices import AcceptanceModel, Offers, PriceRules, price_shift

REFERENCE, SHOW_UP, ASKED, NEED = 18.0, 0.9, 40, 8
RULES = PriceRules(floor=12.0, cap=45.0, risk=0.1)
KINDS = {  # lead hours, start hour, weekend, length
    "weekday morning, two days ahead": (48.0, 9.0, False, 2.0),
    "weekday evening, four hours long": (30.0, 18.0, False, 4.0),
    "weekday night": (48.0, 22.0, False, 3.0),
    "weekend": (60.0, 11.0, True, 3.0),
    "in an hour's time": (1.0, 14.0, False, 1.0),
}
SIZES, HISTORIES = (200, 1_000, 5_000, 20_000), 40
# coefficients of the truth: centre and spread over histories; not the prior of the model
CENTRE = np.array([-0.7, 3.0, 0.25, -0.7, -0.4, -0.25, 1.5])
SPREAD = np.array([0.5, 0.8, 0.15, 0.3, 0.3, 0.15, 0.5])
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(15)


def offers_of(kind: str, count: int, generator: np.random.Generator, *, pay: float) -> Offers:
    lead, hour, weekend, length = KINDS[kind]
    one = np.ones(count)
    return Offers(one * pay, one * lead, one * hour, np.full(count, weekend), one * length, generator.beta(4, 6, count))


def joined(parts: list[Offers]) -> Offers:
    names = Offers.__dataclass_fields__
    return Offers(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def past(count: int, truth: Floats, generator: np.random.Generator, *, hidden: float) -> tuple[Offers, Floats]:
    """Offers of all kinds about an ordinary pay, and who accepted; `hidden` spread of logits that no column shows."""
    parts = []
    for kind, share in zip(KINDS, (0.4, 0.25, 0.1, 0.15, 0.1), strict=True):
        some = offers_of(kind, max(1, round(count * share)), generator, pay=REFERENCE)
        parts.append(replace_pay(some, REFERENCE * np.exp(0.18 * generator.standard_normal(some.hourly_pay.size))))
    made = joined(parts)
    score = made.design(REFERENCE) @ truth + hidden * generator.standard_normal(made.hourly_pay.size)
    return made, generator.random(made.hourly_pay.size) < special.expit(score)


def replace_pay(offers: Offers, pay: Floats) -> Offers:
    return Offers(pay, offers.lead_hours, offers.start_hour, offers.weekend, offers.length_hours, offers.accepted_before)


def chances_of(offers: Offers, truth: Floats, *, hidden: float) -> Floats:
    """True chances, what is hidden averaged out."""
    score = offers.design(REFERENCE) @ truth
    return special.expit(score[:, None] + hidden * NODES) @ (WEIGHTS / WEIGHTS.sum())


def fill_chance(chances: Floats) -> float:
    """P(at least NEED come): the chances differ, so their law is summed person by person."""
    law = np.zeros(NEED + 1)
    law[0] = 1.0
    for chance in chances * SHOW_UP:
        top = law[NEED] + law[NEED - 1] * chance
        law[1:NEED] = law[1:NEED] * (1 - chance) + law[: NEED - 1] * chance
        law[0] *= 1 - chance
        law[NEED] = top
    return float(law[NEED])


def least_pay(offers: Offers, chance_at) -> float:
    """The smallest pay at which `chance_at` fills at the risk, else the cap."""
    grid = RULES.grid()
    place = bisect_left(range(grid.size), 1 - RULES.risk, key=lambda at: chance_at(offers.at_pay(float(grid[at]))))
    return float(grid[min(place, grid.size - 1)])


def unshrunk(offers: Offers, accepted: Floats) -> tuple[Floats, Floats] | None:
    """Logistic regression by statsmodels on the same columns: coefficients and covariance; None where it finds none."""
    import statsmodels.api
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = statsmodels.api.Logit(accepted.astype(float), offers.design(REFERENCE)).fit(disp=0, maxiter=100)
        except (np.linalg.LinAlgError, PerfectSeparationError):
            return None
        covariance = found.cov_params()
    return (found.params, covariance) if np.all(np.isfinite(covariance)) and np.abs(found.params).max() < 50 else None


def within(draws: Floats, truth: float) -> tuple[bool, bool, float]:
    low95, low80, high80, high95 = np.quantile(draws, (0.025, 0.1, 0.9, 0.975))
    return low80 <= truth <= high80, low95 <= truth <= high95, high80 - low80


def compared(size: int, *, hidden: float) -> tuple[dict, dict, float]:
    """Coverage and prices over histories of one size, by method."""
    covered: dict[str, list] = {"Tandem": [], "logistic regression": []}
    priced: dict[str, list] = {"knows the truth": [], "Tandem": [], "logistic regression": [], "one pay for all": []}
    spent = 0.0
    for seed in range(HISTORIES):
        generator = np.random.default_rng([seed, size])
        truth = CENTRE + SPREAD * generator.standard_normal(CENTRE.size)
        truth[1] = max(truth[1], 0.8)
        made, accepted = past(size, truth, generator, hidden=hidden)
        began = time.process_time()
        curve = AcceptanceModel(REFERENCE).fit(made, accepted)
        spent += time.process_time() - began
        plain = unshrunk(made, accepted)
        asked = {kind: offers_of(kind, ASKED, generator, pay=REFERENCE) for kind in KINDS}
        for kind in KINDS:
            for factor in (0.8, 1.0, 1.25):
                at = asked[kind].at_pay(REFERENCE * factor)
                real = chances_of(at, truth, hidden=hidden).mean()
                covered["Tandem"].append(within(curve.draws(at, count=1000, seed=seed).mean(axis=1), real))
                if plain is not None:
                    drawn = generator.multivariate_normal(*plain, size=1000, check_valid="ignore")
                    covered["logistic regression"].append(within(special.expit(drawn @ at.design(REFERENCE).T).mean(axis=1), real))
        pays = {kind: {} for kind in KINDS}
        for kind, some in asked.items():
            pays[kind]["knows the truth"] = least_pay(some, lambda at, t=truth: fill_chance(chances_of(at, t, hidden=hidden)))
            pays[kind]["Tandem"] = price_shift(NEED, some, curve, RULES, show_up=SHOW_UP, seed=seed).hourly_pay
            if plain is not None:
                pays[kind]["logistic regression"] = least_pay(some, lambda at, b=plain[0]: fill_chance(special.expit(at.design(REFERENCE) @ b)))
        # the fixed pay is given the truth: the least at which kinds fill at the risk on average
        everybody = asked[next(iter(KINDS))]
        flat = least_pay(
            everybody,
            lambda at, t=truth, some=asked: np.mean([fill_chance(chances_of(one.at_pay(at.hourly_pay[0]), t, hidden=hidden)) for one in some.values()]),
        )
        for kind, some in asked.items():
            pays[kind]["one pay for all"] = float(flat)
            for name, pay in pays[kind].items():
                priced[name].append((pay / pays[kind]["knows the truth"] - 1, fill_chance(chances_of(some.at_pay(pay), truth, hidden=hidden))))
    return covered, priced, spent / HISTORIES


def calm() -> None:
    """Fifty rounds in which each price is learnt from what the ones before brought."""
    row("rule", "rounds whose pay changed", "turns up to down or back", "range of the last 25", "seats filled", "pay an hour, mean")
    row(*["---"] * 6)
    loose = PriceRules(floor=12.0, cap=45.0, risk=0.1, calm=0.0, most_change=9.0)
    for name, rules in (("Tandem", RULES), ("Tandem without calm band and bounded steps", loose), ("5 % up when short, 5 % down when filled", None)):
        figures = [rounds(rules, seed) for seed in range(12)]
        changed, turns, spread, filled, mean = np.mean(figures, axis=0)
        row(name, f"{changed:.1f}", f"{turns:.1f}", f"{spread:.1%}", f"{filled:.1%}", f"{mean:.2f}")


def rounds(rules: PriceRules | None, seed: int) -> tuple[float, float, float, float, float]:
    generator = np.random.default_rng([seed, 50])
    kind = "weekday evening, four hours long"
    made, accepted = past(400, CENTRE, generator, hidden=0.0)
    standing, pays, filled = REFERENCE, [], []
    for number in range(50):
        some = offers_of(kind, ASKED, generator, pay=REFERENCE)
        if rules is not None:
            curve = AcceptanceModel(REFERENCE).fit(made, accepted)
            standing = price_shift(NEED, some, curve, rules, show_up=SHOW_UP, standing=standing, seed=number).hourly_pay
        elif filled:
            standing *= 0.95 if filled[-1] >= NEED else 1.05
        at = some.at_pay(standing)
        took = generator.random(ASKED) < chances_of(at, CENTRE, hidden=0.0)
        filled.append(int((took & (generator.random(ASKED) < SHOW_UP)).sum()))
        pays.append(standing)
        made, accepted = joined([made, at]), np.concatenate([accepted, took])
    moves = np.diff(pays)
    signs = np.sign(moves[np.abs(moves) > 1e-9])
    last = np.array(pays[25:])
    return signs.size, (np.diff(signs) != 0).sum(), np.ptp(last) / last.mean(), np.mean(np.minimum(filled, NEED)) / NEED, np.mean(pays)


def main() -> None:
    cases = [(size, 0.0) for size in SIZES] + [(5_000, 1.0)]
    found = {case: compared(case[0], hidden=case[1]) for case in cases}
    row("past offers", "hidden differences", "method", "in 80 %", "in 95 %", "mean width of 80 %", "fitted in")
    row(*["---"] * 7)
    for (size, hidden), (covered, _, spent) in found.items():
        for name, marks in covered.items():
            held = np.array(marks, dtype=float)
            fitted = f"{len(marks) // (3 * len(KINDS))} of {HISTORIES}" + (f", {spent * 1e3:.0f} ms each" if name == "Tandem" else "")
            row(f"{size:,}", hidden, name, f"{held[:, 0].mean():.1%}", f"{held[:, 1].mean():.1%}", f"{held[:, 2].mean():.3f}", fitted)
    print()
    row("past offers", "hidden differences", "method", "pay above the least", "pay off the least, either way", "fills, wanted 90 %", "cases under 80 %")
    row(*["---"] * 7)
    for (size, hidden), (_, priced, _) in found.items():
        for name, pairs in priced.items():
            above, fill = np.array(pairs).T
            row(f"{size:,}", hidden, name, f"{above.mean():+.1%}", f"{np.abs(above).mean():.1%}", f"{fill.mean():.1%}", f"{(fill < 0.8).mean():.1%}")
    print()
    calm()


if __name__ == "__main__":
    main()
