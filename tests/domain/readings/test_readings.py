"""Readers of the help centre: who asks all the same is found by whatever way they ask, and nobody unknown counts as helped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.core.kit.refusals import Invalid, TooMany
from tandem.core.knowledge.deflection import Readers
from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.readings import actions, models, queries
from tandem.domain.assistance.readings.access import Brought, brought, new_session, page_token, session_of
from tandem.domain.assistance.readings.tasks import settle_when_due
from tandem.domain.knowledge.articles.queries.public import READER, Card, cards_named
from tandem.domain.knowledge.usage.models import Fact
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.foundation.clock import VirtualClock, on
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, new_customer
from tests.knowing import in_force

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
READERS = Actor("customer", via="help")


@pytest.fixture
def clock():
    moving = VirtualClock(NOON)
    with on(moving):
        yield moving


@pytest.fixture
def house(clock):
    return make_house("hearth")


def article(house, slug="chairs", **values) -> Card:
    with scope(house.scope):
        in_force(house.brand.pk, Document(slug=slug, title=slug.title(), body="Turn the screw.", **values))
        return cards_named(READER, [slug], language="en")[0]


def session(house) -> str:
    return session_of(house.brand, new_session(house.brand))


def read(house, card, ref=""):
    with scope(house.scope):
        actions.note_read(house.brand.pk, card, session=ref)


def vote(house, card, ref, **said):
    with scope(house.scope):
        actions.vote(READERS, house.brand.pk, card, session=ref, **{"helpful": True, **said})


def readers(house, card) -> Readers:
    with scope(house.scope):
        return queries.readers_of([card.article_id])[card.article_id]


def facts(house) -> list[str]:
    with scope(house.scope):
        return list(Fact.objects.order_by("kind", "id").values_list("kind", flat=True))


def passed(clock, hours) -> None:
    clock.advance(hours * 3600)
    settle_when_due()


def test_who_reads_and_stays_away_is_deflected_once_the_day_is_over(house, clock):
    card, ref = article(house), session(house)
    read(house, card, ref)
    read(house, card, ref)
    passed(clock, 23)
    assert readers(house, card) == Readers(open=1)
    passed(clock, 1)
    settle_when_due()
    assert readers(house, card) == Readers(deflected=1)
    assert facts(house) == ["deflected", "shown"]


@pytest.mark.proves("R13")
def test_who_came_from_the_help_centre_and_asked_is_not(house, clock):
    card, ref = article(house), session(house)
    read(house, card, ref)
    with scope(house.scope):
        chat = new_conversation(house)
        actions.ask(house.brand.pk, chat, session=ref, brought=Brought(card, "loose leg"))
        actions.ask(house.brand.pk, chat, session=ref, brought=Brought(card, "loose leg"))
        seen = queries.before(chat)
    assert (seen.words, [(one.ref, one.number, one.title, one.helpful) for one in seen.seen]) == ("loose leg", [(card.ref, 1, "Chairs", None)])
    passed(clock, 25)
    assert readers(house, card) == Readers(asked=1)
    assert facts(house) == ["shown"]


def test_a_known_customer_who_asks_by_another_way_is_not_deflected_either(house, clock):
    card, ref, customer = article(house), session(house), None
    read(house, card, ref)
    with scope(house.scope):
        customer = new_customer(house)
        actions.recognise(house.brand.pk, ref, customer.pk)
        clock.advance(20 * 3600)
        chat = new_conversation(house, customer)
        post_message(Actor("customer", customer.pk, via="mail"), house.brand.pk, chat.pk, author="customer", text="Hello?", client_id="m1")
        assert [one.ref for one in queries.before(chat).seen] == [card.ref]
    passed(clock, 5)
    assert readers(house, card) == Readers(asked=1)


def test_what_they_wrote_after_the_day_is_another_matter(house, clock):
    card, ref = article(house), session(house)
    read(house, card, ref)
    with scope(house.scope):
        customer = new_customer(house)
        actions.recognise(house.brand.pk, ref, customer.pk)
        clock.advance(24 * 3600)
        chat = new_conversation(house, customer)
        post_message(Actor("customer", customer.pk, via="mail"), house.brand.pk, chat.pk, author="customer", text="Hello?", client_id="m1")
        assert queries.before(new_conversation(house)) is None
    settle_when_due()
    assert readers(house, card) == Readers(deflected=1)


def test_a_no_is_no_help(house, clock):
    card, ref = article(house), session(house)
    vote(house, card, ref, helpful=False, reason="unclear", comment="Which screw?")
    passed(clock, 25)
    assert readers(house, card) == Readers(unhelpful=1)
    with scope(house.scope):
        said = queries.said_of(card.article_id)
        assert [(one.helpful, one.reason, one.comment, one.number) for one in said] == [(False, "unclear", "Which screw?", 1)]
        assert queries.votes_of(card.article_id) == (0, 1)


def test_who_is_not_followed_is_unknown_whatever_the_time(house, clock):
    card = article(house)
    read(house, card)
    read(house, card)
    passed(clock, 48)
    assert readers(house, card) == Readers(unknown=2)
    assert facts(house) == []


def test_who_reads_without_a_session_and_then_asks_is_counted_as_asking(house, clock):
    card = article(house)
    read(house, card)
    with scope(house.scope):
        actions.ask(house.brand.pk, new_conversation(house), session="", brought=Brought(card))
    passed(clock, 25)
    assert readers(house, card) == Readers(asked=1, unknown=1)


def test_who_brings_nothing_leaves_no_trace(house):
    with scope(house.scope):
        actions.ask(house.brand.pk, new_conversation(house), session="", brought=Brought())
        assert models.Session.objects.count() == 0


def test_a_session_that_was_settled_counts_nobody_anew(house, clock):
    card, ref = article(house), session(house)
    read(house, card, ref)
    passed(clock, 25)
    read(house, card, ref)
    assert readers(house, card) == Readers(deflected=1, unknown=1)


def test_the_last_word_counts_and_there_is_an_end_to_them(house, monkeypatch):
    card, other, ref = article(house), article(house, "tables"), session(house)
    vote(house, card, ref, helpful=False)
    vote(house, card, ref)
    with scope(house.scope):
        assert queries.votes_of(card.article_id) == (1, 0)
    monkeypatch.setattr(actions, "MOST_VOTES", 1)
    with pytest.raises(TooMany):
        vote(house, other, ref)
    with scope(house.scope):
        assert queries.votes_of(other.article_id) == (0, 0)


@pytest.mark.parametrize("said", [{"helpful": False, "reason": "boring"}, {"comment": "x" * 401}, {"comment": "a\x00b"}])
def test_what_is_no_vote_is_refused(house, said):
    card, ref = article(house), session(house)
    with pytest.raises(Invalid):
        vote(house, card, ref, **said)
    with scope(house.scope):
        assert (models.Vote.objects.count(), models.Session.objects.count()) == (0, 0)


def test_tokens_are_of_one_brand_end_and_cannot_be_made(house, clock):
    other, card = make_house("northwind"), article(house)
    token = new_session(house.brand)
    assert session_of(house.brand, token).startswith("hlp_")
    assert [session_of(other.brand, token), session_of(house.brand, token[:-1] + "x"), session_of(house.brand, "")] == ["", "", ""]
    shown = page_token(house.brand, card)
    with scope(house.scope):
        assert brought(house.brand, shown, " loose\x00 leg ") == Brought(card, "loose leg")
        assert brought(house.brand, shown[:-1] + "x", "") == Brought()
        assert brought(other.brand, shown, "") == Brought()


def test_what_helped_comes_first(house):
    liked, opened, disliked = (article(house, name) for name in ("beds", "lamps", "sofas"))
    vote(house, liked, session(house))
    for _ in range(3):
        read(house, opened)
    vote(house, disliked, session(house), helpful=False)
    with scope(house.scope):
        assert queries.most_useful(most=3) == (liked.article_id, opened.article_id)


def test_another_brand_sees_none_of_it(house):
    card, other = article(house), make_house("northwind")
    vote(house, card, session(house))
    read(house, card)
    with scope(other.scope):
        assert (queries.readers_of(), queries.said_of(card.article_id), models.Session.objects.count()) == ({}, (), 0)
