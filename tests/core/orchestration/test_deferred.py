"""Deferred work: every deadline is met by whole people, spare time is used once, closed hours are named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.orchestration.staffing import ImpossibleDeadlineError, plan_deferred, staff_deferred

STEP = 1800.0


def missed(work, due, capacity):
    """Intervals by whose end work that was due is not done, first come first worked, nothing worked before it came."""
    done, late = 0.0, []
    for place in range(work.size):
        done += min(capacity[place], work[: place + 1].sum() - done)
        if place >= due and done < work[: place - due + 1].sum() - 1e-6:
            late.append(place)
    return late


def test_nobody_is_credited_with_work_that_has_not_come_yet():
    work, none = np.full(8, 540.0), np.zeros(8)
    made = staff_deferred(work, 1, interval_seconds=STEP, spare_seconds=none)
    assert missed(work, 1, np.array([1, 0, 0, 1, 0, 0, 0, 1]) * STEP) == [2, 5, 6]  # what was planned once
    assert missed(work, 1, made.experts * STEP) == []
    assert made.experts.tolist() == [0, 1, 0, 1, 0, 1, 0, 1]
    assert made.worked_seconds.tolist() == [0, 1080, 0, 1080, 0, 1080, 0, 1080]


def test_long_limits_let_whole_people_lie_flat():
    work = np.full(48, 540.0)
    made = staff_deferred(work, 24, interval_seconds=STEP, spare_seconds=np.zeros(48))
    assert missed(work, 24, made.experts * STEP) == []
    assert made.experts.max() == 1
    assert made.experts.sum() * STEP <= work.sum() + STEP


def test_only_the_spare_time_worked_in_is_used_up():
    work, spare = np.array([600.0, 0.0, 0.0, 0.0]), np.full(4, 400.0)
    made = staff_deferred(work, 2, interval_seconds=STEP, spare_seconds=spare)
    assert made.experts.tolist() == [0, 0, 0, 0]
    assert made.spare_used_seconds.tolist() == [400.0, 200.0, 0.0, 0.0]


def test_what_comes_while_closed_waits_and_is_done_before_the_doors_close_again():
    work = np.array([0.0, 600.0, 0.0, 600.0, 0.0, 0.0])
    opened = np.array([1, 0, 1, 1, 0, 0], dtype=bool)
    made = staff_deferred(work, 2, interval_seconds=STEP, spare_seconds=np.zeros(6), open_intervals=opened)
    assert not made.experts[~opened].any()
    assert missed(work, 2, made.experts * STEP) == []
    opened[2:4] = False
    with pytest.raises(ImpossibleDeadlineError, match="all between is closed") as caught:
        staff_deferred(work, 2, interval_seconds=STEP, spare_seconds=np.zeros(6), open_intervals=opened)
    assert (caught.value.arrives, caught.value.due) == (1, 3)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_every_deadline_is_met_whatever_comes(data):
    count, due = data.draw(st.integers(2, 30)), data.draw(st.integers(1, 12))
    work = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0, 300.0, 540.0, 5000.0, 20_000.0]), min_size=count, max_size=count)))
    spare = np.array(data.draw(st.lists(st.sampled_from([0.0, 0.0, 100.0, 2500.0]), min_size=count, max_size=count)))
    opened = np.array(data.draw(st.lists(st.sampled_from([True, True, False]), min_size=count, max_size=count)))
    try:
        made = staff_deferred(work, due, interval_seconds=STEP, spare_seconds=spare, open_intervals=opened)
    except ImpossibleDeadlineError as error:
        assert not opened[error.arrives : error.due + 1].any()
        return
    spare = np.where(opened, spare, 0.0)
    assert missed(work, due, np.where(opened, made.experts * STEP + made.spare_used_seconds, 0.0)) == []
    assert (made.spare_used_seconds <= spare + 1e-9).all()
    assert (made.worked_seconds <= made.experts * STEP + made.spare_used_seconds + 1e-9).all()
    flat = plan_deferred(work, np.full(count, due), spare_seconds=spare, open_intervals=opened.astype(float))
    assert made.experts.max() <= np.ceil(flat.extra_seconds.max() / STEP - 1e-6) + 1  # rounding adds a person at most
