"""Cursors: what was sealed comes back exactly; what was touched does not come back at all."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.api.v1.paging import moment_and_id, sealed, unsealed
from tandem.core.kit.refusals import Invalid

microseconds = st.integers(10**12, 7 * 10**15)  # until the year 2191
moments = microseconds.map(lambda since: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=since))
row_ids = st.integers(1, 2**63 - 1)
few = settings(max_examples=60, deadline=None, database=None, derandomize=True)


def call(operation: str = "listCustomers", brand_id: int = 7) -> Any:
    return SimpleNamespace(operation=operation, brand_id=brand_id)


@few
@given(moments, row_ids)
def test_a_place_comes_back_to_the_microsecond(moment, row_id):
    assert moment_and_id(call(), sealed(call(), moment, row_id)) == (moment, row_id)


@few
@given(moments, row_ids, st.data())
def test_a_touched_cursor_is_refused(moment, row_id, data):
    raw = bytearray(urlsafe_b64decode(sealed(call(), moment, row_id) + "=="))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Invalid):
        unsealed(call(), urlsafe_b64encode(raw).decode())


@pytest.mark.parametrize("elsewhere", [call("listConversations"), call(brand_id=8)])
def test_another_list_or_brand_refuses_it(elsewhere):
    with pytest.raises(Invalid) as refusal:
        unsealed(elsewhere, sealed(call(), 1))
    assert (refusal.value.code, refusal.value.field) == ("bad_cursor", "cursor")


def test_row_numbers_do_not_show():
    raw = urlsafe_b64decode(sealed(call(), 123456789, 123456789) + "==")
    assert b"123" not in raw
    assert sealed(call(), 1)[:8] != sealed(call(), 2)[:8]


@given(st.text(max_size=40))
@few
def test_nonsense_is_refused(text):
    if text:
        with pytest.raises(Invalid):
            unsealed(call(), text)
