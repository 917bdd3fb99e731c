"""The assistant beside the composer: drafts, sources, abstentions, and the articles to quote from."""

from datetime import UTC, datetime

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.suggestions.actions import suggest
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.assistance.suggestions.tasks import settle_used
from tandem.domain.service.conversations.models import Message
from tandem.foundation import clock
from tandem.foundation.ai.models import Generation
from tandem.foundation.events.publishing import inline
from tandem.foundation.tenancy.scope import scope
from tests.knowing import teach
from tests.web.desk.acting import HX, answer, at, held, say, staffed, words_in

pytestmark = pytest.mark.django_db

BICYCLES = Document(
    slug="bicycles",
    title="Bringing a bicycle on board",
    body="## Booking\n\nA bicycle needs a free reservation. Reserve the bicycle space up to 2 hours before departure.\n",
)
OTHERS = [
    Document(slug="pets", title="Pets on trains", body="Dogs travel free on a lead."),
    Document(slug="food", title="Food and drink", body="The trolley passes every hour with tea and sandwiches."),
    Document(
        slug="wifi",
        title="Wi-Fi and sockets",
        body="Every seat has a socket, and the wireless network is free.",
    ),
]


@pytest.fixture
def drafted(house):
    """A conversation of Amara's with a draft beside it."""
    with scope(house.scope):
        teach(house.brand.pk, [BICYCLES, *OTHERS])
    conversation = held(house, house.amara, "Do I need a reservation to bring my bicycle on board?")
    with scope(house.scope):
        asked = Message.objects.get(conversation=conversation, author="customer")
        made = suggest(house.brand.pk, conversation.pk, message_id=asked.pk)
        assert made is not None
        assert not made.abstained
    return house, conversation, made


def fate(house, made):
    with scope(house.scope):
        return Generation.objects.values_list("fate", flat=True).get(pk=made.generation_id)


@pytest.mark.proves("R22", "R23", "L6")
def test_a_draft_stands_beside_the_composer_with_its_sources(drafted):
    house, conversation, made = drafted
    page = at(house.amara).get(f"/desk/c/{conversation.ref}").content.decode()
    assert 'class="suggest draft"' in page
    article = made.citations[0]["article"]
    assert f"/desk/c/{conversation.ref}/articles/{article}/1" in page
    assert "% sure" in page
    reading = at(house.amara).get(f"/desk/c/{conversation.ref}/articles/{article}/1", **HX)
    assert "A bicycle needs a free reservation." in reading.content.decode()
    assert words_in(house, conversation) == []  # nothing reaches the customer by itself


@pytest.mark.proves("R80")
@pytest.mark.parametrize(("change", "became"), [("", "accepted"), (" And welcome on board.", "edited")])
def test_the_message_remembers_its_draft(drafted, change, became):
    house, conversation, made = drafted
    with inline(lambda happened: settle_used(happened) if happened.kind == "MessagePosted" else None):
        assert say(at(house.amara), conversation, made.text + change, suggestion=made.ref).status_code == 204
    with scope(house.scope):
        assert Message.objects.get(author="expert").generation_id == made.generation_id
    assert fate(house, made) == became


@pytest.mark.proves("R80")
def test_a_draft_is_dismissed_with_a_reason(drafted):
    house, conversation, made = drafted
    client = at(house.amara)
    path = f"/desk/c/{conversation.ref}/suggestions/{made.ref}/dismissal"
    assert client.post(path, {"reason": "because"}, **HX).status_code == 422
    assert fate(house, made) == "offered"
    assert client.post(path, {"reason": "tone"}, **HX).status_code == 204
    assert fate(house, made) == "dismissed"
    assert "You dismissed it." in client.get(f"/desk/c/{conversation.ref}/suggestion", **HX).content.decode()


def test_nobody_else_settles_a_draft(drafted):
    house, conversation, made = drafted
    path = f"/desk/c/{conversation.ref}/suggestions/{made.ref}/dismissal"
    assert at(house.lena).post(path, {"reason": "tone"}, **HX).status_code == 409
    assert at(house.ben).post(path, {"reason": "tone"}, **HX).status_code == 404
    assert fate(house, made) == "offered"


def test_a_draft_of_another_conversation_is_refused(drafted):
    house, _, made = drafted
    other = held(house, house.amara, "Something else")
    assert say(at(house.amara), other, made.text, suggestion=made.ref).status_code == 404
    assert words_in(house, other) == []


@pytest.mark.proves("L6")
def test_an_abstention_is_said(house):
    conversation = held(house, house.amara, "Which wine goes with fish?")
    with scope(house.scope):
        suggest(house.brand.pk, conversation.pk, message_id=Message.objects.get(author="customer").pk)
        assert Suggestion.objects.get().abstained
    part = at(house.amara).get(f"/desk/c/{conversation.ref}/suggestion", **HX).content.decode()
    assert "No approved article answers this." in part
    assert 'data-key="a"' not in part


def test_the_panel_waits_then_says_that_nothing_came(house):
    with clock.on(clock.VirtualClock(datetime(2026, 3, 2, 10, tzinfo=UTC))) as time:
        conversation = held(house, house.amara)
        client, path = at(house.amara), f"/desk/c/{conversation.ref}/suggestion"
        assert "This takes long. Write it yourself" in client.get(path, **HX).content.decode()
        time.advance(31)
        assert "The assistant does not answer." in client.get(path, **HX).content.decode()
        answer(house, house.amara, conversation)
        assert "one comes when the customer writes" in client.get(path, **HX).content.decode()


@pytest.mark.proves("R22")
def test_articles_are_found_and_quoted_with_their_source(drafted):
    house, conversation, _ = drafted
    client = at(house.amara)
    part = client.get(f"/desk/c/{conversation.ref}/articles?q=bicycle", **HX).content.decode()
    assert "Bringing a bicycle on board" in part
    assert 'data-source="(Bringing a bicycle on board, version 1)"' in part
    assert "<html" in client.get(f"/desk/c/{conversation.ref}/articles?q=bicycle").content.decode()
    assert client.get(f"/desk/c/{conversation.ref}/articles?q=%00", **HX).status_code == 422


@pytest.mark.proves("L5")
def test_another_brands_article_looks_as_absent(drafted):
    _, _, made = drafted
    other = staffed("hearth")
    mine = held(other, other.amara, "About a bicycle")
    article = made.citations[0]["article"]
    assert at(other.amara).get(f"/desk/c/{mine.ref}/articles/{article}/1", **HX).status_code == 404
    assert "bicycle on board" not in at(other.amara).get(f"/desk/c/{mine.ref}/articles?q=bicycle", **HX).content.decode()
