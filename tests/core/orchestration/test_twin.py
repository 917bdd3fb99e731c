"""The twin: closed forms inside its intervals, an independent oracle, and what must hold on every path."""

import itertools
import warnings
from dataclasses import replace

import numpy as np
import pytest

from tandem.core.orchestration.matching.rules import (
    BEST_SCORE,
    COST_OF_WAIT,
    IDLENESS_RATIO,
    LONGEST_IDLE,
    QUEUE_RATIO,
    THOMPSON,
)
from tandem.core.orchestration.prices import AcceptanceCurve, AcceptanceModel, PriceRules
from tandem.core.orchestration.staffing import service_of
from tandem.core.orchestration.twin import queue as q
from tandem.core.orchestration.twin import state as s
from tandem.core.orchestration.twin.market import Blocks, sell_blocks
from tandem.core.orchestration.twin.pay import PayTerms, earnings_of
from tandem.core.orchestration.twin.queue import QueueModel, simulate_queue
from tandem.core.orchestration.twin.replications import (
    RunQueue,
    RunWorld,
    difference,
    replicate,
    replication_seeds,
)
from tandem.core.orchestration.twin.service import simulate_service
from tandem.core.orchestration.twin.world import Experts, Kinds, Routing, Shifts, World

SURVEY = QueueModel(np.array([48 / 60]), np.array([50]), 50_000.0, 60.0, 120.0)


def world(**changes):
    parts = {
        "kinds": Kinds.plain(np.array([[48 / 60]]), patience_seconds=120.0),
        "experts": Experts.alike(1, 50, handle_seconds=60.0),
        "shifts": Shifts.always(50),
        "routing": Routing(),
        "interval_seconds": 50_000.0,
    }
    return World(**{**parts, **changes})


@pytest.mark.proves("R1", "R5")
@pytest.mark.parametrize("run", [RunQueue(SURVEY, 1, 1), RunWorld(world(), 1.0, 1)])
def test_both_simulators_hold_the_closed_form_in_their_intervals(run):
    report = replicate(run, replications=20, seed=1)
    exact = service_of(48 / 60, 60.0, 50, patience_seconds=120.0)
    assert report.abandon.holds(float(exact.abandon[0]))
    assert report.asa_seconds.holds(float(exact.asa_seconds[0]))
    assert report.service_level.holds(float(exact.service_level[0]))
    assert report.p_wait.holds(float(exact.p_wait[0]))
    assert report.occupancy.holds(float(exact.occupancy[0]))


def test_erlang_c_without_patience():
    model = QueueModel(np.array([100 / 1800]), np.array([13]), 400_000.0, 180.0)
    report = replicate(RunQueue(model, 1, 1), replications=10, seed=1)
    assert report.asa_seconds.holds(17.1162)


def test_ciw_agrees_as_an_independent_oracle():
    ciw = pytest.importorskip("ciw")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(rate=0.5)],
            service_distributions=[ciw.dists.Exponential(rate=1 / 10)],
            number_of_servers=[5],
            reneging_time_distributions=[ciw.dists.Exponential(rate=1 / 20)],
        )
        ciw.seed(1)
        run = ciw.Simulation(network)
        run.simulate_until_max_time(30_000)
        records = run.get_all_records()
    left = np.mean([record.record_type == "renege" for record in records])
    ours = replicate(
        RunQueue(QueueModel(np.array([0.5]), np.array([5]), 30_000.0, 10.0, 20.0), 1, 0),
        replications=10,
        seed=2,
    )
    exact = float(service_of(0.5, 10.0, 5, patience_seconds=20.0).abandon[0])
    assert ours.abandon.holds(exact)
    assert abs(left - exact) < 0.012


def test_totals_conserve_in_every_interval():
    model = QueueModel(np.array([0.2, 0.4]), np.array([40, 20]), 1800.0, 100.0, 60.0, day_cv=0.1, slot_cv=0.1)
    tally = simulate_queue(model, cycles=50, seed=5)
    assert np.array_equal(tally[:, q.ARRIVED], tally[:, q.SERVED] + tally[:, q.ABANDONED])
    assert (tally[:, q.WITHIN] <= tally[:, q.SERVED]).all()
    assert tally[1, q.ABANDONED] > tally[0, q.ABANDONED]


def test_more_experts_never_wait_longer_on_the_same_path():
    few, more = (simulate_queue(QueueModel(np.array([0.5]), np.array([n]), 40_000.0, 60.0), cycles=1, seed=9)[0] for n in (32, 33))
    assert few[q.ARRIVED] == more[q.ARRIVED]
    assert more[q.WAIT_SUM] < few[q.WAIT_SUM]


def test_common_random_numbers_sharpen_a_comparison():
    runs = [RunQueue(QueueModel(np.array([0.5]), np.array([n]), 20_000.0, 60.0, 120.0), 1, 0) for n in (31, 32)]
    seeds = replication_seeds(1, 12)
    one, other = ([run(seed) for seed in seeds] for run in runs)
    paired = difference(other, one, "abandon")
    assert paired.high < 0
    alone = replicate(runs[0], replications=12, seed=1).abandon
    assert paired.high - paired.low < 0.6 * (alone.high - alone.low)


def test_arrivals_are_over_dispersed_as_asked():
    model = QueueModel(np.full(48, 0.1), np.full(48, 100), 1800.0, 60.0, day_cv=0.2)
    totals = np.array([simulate_queue(model, cycles=1, seed=seed)[:, q.ARRIVED].sum() for seed in range(400)])
    extra = totals.var() / totals.mean() ** 2 - 1 / totals.mean()
    assert abs(np.sqrt(extra) - 0.2) < 0.02


def test_a_shift_ends_only_after_the_contact_in_hand_and_the_overrun_is_counted():
    kinds = Kinds.plain(np.array([[0.05], [0.05]]), patience_seconds=60.0)
    shifts = Shifts(np.arange(5), np.zeros(5), np.full(5, 1800.0), np.ones(5), np.arange(5))
    moving = simulate_service(World(kinds, Experts.alike(1, 5, handle_seconds=120.0), shifts, Routing(), 1800.0), cycles=30, seed=4)
    assert moving.by_expert[:, s.ONLINE].tolist() == [30 * 1800.0] * 5
    assert moving.by_expert[:, s.OVERRUN].sum() > 0
    assert moving.by_interval[1, s.SERVED] == 0


def test_who_does_not_show_up_is_not_there():
    shifts = Shifts(np.arange(4), np.zeros(4), np.full(4, 1800.0), np.full(4, 0.5), np.arange(4))
    kinds = Kinds.plain(np.array([[0.01]]), patience_seconds=60.0)
    moving = simulate_service(World(kinds, Experts.alike(1, 4, handle_seconds=60.0), shifts, Routing(), 1800.0), cycles=500, seed=4)
    assert abs(moving.by_expert[:, s.ONLINE].sum() / (4 * 500 * 1800.0) - 0.5) < 0.04


def test_the_ai_takes_its_share_and_customers_come_again():
    plain = Kinds.plain(np.array([[0.2]]), patience_seconds=30.0)
    again = Kinds(
        plain.rates,
        plain.patience_seconds,
        plain.target_seconds,
        np.array([0.3]),
        np.array([0.5]),
        np.array([300.0]),
        np.array([1.0]),
        np.array([3600.0]),
    )
    people = Experts.alike(1, 8, handle_seconds=60.0, resolves=0.8)
    moving = simulate_service(World(again, people, Shifts.always(8), Routing(), 50_000.0), cycles=2, seed=1)
    total = moving.by_kind[0]
    assert abs(total[s.DEFLECTED] / total[s.ARRIVED] - 0.3) < 0.02
    assert abs(total[s.RETRIED] / total[s.ABANDONED] - 0.5) < 0.1
    assert abs(total[s.REOPENED] / total[s.SERVED] - 0.2) < 0.02


def test_assistance_shortens_some_contacts_and_may_resolve_more_or_fewer():
    plain = Kinds.plain(np.array([[0.05]]), patience_seconds=0.0)
    people = Experts.alike(1, 40, handle_seconds=100.0, resolves=0.7)

    def run(share, factor, gain):
        kinds = replace(plain, assisted=np.array([share]), assist_handle=np.array([factor]), assist_gain=np.array([gain]))
        total = simulate_service(World(kinds, people, Shifts.always(40), Routing(), 400_000.0), cycles=1, seed=2).by_kind[0]
        return total[s.ASSISTED] / total[s.SERVED], total[s.BUSY] / total[s.SERVED], total[s.RESOLVED] / total[s.SERVED]

    none, helped, misled = run(0.0, 0.5, 0.2), run(0.6, 0.5, 0.2), run(0.6, 0.5, -0.3)
    assert none == pytest.approx((0.0, 100.0, 0.7), rel=0.03)
    assert helped == pytest.approx((0.6, 70.0, 0.82), rel=0.03)
    assert misled == pytest.approx((0.6, 70.0, 0.52), rel=0.03)
    with pytest.raises(ValueError, match="a factor on handle time above 0"):
        run(0.5, 0.0, 0.1)


@pytest.mark.proves("R3", "R4")
def test_skill_plans_lie_between_pooled_and_separate():
    rates = np.array([[10 / 180, 10 / 180]])
    able = np.zeros((2, 26))
    able[0, :16], able[1, 10:] = 180.0, 180.0  # ten of each, six of both
    people = Experts(able, np.ones((2, 26)), np.ones(26, dtype=np.int64), np.repeat([0, 1, 2], [10, 6, 10]))
    pooled = float(service_of(20 / 180, 180.0, 26, patience_seconds=360.0).abandon[0])
    separate = float(service_of(10 / 180, 180.0, 13, patience_seconds=360.0).abandon[0])
    for rule in (LONGEST_IDLE, IDLENESS_RATIO):
        for kind_rule in (COST_OF_WAIT, QUEUE_RATIO):
            routing = Routing(rule, kind_rule, weights=np.full(2, 0.5))
            plan = World(Kinds.plain(rates, patience_seconds=360.0), people, Shifts.always(26), routing, 200_000.0)
            total = simulate_service(plan, cycles=4, seed=1).by_kind.sum(axis=0)
            assert pooled - 0.002 < total[s.ABANDONED] / total[s.ARRIVED] < separate + 0.002


def test_concurrency_holds_several_contacts_and_never_more():
    people = Experts(np.full((1, 5), 60.0), np.ones((1, 5)), np.full(5, 3), np.zeros(5, dtype=np.int64), crowding=0.0)
    busy = World(Kinds.plain(np.array([[0.2]]), patience_seconds=120.0), people, Shifts.always(5), Routing(), 100_000.0)
    moving = simulate_service(busy, cycles=40, seed=1)
    exact = float(service_of(0.2, 60.0, 15, patience_seconds=120.0).p_wait[0])
    assert abs(moving.by_kind[0, s.WAITED] / moving.by_kind[0, s.ARRIVED] - exact) < 0.01
    assert moving.used.max() <= 3


def skilled(routing, seed=1, contacts=20_000):
    truth = np.clip(0.7 + 0.08 * np.random.default_rng(7).standard_normal((10, 40)), 0.05, 0.98)
    people = Experts(np.full((10, 40), 180.0), truth, np.ones(40, dtype=np.int64), np.zeros(40, dtype=np.int64))
    rates = np.full((1, 10), 0.72 * 40 / 180 / 10)
    plan = World(Kinds.plain(rates, patience_seconds=0.0), people, Shifts.always(40), routing, contacts / rates.sum())
    return simulate_service(plan, cycles=1, seed=seed, buckets=1, expected_contacts=contacts), truth


@pytest.mark.proves("R7")
def test_learning_to_match_resolves_more_at_the_same_wait_and_newcomers_get_work():
    idle, truth = skilled(Routing())
    learnt, _ = skilled(Routing(THOMPSON, floor_rate=0.05, floor_offers=30.0))
    worth = 0.6 * (truth - truth.mean(axis=1, keepdims=True)).max(axis=0)
    oracle, _ = skilled(Routing(BEST_SCORE, scores=truth, prices=worth))
    rate = [run.by_expert[:, s.WON].sum() / run.by_expert[:, s.TAKEN].sum() for run in (idle, learnt, oracle)]
    waits = [run.by_kind[:, s.SERVED_WAIT_SUM].sum() / run.by_kind[:, s.SERVED].sum() for run in (idle, learnt)]
    assert rate[1] > rate[0] + 0.05
    assert rate[1] > 0.9 * rate[2]
    assert rate[2] >= rate[1] - 0.01
    assert abs(waits[1] - waits[0]) < 1.0
    assert learnt.by_expert[:, s.TAKEN].min() >= 30


def test_a_price_on_time_beats_taking_the_best_at_hand():
    _, truth = skilled(Routing(), contacts=10)
    worth = 0.6 * (truth - truth.mean(axis=1, keepdims=True)).max(axis=0)
    runs = [Routing(BEST_SCORE, scores=truth), Routing(BEST_SCORE, scores=truth, prices=worth)]
    at_hand, priced = (np.mean([skilled(run, seed=seed)[0].curve[:, 1].sum() for seed in range(3)]) for run in runs)
    assert priced > at_hand * 1.002
    with pytest.raises(ValueError, match="share of the price"):
        Routing(THOMPSON, price_share=1.5)


def test_outcomes_may_become_known_late():
    now, _ = skilled(Routing(THOMPSON), contacts=4000)
    late, _ = skilled(Routing(THOMPSON, outcome_delay_seconds=1e9), contacts=4000)
    assert now.own_tries.sum() > 3500
    assert late.own_tries.sum() == 0


def test_pay_is_per_task_with_a_guarantee_by_the_hour():
    table = np.zeros((2, s.EXPERT_COLUMNS))
    table[:, s.ONLINE], table[:, s.SERVING], table[:, s.TAKEN] = 3600.0, [3000.0, 600.0], [20.0, 3.0]
    made = earnings_of(table, np.array([0, 0]), PayTerms(np.array([1.0]), np.array([12.0]), np.array([0.0])))
    assert made.hourly.tolist() == [20.0, 12.0]
    assert made.serving_share == 0.5
    assert made.paid_serving_share == pytest.approx(3600 / 6600)
    assert made.waiting_hours == 1.0
    by_task = earnings_of(table, np.array([0, 0]), PayTerms(np.array([1.0]), np.array([0.0]), np.array([0.0])))
    assert (by_task.cost, by_task.serving_share, by_task.paid_serving_share) == (23.0, 0.5, None)
    by_hour = earnings_of(table, np.array([0, 0]), PayTerms(np.array([0.0]), np.array([0.0]), np.array([10.0])))
    assert (by_hour.cost, by_hour.paid_serving_share) == (20.0, 0.5)


def test_a_queue_that_grows_without_end_is_refused():
    kinds = Kinds.plain(np.array([[1.0]]), patience_seconds=0.0)
    with pytest.raises(ValueError, match="nobody leaves"):
        simulate_service(
            World(kinds, Experts.alike(1, 2, handle_seconds=60.0), Shifts.always(2), Routing(), 50_000.0),
            cycles=1,
            seed=1,
        )
    with pytest.raises(ValueError, match="at least two"):
        replicate(RunQueue(SURVEY, 1, 0), replications=1, seed=1)


@pytest.mark.proves("R2", "R9")
def test_the_market_prices_sells_and_staffs_the_twin():
    blocks = Blocks(np.array([0.0, 7200.0, 3600.0]), np.array([7200.0, 14_400.0, 10_800.0]), np.array([6, 6, 3]))
    curve = AcceptanceModel(20.0).prior()
    firm = AcceptanceCurve(20.0, curve.mean, curve.covariance * 0.01, 500)
    rules = PriceRules(floor=14.0, cap=40.0)

    def sold(true):
        return sell_blocks(blocks, experts=60, believed=firm, true=true, rules=rules, show_up=0.9, lead_hours=24.0, seed=3)

    market = sold(firm)
    assert (market.filled >= blocks.seats).all()
    for expert in range(60):  # nobody is sold two blocks at once
        own = np.flatnonzero(market.shifts.expert == expert)
        spans = sorted(zip(market.shifts.start_seconds[own], market.shifts.end_seconds[own], strict=True))
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    reluctant = AcceptanceCurve(20.0, curve.mean - np.array([3.0, 0, 0, 0, 0, 0, 0]), curve.covariance, 0)
    assert sold(reluctant).filled.sum() < market.filled.sum()
    kinds = Kinds.plain(np.array([[0.02]] * 4), patience_seconds=120.0)
    people = Experts.alike(1, 60, handle_seconds=120.0)
    moving = simulate_service(World(kinds, people, market.shifts, Routing(), 3600.0), cycles=50, seed=1)
    assert moving.by_kind[0, s.SERVED] / moving.by_kind[0, s.ARRIVED] > 0.95
    with pytest.raises(ValueError, match="ends after its start"):
        Blocks(np.array([1.0]), np.array([1.0]), np.array([1]))
