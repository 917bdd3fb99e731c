"""What a waiting customer is told: free people are quick, more people are quicker, later places wait longer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.service.waiting import estimate_wait, minutes_in_words


def test_a_place_among_the_free_waits_only_for_an_offer():
    estimate = estimate_wait(2, slots=6, answering=2, hold_seconds=240.0, free=2)
    assert (estimate.low_seconds, estimate.expected_seconds, estimate.high_seconds) == (10.0, 25.0, 60.0)
    assert minutes_in_words(estimate) == (1, 1, 1)


def test_places_behind_the_free_wait_for_somebody_to_finish():
    behind = estimate_wait(3, slots=6, answering=2, hold_seconds=240.0, free=2)
    first = estimate_wait(1, slots=6, answering=2, hold_seconds=240.0)
    assert behind == replace(first, place=3)
    assert behind.expected_seconds == 40.0


def test_nobody_there_is_no_figure():
    estimate = estimate_wait(1, slots=0, answering=0, hold_seconds=240.0)
    assert (estimate.expected_seconds, minutes_in_words(estimate)) == (None, None)


def test_a_place_before_the_first_is_refused():
    with pytest.raises(ValueError, match="1 or more"):
        estimate_wait(0, slots=1, answering=1, hold_seconds=None)


@given(st.integers(1, 200), st.integers(1, 60), st.integers(0, 20), st.floats(1, 7200))
def test_later_places_wait_longer_and_the_range_holds_its_middle(place, slots, free, hold):
    here = estimate_wait(place, slots=slots, answering=slots, hold_seconds=hold)
    after = estimate_wait(place + 1, slots=slots, answering=slots, hold_seconds=hold)
    assert here.low_seconds < here.expected_seconds < here.high_seconds
    assert here.expected_seconds < after.expected_seconds
    about, low, high = minutes_in_words(here)
    assert 1 <= low <= about <= high
    if place > free:
        quicker = estimate_wait(place, slots=slots, answering=slots, hold_seconds=hold, free=free)
        assert quicker.expected_seconds <= here.expected_seconds
