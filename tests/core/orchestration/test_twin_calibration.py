"""The twin made from a log: replayed days, staff as it was seen, weekdays and closed days."""


import numpy as np
import pytest

from tandem.core.orchestration.staffing import exponential_patience
from tandem.core.orchestration.twin import queue as q
from tandem.core.orchestration.twin import state as s
from tandem.core.orchestration.twin.fit import ContactLog, fit_service
from tandem.core.orchestration.twin.queue import QueueModel, simulate_queue
from tandem.core.orchestration.twin.replay import draw_patience, replay, staff_on_duty
from tandem.core.orchestration.twin.service import occupancy_of, simulate_service
from tandem.core.orchestration.twin.world import Experts, Kinds, Routing, Shifts, World
from tests.core.orchestration.test_twin import world


def test_a_days_replay_is_exact_on_a_worked_example():
    came = replay(
        np.array([0.0, 1.0, 2.0, 3.0]),
        np.array([9.0, 9.0, 3.0, 9.0]),
        np.array([5.0, 5.0, 5.0, 5.0]),
        change_times=np.array([0.0, 7.0]),
        changes=np.array([1, 1]),
    )
    assert came.waited.tolist() == [0.0, 4.0, 3.0, 4.0]
    assert came.abandoned.tolist() == [False, False, True, False]


def test_staff_is_seen_from_the_contacts_it_served():
    times, changes = staff_on_duty(
        np.array([0.0, 100.0, 5000.0]),
        np.array([90.0, 200.0, 5100.0]),
        np.array([1, 1, 1]),
        longest_gap=600.0,
    )
    assert times.tolist() == [0.0, 200.0, 5000.0, 5100.0]
    assert changes.tolist() == [1, -1, 1, -1]


def test_a_log_made_by_a_model_gives_the_model_back():
    generator = np.random.default_rng(8)
    days, each = 40, 500
    day = np.repeat(np.arange(days), each)
    arrived = np.sort(generator.uniform(0, 86_400, (days, each)), axis=1).ravel()
    patience, offered = generator.exponential(200.0, day.size), generator.exponential(40.0, day.size)
    left = patience < offered
    handle = np.where(left, 0.0, generator.exponential(150.0, day.size))
    log = ContactLog(day, arrived, np.minimum(patience, offered), left, handle, np.where(left, -1, 3))
    fitted = fit_service(log, interval_seconds=3600.0)
    assert abs(fitted.patience_seconds - 200) < 10
    assert abs(fitted.handle_seconds - 150) < 4
    assert fitted.day_cv == 0.0
    drawn = draw_patience(exponential_patience(200.0), generator, 50_000, beyond_seconds=200.0)
    assert abs(drawn.mean() - 200) < 4
    assert occupancy_of(simulate_service(world(), cycles=1, seed=1)) < 1


def test_a_log_that_nobody_left_tells_all_but_patience():
    log = weekly_log(3, [100] * 7)
    served = log.of_days(np.unique(log.day)[1:])  # who left, left on the first day
    assert not served.abandoned.any()
    fitted = fit_service(served, interval_seconds=3600.0)
    assert (fitted.patience_seconds, fitted.patience) == (None, None)
    assert fitted.handle_seconds == 60.0
    assert fitted.rates.sum() * 3600 == pytest.approx(700, rel=0.1)


def weekly_log(weeks, by_weekday, *, cv=0.0, seed=3):
    """Contacts from 8 to 10 served at once by one expert, so many a weekday (Monday first), first day a Monday."""
    generator = np.random.default_rng(seed)
    monday = 4 + 7 * 1000  # 1970-01-05 was a Monday
    counts = [generator.poisson(mean * (generator.gamma(1 / cv**2, cv**2) if cv else 1)) for _ in range(weeks) for mean in by_weekday]
    day = np.repeat(monday + np.arange(7 * weeks), counts)
    arrived = 8 * 3600.0 + generator.uniform(0, 7000.0, day.size)
    order = np.lexsort((arrived, day))
    left = np.arange(day.size) == 0  # somebody, so that patience can be told
    handle, server = np.where(left, 0.0, 60.0), np.where(left, -1, 0)
    return ContactLog(day[order], arrived[order], left * 1.0, left, handle, server)


def test_a_calibration_knows_weekdays_and_closed_days():
    means = [400, 300, 300, 300, 200, 100, 0]
    fitted = fit_service(weekly_log(30, means, cv=0.1), interval_seconds=3600.0)
    assert fitted.weekly
    assert fitted.missing_days == 0
    table = fitted.rates.reshape(7, 24) * 3600.0
    assert table.sum(axis=1) == pytest.approx(means, rel=0.06)
    assert table[6].sum() == fitted.experts.reshape(7, 24)[6].sum() == 0.0
    assert fitted.day_cv == pytest.approx(0.1, abs=0.03)  # one mean day would have read 0.5 and more
    assert fitted.slot_cv < 0.05
    assert fitted.experts.reshape(7, 24)[0, 8] == pytest.approx(1.0, abs=0.02)
    short = fit_service(weekly_log(1, means), interval_seconds=3600.0)
    assert not short.weekly
    assert short.rates.size == 24
    gap = weekly_log(4, means)
    lost = fit_service(gap.of_days(np.setdiff1d(gap.day, [gap.day[0] + 7])), interval_seconds=3600.0)
    assert lost.missing_days == 1
    assert lost.rates.reshape(7, 24)[0].sum() * 3600.0 == pytest.approx(400, rel=0.1)  # left out, never read as zero


@pytest.mark.parametrize("service", [False, True])
def test_in_a_week_each_day_has_a_factor_of_its_own(service):
    rates, staff = np.full(7 * 24, 0.05), np.full(7 * 24, 60)
    kinds = Kinds.plain(rates[:, None], patience_seconds=0.0)
    plan = World(kinds, Experts.alike(1, 60, handle_seconds=60.0), Shifts.always(60), Routing(), 3600.0, day_cv=0.2, day_intervals=24)
    model = QueueModel(rates, staff, 3600.0, 60.0, day_cv=0.2, day_intervals=24)
    weeks = [
        simulate_service(plan, cycles=1, seed=n).by_interval[:, s.ARRIVED] if service else simulate_queue(model, cycles=1, seed=n)[:, q.ARRIVED]
        for n in range(60)
    ]
    days = np.array(weeks).reshape(-1, 24).sum(axis=1)
    assert np.sqrt(days.var() / days.mean() ** 2 - 1 / days.mean()) == pytest.approx(0.2, abs=0.03)
    totals = np.array(weeks).sum(axis=1)
    assert np.sqrt(totals.var() / totals.mean() ** 2) == pytest.approx(0.2 / np.sqrt(7), abs=0.03)
    with pytest.raises(ValueError, match="whole days"):
        QueueModel(rates, staff, 3600.0, 60.0, day_intervals=25)
    with pytest.raises(ValueError, match="whole days"):
        World(kinds, plan.experts, plan.shifts, plan.routing, 3600.0, day_intervals=25)
