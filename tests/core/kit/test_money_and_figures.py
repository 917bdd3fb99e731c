"""Money to the cent, and figures with their intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.kit.money import Money
from tandem.core.kit.statistics import gini, mean_interval, share_interval


@pytest.mark.proves("R53")
@given(st.integers(-10_000_000, 10_000_000), st.integers(1, 50))
def test_shared_money_sums_to_the_whole(minor, parts):
    shares = Money("EUR", minor).shared(parts)
    assert sum(part.minor for part in shares) == minor
    assert max(part.minor for part in shares) - min(part.minor for part in shares) <= 1


def test_rounding_is_half_up_by_the_currencys_own_exponent():
    assert Money.of("1.005", "EUR").minor == 101
    assert Money.of("100.5", "JPY").minor == 101
    assert Money.of("1.0005", "KWD").minor == 1001


def test_currencies_never_mix():
    with pytest.raises(ValueError, match="never mix"):
        Money("EUR", 1) + Money("USD", 1)
    with pytest.raises(ValueError, match="three capital letters"):
        Money("eur", 1)


def test_intervals_hold_what_they_should():
    assert share_interval(0, 10).low == 0.0
    assert round(share_interval(0, 10).high, 6) == 0.277533
    assert mean_interval([5.0]).low == 5.0
    with pytest.raises(ValueError, match="at least one"):
        mean_interval([np.nan])


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=30))
def test_gini_lies_between_equal_and_all_to_one(amounts):
    assert -1e-9 <= gini(amounts) <= 1 - 1 / len(amounts) + 1e-9
