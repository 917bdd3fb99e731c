"""Erlang B, C, A and M/M/n+G against published and exact figures, to their printed digits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.orchestration.staffing import (
    PatienceCurve,
    ServiceLevelDefinition,
    Targets,
    experts_for,
    exponential_patience,
    service_of,
    weibull_patience,
)
from tandem.core.orchestration.staffing.erlang import delay, fewest_for_loss, loss
from tandem.core.orchestration.staffing.uncertainty import garnett_wait, halfin_whitt_wait

BLOCKING_AND_DELAY = [
    (1, 2, 0.2, 1 / 3),
    (2, 3, 0.21052632, 4 / 9),
    (4, 5, 0.19906687, 0.55411255),
    (5, 7, 0.12051864, 0.32414995),
    (8, 10, 0.12166106, 0.40918015),
    (18, 21, 0.08559809, 0.39587153),
    (18, 23, 0.04872659, 0.19069194),
    (20, 22, 0.10673395, 0.56791516),
    (50, 55, 0.05374881, 0.38454732),
    (90, 100, 0.02695738, 0.21694048),
    (100, 105, 0.04826077, 0.51570743),
    (500, 520, 0.01436177, 0.27475634),
    (1000, 1050, 0.00381314, 0.07440177),
]


@pytest.mark.parametrize(("load", "experts", "blocked", "delayed"), BLOCKING_AND_DELAY)
def test_erlang_b_and_c_to_eight_digits(load, experts, blocked, delayed):
    assert round(loss(float(load), experts), 8) == round(blocked, 8)
    assert round(delay(float(load), experts), 8) == round(delayed, 8)


@pytest.mark.proves("R5")
@pytest.mark.parametrize(
    ("experts", "p_wait", "level", "asa", "occupancy"),
    [
        (11, 0.682118, 0.389614, 122.7813, 0.9091),
        (12, 0.449388, 0.640158, 40.4449, 0.8333),
        (13, 0.285270, 0.795595, 17.1162, 0.7692),
        (14, 0.174132, 0.888350, 7.8359, 0.7143),
    ],
)
def test_the_published_erlang_c_table(experts, p_wait, level, asa, occupancy):
    got = service_of(100 / 1800, 180.0, experts, seconds=20.0)
    assert round(float(got.p_wait[0]), 6) == p_wait
    assert round(float(got.service_level[0]), 6) == level
    assert round(float(got.asa_seconds[0]), 4) == asa
    assert round(float(got.occupancy[0]), 4) == occupancy


def test_the_well_known_worked_example():
    got = service_of(360 / 1800, 240.0, 55, seconds=15.0)
    assert [round(float(x[0]), 6) for x in (got.p_wait, got.service_level)] == [0.238701, 0.845883]
    assert round(float(got.asa_seconds[0]), 3) == 8.184
    assert round(float(got.occupancy[0]), 4) == 0.8727


def test_erlang_a_of_the_survey_example():
    got = service_of(48 / 60, 60.0, 50, patience_seconds=120.0, seconds=20.0)
    served = service_of(48 / 60, 60.0, 50, patience_seconds=120.0, definition=ServiceLevelDefinition.SERVED_OVER_SERVED)
    assert round(float(got.p_wait[0]), 6) == 0.467774
    assert round(float(got.abandon[0]), 6) == 0.030912
    assert round(float(got.mean_wait_seconds[0]), 3) == 3.709
    assert round(float(got.mean_queue[0]), 5) == 2.96758
    assert round(float(got.occupancy[0]), 6) == 0.930324
    assert round(float(got.service_level[0]), 6) == 0.943019
    assert round(float(served.service_level[0]), 6) == 0.973100
    assert round(float(got.p_wait_beyond[0]), 6) == 0.027136
    at_90 = service_of(48 / 60, 60.0, 50, patience_seconds=120.0, seconds=12.45)
    assert round(float(at_90.p_wait_beyond[0]), 3) == 0.1


@pytest.mark.parametrize(
    ("experts", "patience", "p_wait", "abandon", "level"),
    [
        (11, 2, 0.382816, 0.094155, 0.742209),
        (12, 2, 0.279807, 0.061597, 0.825583),
        (13, 5, 0.225797, 0.024963, 0.858178),
        (14, 5, 0.145260, 0.013984, 0.916792),
    ],
)
def test_more_erlang_a_figures(experts, patience, p_wait, abandon, level):
    got = service_of(100 / 1800, 180.0, experts, patience_seconds=60.0 * patience, seconds=20.0)
    assert round(float(got.p_wait[0]), 6) == p_wait
    assert round(float(got.abandon[0]), 6) == abandon
    assert round(float(got.service_level[0]), 6) == level


def test_erlang_a_of_small_and_overloaded_queues():
    small = service_of(4.0, 1.0, 5, patience_seconds=2.0)
    assert round(float(small.p_wait[0]), 6) == 0.415052
    assert round(float(small.mean_wait_seconds[0]), 6) == 0.155937
    full = service_of(120.0, 1.0, 100, patience_seconds=1.0)
    assert round(float(full.p_wait[0]), 6) == 0.972136
    assert round(float(full.abandon[0]), 6) == 0.167693
    assert round(float(full.occupancy[0]), 5) == 0.99877


@pytest.mark.parametrize(("load", "handle", "fewest"), [(10, 180, 12), (200, 360, 191), (2000, 360, 1783), (6000, 360, 5248)])
def test_the_fewest_experts_lie_below_the_load_when_patience_is_short(load, handle, fewest):
    targets = Targets(service_level=0.8, seconds=20.0)
    assert experts_for(load / handle, float(handle), targets, patience_seconds=120.0).tolist() == [fewest]
    one_less = service_of(load / handle, float(handle), fewest - 1, patience_seconds=120.0)
    assert float(one_less.service_level[0]) < 0.8


def test_identities_of_the_limits():
    balanced = service_of(1.0, 1.0, 1, patience_seconds=1.0)
    assert math.isclose(float(balanced.abandon[0]), 1 / math.e, rel_tol=1e-12)
    assert math.isclose(float(balanced.p_wait[0]), 1 - 1 / math.e, rel_tol=1e-12)
    poisson = service_of(20.0, 1.0, 20, patience_seconds=1.0)
    assert round(float(poisson.p_wait[0]), 6) == 0.529743
    assert round(float(poisson.abandon[0]), 6) == 0.088835
    patient = service_of(100 / 1800, 180.0, 14, patience_seconds=1e9)
    assert round(float(patient.p_wait[0]), 6) == 0.174132
    hasty = service_of(8.0, 1.0, 10, patience_seconds=1e-7)
    assert round(float(hasty.abandon[0]), 6) == round(loss(8.0, 10), 6)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 3.0), st.floats(10, 900), st.integers(1, 300), st.floats(5, 2000), st.floats(0, 120))
def test_what_must_always_hold_of_erlang_a(rate, handle, experts, patience, seconds):
    got = service_of(rate, handle, experts, patience_seconds=patience, seconds=seconds)
    abandon, wait = float(got.abandon[0]), float(got.mean_wait_seconds[0])
    assert math.isclose(abandon, wait / patience, rel_tol=1e-6, abs_tol=1e-9)
    assert 0 <= float(got.service_level[0]) <= 1 + 1e-12
    more = service_of(rate, handle, experts + 1, patience_seconds=patience, seconds=seconds)
    assert float(more.service_level[0]) >= float(got.service_level[0]) - 1e-9
    assert float(more.abandon[0]) <= abandon + 1e-9


def test_general_patience_in_steps_agrees_with_the_exponential():
    exact = service_of(48 / 60, 60.0, [45, 50, 55], patience_seconds=120.0)
    steps = service_of(48 / 60, 60.0, [45, 50, 55], curve=exponential_patience(120.0))
    assert np.allclose(steps.abandon, exact.abandon, atol=3e-5)
    assert np.allclose(steps.asa_seconds, exact.asa_seconds, atol=3e-3)
    assert np.allclose(steps.service_level, exact.service_level, atol=1e-4)


def test_deterministic_patience_has_its_closed_form():
    # M/M/1+D at load 1: P(abandon) = 1 / (1 + 1 + patience) in service times, the offered wait being uniform
    curve = PatienceCurve(np.array([0.0, 2.0]), np.array([1.0, 0.0]))
    got = service_of(1.0, 1.0, 1, curve=curve)
    assert math.isclose(float(got.abandon[0]), 1 / 4, rel_tol=1e-9)


def test_weibull_patience_keeps_its_mean():
    assert math.isclose(weibull_patience(120.0, shape=0.7).mean_within(1e9), 120.0, rel_tol=2e-3)


def test_square_root_rules_come_near():
    assert [round(halfin_whitt_wait(beta), 4) for beta in (0.5, 1.0, 1.5)] == [0.5045, 0.2234, 0.0847]
    rule = [round(garnett_wait(beta, patience_over_service=2.0), 4) for beta in (-0.5, 0.0, 0.5, 1.0)]
    assert rule == [0.7979, 0.5858, 0.3572, 0.1790]
    exact = service_of(100.0, 1.0, [95, 100, 105, 110], patience_seconds=2.0)
    assert np.round(exact.p_wait, 6).tolist() == [0.807124, 0.596703, 0.369605, 0.191269]
    assert np.round(exact.abandon, 6).tolist() == [0.062711, 0.033030, 0.015084, 0.005995]


def test_targets_hold_together_and_one_less_fails():
    targets = Targets(service_level=0.8, abandon=0.02, occupancy=0.85, wait_share=0.1, wait_seconds=30.0)
    number = int(experts_for(0.2, 240.0, targets, patience_seconds=120.0)[0])

    def meets(experts):
        got = service_of(0.2, 240.0, experts, patience_seconds=120.0)
        late = service_of(0.2, 240.0, experts, patience_seconds=120.0, seconds=30.0)
        return bool(got.service_level[0] >= 0.8 and got.abandon[0] <= 0.02 and got.occupancy[0] <= 0.85 and late.p_wait_beyond[0] <= 0.1)

    assert meets(number)
    assert not meets(number - 1)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="at least one target"):
        Targets()
    with pytest.raises(ValueError, match="share above 0"):
        Targets(service_level=1.2)
    with pytest.raises(ValueError, match="never below zero"):
        service_of(-1.0, 60.0, 5)
    with pytest.raises(ValueError, match="cannot be met"):
        Targets(service_level=1.0)
    assert float(service_of(1.0, 60.0, 60).service_level[0]) == 0.0


def test_nobody_is_needed_where_nobody_comes():
    assert fewest_for_loss(0.0, 0.05) == 0
