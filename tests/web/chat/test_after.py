"""What follows a conversation: survey, transcript, read and typing marks; and each refusal changes nothing."""

import pytest

from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.actions.marking import mark_read
from tandem.domain.service.conversations.models import ReadMark, Survey, TranscriptRequest
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.chat.visitors import HTMX, browser, chat_of, started


@pytest.fixture
def visitor(house):
    return browser()


@pytest.fixture
def ref(house, visitor):
    return started(visitor, house)


@pytest.fixture
def resolved(house, ref):
    with scope(house.scope):
        chat = chat_of(house, ref)
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
        resolve(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
    return ref


def survey_of(house):
    with scope(house.scope):
        return Survey.objects.get()


def test_the_survey_is_asked_and_answered(house, visitor, resolved):
    assert "Did we sort it out for you?" in visitor.get(f"/chat/hearth?c={resolved}").content.decode()
    assert visitor.post(f"/chat/hearth/{resolved}/rating", {"score": "4", "comment": "Quick"}).status_code == 302
    assert (survey_of(house).score, survey_of(house).comment) == (4, "Quick")
    assert "You rated this 4 of 5." in visitor.get(f"/chat/hearth?c={resolved}").content.decode()


@pytest.mark.parametrize(
    "values", [{}, {"score": "6"}, {"score": "0"}, {"score": "x"}, {"score": "4", "comment": "x" * 2001}, {"score": "4", "comment": "a\x00"}]
)
def test_a_rating_that_is_none_is_refused(house, visitor, resolved, values):
    refused = visitor.post(f"/chat/hearth/{resolved}/rating", values, headers=HTMX)
    assert refused.status_code == 422
    assert survey_of(house).answered_at is None


def test_nothing_is_rated_before_the_end(house, visitor, ref):
    assert visitor.post(f"/chat/hearth/{ref}/rating", {"score": "5"}, headers=HTMX).status_code == 404


def test_writing_below_opens_it_again(house, visitor, resolved):
    visitor.post(f"/chat/hearth/{resolved}/messages", {"text": "One more thing"})
    assert chat_of(house, resolved).state == "waiting"


def test_the_transcript_goes_where_it_is_asked_to_go(house, visitor, ref):
    asked = visitor.post(f"/chat/hearth/{ref}/transcript", {"email": "priya@example.org"}, headers=HTMX)
    assert "On its way to priya@example.org." in asked.content.decode()
    page = visitor.post(f"/chat/hearth/{ref}/transcript", {"email": "priya@example.org"})
    assert "<html" in page.content.decode()
    with scope(house.scope):
        assert list(TranscriptRequest.objects.values_list("email", flat=True)) == ["priya@example.org"] * 2


@pytest.mark.parametrize("email", ["", "nobody", "a@b\x00.example"])
def test_a_transcript_to_nowhere_is_refused(house, visitor, ref, email):
    refused = visitor.post(f"/chat/hearth/{ref}/transcript", {"email": email}, headers=HTMX)
    assert refused.status_code == 422
    assert "name@example.org" in refused.content.decode()
    with scope(house.scope):
        assert TranscriptRequest.objects.count() == 0


def test_a_fourth_transcript_on_one_day_is_refused(house, visitor, ref):
    for _ in range(3):
        visitor.post(f"/chat/hearth/{ref}/transcript", {"email": "priya@example.org"}, headers=HTMX)
    assert visitor.post(f"/chat/hearth/{ref}/transcript", {"email": "priya@example.org"}, headers=HTMX).status_code == 409
    with scope(house.scope):
        assert TranscriptRequest.objects.count() == 3


def test_the_page_tells_that_it_is_open_and_how_far_it_was_read(house, visitor, ref):
    assert visitor.post(f"/chat/hearth/{ref}/presence", {"read": "1"}).status_code == 204
    assert chat_of(house, ref).customer_seen_at is not None
    with scope(house.scope):
        assert ReadMark.objects.get(membership=None).number == 1


@pytest.mark.parametrize("read", ["", "-1", "x", "9" * 40, "²"])
def test_nonsense_about_reading_marks_nothing_beyond_the_end(house, visitor, ref, read):
    assert visitor.post(f"/chat/hearth/{ref}/presence", {"read": read}).status_code == 204
    with scope(house.scope):
        assert all(mark.number <= 1 for mark in ReadMark.objects.all())


def test_the_customer_sees_that_they_were_read(house, visitor, ref):
    assert "Sent" in visitor.get(f"/chat/hearth/{ref}/thread", headers=HTMX).content.decode()
    with scope(house.scope):
        chat = chat_of(house, ref)
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
        mark_read(person(house.amara), house.brand.pk, chat, number=1, membership=house.amara)
    part = visitor.get(f"/chat/hearth/{ref}/thread", headers=HTMX).content.decode()
    assert 'data-v="Read"' in part
    assert "Amara is writing" in part  # there, and hidden until it happens


def test_typing_is_noticed(house, visitor, ref):
    assert visitor.post(f"/chat/hearth/{ref}/typing").status_code == 204
