"""Deflection: whoever asks all the same is never counted as helped, whatever the order of what they did."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.deflection import FATES, WINDOW, Ask, Read, Readers, Vote, fate_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=10)

moments = st.integers(min_value=0, max_value=72 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))
articles = st.integers(min_value=1, max_value=3)
reads, votes, asks = st.builds(Read, articles, moments), st.builds(Vote, articles, st.booleans(), moments), st.builds(Ask, moments)
stories = st.lists(st.one_of(reads, votes, asks), max_size=8)


def hours(count):
    return NOON + timedelta(hours=count)


def test_whoever_reads_and_does_not_ask_within_the_window_is_deflected():
    assert fate_of([Read(1, NOON)], now=NOON + WINDOW) == "deflected"
    assert fate_of([Read(1, NOON), Vote(1, True, NOON)], now=LATER) == "deflected"
    assert fate_of([Read(1, NOON), Ask(NOON + WINDOW)], now=LATER) == "deflected", "the window is over"


def test_whoever_still_asks_is_not():
    assert fate_of([Read(1, NOON), Ask(hours(1))], now=LATER) == "asked"
    assert fate_of([Read(1, NOON), Vote(1, True, NOON), Ask(hours(23))], now=LATER) == "asked", "their thanks do not undo it"
    assert fate_of([Ask(NOON), Read(1, hours(1))], now=LATER) == "asked", "reading while waiting helped nobody"
    assert fate_of([Read(1, NOON), Read(2, hours(20)), Ask(hours(30))], now=LATER) == "asked", "24 hours from the last article"


def test_a_no_is_no_help_and_the_last_word_counts():
    assert fate_of([Read(1, NOON), Vote(1, False, NOON)], now=LATER) == "unhelpful"
    assert fate_of([Read(1, NOON), Vote(1, False, NOON), Vote(1, True, hours(1))], now=LATER) == "deflected"
    assert fate_of([Read(1, NOON), Vote(1, True, NOON), Vote(1, False, NOON)], now=LATER) == "unhelpful"
    assert fate_of([Read(1, NOON), Vote(1, False, NOON), Vote(2, True, hours(1))], now=LATER) == "unhelpful"


def test_what_is_not_known_yet_or_at_all_is_said_so():
    assert fate_of([Read(1, NOON)], now=NOON + WINDOW - timedelta(seconds=1)) == "open"
    assert fate_of([Vote(1, True, NOON)], now=LATER) == "unread"
    assert fate_of([Read(1, NOON)], now=LATER, followed=False) == "unknown"


@given(stories, st.randoms(use_true_random=False), moments)
def test_the_order_of_arrival_does_not_matter(story, chance, now):
    shuffled = list(story)
    chance.shuffle(shuffled)
    assert fate_of(shuffled, now=now) == fate_of(story, now=now)
    assert fate_of(story, now=now) in FATES


@given(stories, moments)
def test_an_ask_never_makes_a_reader_deflected(story, at):
    if fate_of(story, now=LATER) != "deflected":
        assert fate_of([*story, Ask(at)], now=LATER) != "deflected"


@given(stories)
def test_deflected_means_read_and_no_ask_in_time_and_no_standing_no(story):
    if fate_of(story, now=LATER) != "deflected":
        return
    opened = [event.at for event in story if isinstance(event, Read)]
    assert opened
    assert all(event.at >= max(opened) + WINDOW for event in story if isinstance(event, Ask))
    for article in (1, 2, 3):
        said = sorted((event.at, not event.helpful) for event in story if isinstance(event, Vote) and event.article == article)
        assert not said or not said[-1][1]


@given(stories)
def test_who_is_not_followed_is_never_counted(story):
    assert fate_of(story, now=LATER, followed=False) == "unknown"


def test_the_share_is_of_those_whose_fate_is_known_and_of_no_fewer_than_twenty():
    known = Readers(deflected=15, asked=4, unhelpful=1, open=30, unknown=900)
    assert (known.settled, known.share.mean, known.share.size) == (20, 0.75, 20)
    assert (round(known.share.low, 4), round(known.share.high, 4)) == (0.5313, 0.8881)
    assert Readers(deflected=15, asked=4, open=30, unknown=900).share is None
    with pytest.raises(ValueError, match="not negative"):
        Readers(asked=-1)
