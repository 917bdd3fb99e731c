"""Rather an e-mail than waiting: the address is asked, the page says so, and what is refused changes nothing."""

import pytest

from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.models import Contact
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.chat.visitors import HTMX, browser, chat_of, client_id, started


@pytest.fixture
def visitor(house):
    return browser()


@pytest.fixture
def ref(house, visitor):
    return started(visitor, house)


def contacts(house):
    with scope(house.scope):
        return list(Contact.objects.order_by("id").values_list("channel", "state"))


def choose(visitor, ref, email="priya@example.org", **values):
    return visitor.post(f"/chat/hearth/{ref}/mailing", {"email": email}, **values)


def test_who_waits_is_answered_by_mail_instead(house, visitor, ref):
    assert "Answer me by e-mail instead" in visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert choose(visitor, ref).status_code == 302
    assert contacts(house) == [("chat", "transferred"), ("email", "waiting")]
    chat = chat_of(house, ref)
    with scope(house.scope):
        assert (chat.channel, chat.state, chat.customer.email) == ("email", "waiting", "priya@example.org")
    page = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert "A person will answer you by e-mail" in page
    assert "Most likely within 24 hours" in page
    assert "The answer goes to priya@example.org" in page
    assert "We answer you by e-mail." in page
    assert "Your place in the queue" not in page


def test_twice_is_once_and_a_script_gets_the_news(house, visitor, ref):
    for _ in range(2):
        answer = choose(visitor, ref, headers=HTMX)
        assert (answer.status_code, answer["HX-Trigger"]) == (204, '{"chat-changed": {}}')
    assert contacts(house) == [("chat", "transferred"), ("email", "waiting")]


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@b.example\x00"])
def test_an_address_that_is_none_is_refused(house, visitor, ref, email):
    for headers in (HTMX, {}):
        refused = choose(visitor, ref, email, headers=headers)
        assert refused.status_code == 422
        assert 'role="alert" id="mail-refusal"' in refused.content.decode()
    assert contacts(house) == [("chat", "waiting")]
    with scope(house.scope):
        assert chat_of(house, ref).customer.email == ""


def test_who_is_being_answered_stays_in_the_chat(house, visitor, ref):
    with scope(house.scope):
        assign(person(house.amara), house.brand.pk, chat_of(house, ref).pk, membership=house.amara)
    refused = choose(visitor, ref, headers=HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#notices")
    assert contacts(house) == [("chat", "assigned")]
    with scope(house.scope):
        assert (chat_of(house, ref).channel, chat_of(house, ref).customer.email) == ("chat", "")


@pytest.mark.proves("L5")
def test_nobody_else_chooses_for_them(house, other, ref):
    for client, path in ((browser(), f"/chat/hearth/{ref}"), (browser(), f"/chat/northwind/{ref}")):
        assert client.post(f"{path}/mailing", {"email": "mallory@example.org"}).status_code == 404
    assert contacts(house) == [("chat", "waiting")]


def test_what_is_added_waits_with_it_and_what_opens_later_goes_on_in_the_chat(house, visitor, ref):
    choose(visitor, ref)
    visitor.post(f"/chat/hearth/{ref}/messages", {"text": "And one thing", "client_id": client_id()}, headers=HTMX)
    assert (contacts(house)[-1], chat_of(house, ref).channel) == (("email", "waiting"), "email")
    visitor.post(f"/chat/hearth/{ref}/departure")
    visitor.post(f"/chat/hearth/{ref}/messages", {"text": "I am here", "client_id": client_id()}, headers=HTMX)
    assert (contacts(house)[-1], chat_of(house, ref).channel) == (("chat", "waiting"), "chat")
