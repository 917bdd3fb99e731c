"""Prices: the smallest pay that fills, floor, cap, calm, monotone; caps that keep a promised minimum."""

import numpy as np
import pytest

from tandem.core.orchestration.prices import (
    AcceptanceModel,
    Offers,
    PriceRules,
    price_shift,
    seat_caps,
    shares_of_caps,
)


def offers(count, pay=20.0, hour=12.0):
    one = np.ones(count)
    return Offers(one * pay, one * 24.0, one * hour, np.zeros(count, dtype=bool), one * 2.0, one * 0.5)


def history(count=3000, seed=1):
    generator = np.random.default_rng(seed)
    pay = generator.uniform(12, 30, count)
    past = Offers(
        pay,
        generator.uniform(1, 72, count),
        generator.uniform(0, 24, count),
        generator.random(count) < 0.3,
        generator.uniform(0.5, 4, count),
        generator.random(count),
    )
    score = -0.8 + 3.0 * np.log(pay / 20) + 1.0 * (past.accepted_before - 0.5)
    return past, generator.random(count) < 1 / (1 + np.exp(-score))


CURVE = AcceptanceModel(20.0).fit(*history())
RULES = PriceRules(floor=14.0, cap=30.0)


def test_the_curve_is_recovered_within_its_own_uncertainty():
    spread = np.sqrt(np.diag(CURVE.covariance))
    truth = np.array([-0.8, 3.0, 0.0, 0.0, 0.0, 0.0, 1.0])
    assert (np.abs(CURVE.mean - truth) < 3.5 * spread + 0.05).all()
    assert CURVE.seen == 3000


@pytest.mark.proves("R9")
def test_more_need_never_pays_less_and_the_pay_fills_at_the_stated_risk():
    pays = [price_shift(need, offers(40), CURVE, RULES, show_up=0.9).hourly_pay for need in range(1, 25)]
    assert pays == sorted(pays)
    made = price_shift(10, offers(40), CURVE, RULES, show_up=0.9)
    assert made.fill_chance >= 0.9
    lower = PriceRules(floor=14.0, cap=made.hourly_pay - 0.25)
    assert price_shift(10, offers(40), CURVE, lower, show_up=0.9).fill_chance < 0.9


def test_floor_and_cap_hold_and_the_cap_says_when_it_falls_short():
    easy = price_shift(1, offers(200), CURVE, RULES, show_up=1.0)
    assert easy.hourly_pay == 14.0
    assert "waiting included" in easy.reason
    hard = price_shift(39, offers(40), CURVE, RULES, show_up=0.9)
    assert hard.hourly_pay == 30.0
    assert "No pay up to the cap" in hard.reason


def test_a_claimed_seats_pay_never_falls():
    made = price_shift(2, offers(200), CURVE, RULES, show_up=1.0, standing=25.0, claimed=1)
    assert made.hourly_pay == 25.0
    assert "never falls" in made.reason


def test_small_changes_are_ignored_and_large_ones_come_in_steps():
    wanted = price_shift(12, offers(40), CURVE, RULES, show_up=0.9).hourly_pay
    near = price_shift(12, offers(40), CURVE, RULES, show_up=0.9, standing=wanted * 1.02)
    assert near.hourly_pay == pytest.approx(wanted * 1.02)
    far = price_shift(12, offers(40), CURVE, RULES, show_up=0.9, standing=14.0)
    assert far.hourly_pay <= 14.0 * 1.25 + 1e-9


def test_price_and_supply_do_not_chase_each_other():
    """A noisy need about one level: the standing price settles instead of following each wobble."""
    generator = np.random.default_rng(3)
    standing, seen = None, []
    for _ in range(60):
        need = int(12 + generator.integers(-1, 2))
        standing = price_shift(need, offers(40), CURVE, RULES, show_up=0.9, standing=standing).hourly_pay
        seen.append(standing)
    free = [price_shift(int(12 + d), offers(40), CURVE, RULES, show_up=0.9).hourly_pay for d in (-1, 0, 1)]
    assert max(seen[10:]) - min(seen[10:]) <= max(free) - min(free)
    changes = np.count_nonzero(np.diff(seen[10:]))
    assert changes < 30


@pytest.mark.proves("R53")
def test_caps_keep_the_promised_hourly_minimum():
    paths = np.random.default_rng(4).poisson(30.0, (400, 3)).astype(float)
    caps = seat_caps(paths, pay_per_contact=2.0, promised_hourly=12.0, handle_seconds=300.0, interval_seconds=1800.0)
    for seats, holds in ((caps[0], True), (caps[0] + 1, False)):
        served = np.minimum(paths[:, 0], seats * 5.4).mean()
        assert bool(2.0 * served / seats / 0.5 >= 12.0) is holds
    poor = seat_caps(paths, pay_per_contact=0.5, promised_hourly=12.0, handle_seconds=300.0, interval_seconds=1800.0)
    assert poor.tolist() == [0, 0, 0]


def test_early_access_leaves_seats_for_everyone():
    assert shares_of_caps(10, np.array([5, 15]), first_share=0.8).tolist() == [2, 6]
    assert shares_of_caps(7, np.array([1, 1, 1]), first_share=1.0).sum() == 7


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="floor above zero"):
        PriceRules(floor=20.0, cap=10.0)
    with pytest.raises(ValueError, match="pay and length"):
        offers(2, pay=0.0)
    with pytest.raises(ValueError, match="show-up"):
        price_shift(1, offers(2), CURVE, RULES, show_up=0.0)


@pytest.mark.parametrize(("standing", "bound", "word"), [(13.8, 14.0, "below the floor of 14.00"), (31.0, 30.0, "above the cap of 30.00")])
def test_a_standing_pay_outside_floor_and_cap_is_brought_inside_before_it_is_kept(standing, bound, word):
    need = 1 if standing < 20 else 39  # one wants the floor, the other the cap: both within the calm band
    made = price_shift(need, offers(200 if standing < 20 else 40), CURVE, RULES, show_up=1.0, standing=standing)
    assert made.hourly_pay == bound
    assert f"{standing:.2f} lies {word}" in made.reason
    assert "calm band" in made.reason


@pytest.mark.parametrize("standing", [0.0, -2.0, float("nan")])
def test_a_standing_pay_is_above_zero(standing):
    with pytest.raises(ValueError, match="a standing pay is above zero"):
        price_shift(1, offers(20), CURVE, RULES, show_up=1.0, standing=standing)


def test_a_claimed_seat_keeps_a_pay_above_the_cap_and_never_one_below_the_floor():
    kept = price_shift(2, offers(200), CURVE, RULES, show_up=1.0, standing=31.0, claimed=1)
    assert kept.hourly_pay == 31.0
    assert "above the cap of 30.00" in kept.reason
    raised = price_shift(2, offers(200), CURVE, RULES, show_up=1.0, standing=13.0, claimed=1)
    assert raised.hourly_pay == 14.0
