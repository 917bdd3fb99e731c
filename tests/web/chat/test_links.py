"""The link in a mailed answer: one conversation in any browser, for some days; whatever is wrong with it, nothing opens."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tandem.core.kit.refusals import Invalid
from tandem.domain.assistance.replies.actions import send
from tandem.domain.service.channels.actions import renew_links, set_chat
from tandem.domain.service.channels.tasks import mail_answer
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.models import Conversation
from tandem.domain.service.customers.models import Customer
from tandem.foundation import clock
from tandem.foundation.events.publishing import Happened
from tandem.foundation.mail.models import Letter
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.pictures import PNG, sent
from tests.web.chat.test_letters import LETTER
from tests.web.chat.visitors import HTMX, browser, client_id, said_in, started

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DAY = 24 * 3600
STALE = "This link no longer works."


@pytest.fixture
def author(house):
    """Who left a message by form, in another browser than the one that opens the mail."""
    return browser()


@pytest.fixture
def link(house, author, monkeypatch):
    return mailed(house, author, monkeypatch)


def mailed(house, author, monkeypatch):
    """The link of a mailed answer."""
    author.post(f"/chat/{house.brand.slug}/letters", {"client_id": client_id(), **LETTER})
    with scope(house.scope):
        chat = Conversation.objects.get()
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
        posted = send(person(house.amara), house.amara, chat.pk, text="We call you at noon.", client_id="a")
        data = {"author": "expert", "conversation_id": chat.pk, "message_id": posted.id}
        monkeypatch.setattr(clock, "virtual", lambda: False)  # a replay sends no mail
        mail_answer(Happened(1, 1, house.brand.pk, "MessagePosted", clock.now(), {}, data, ()))
    text = Letter.objects.latest("id").text
    assert "We call you at noon.\n\nAmara, " in text
    address = next(line for line in text.splitlines() if line.startswith("http"))
    return address.partition("/chat/")[1] + address.partition("/chat/")[2]


def ref_in(link):
    return parse_qs(urlsplit(link).query)["c"][0]


def test_the_link_opens_its_conversation_in_any_browser(house, link):
    stranger = browser()
    answer = stranger.get(link)
    assert (answer.status_code, answer["Location"]) == (302, f"/chat/hearth?c={ref_in(link)}")
    kept = answer.cookies[f"tandem_link_{ref_in(link)}"]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/chat/hearth")
    page = stranger.get(answer["Location"]).content.decode()
    assert "We call you at noon." in page
    write = {"text": "Thank you", "client_id": client_id(), "files": sent()}
    assert stranger.post(f"/chat/hearth/{ref_in(link)}/messages", write, headers=HTMX).status_code == 204
    assert said_in(house)[-1] == "Thank you"
    assert PNG in [stranger.get(src).content for src in _sources(stranger.get(answer["Location"]).content.decode())]


def _sources(page):
    return [piece.partition('"')[0] for piece in page.split('<img src="')[1:]]


@pytest.mark.proves("L5")
def test_the_link_opens_that_conversation_only(house, author, link):
    second = started(author, house, "Something private")
    stranger = browser()
    stranger.get(link)
    page = stranger.get(f"/chat/hearth?c={ref_in(link)}").content.decode()
    assert "priya@example.org" not in page
    assert second not in page
    assert stranger.get(f"/chat/hearth?c={second}").status_code == 404
    assert stranger.get(f"/chat/hearth/{second}/thread").status_code == 404
    ticket = f"/chat/hearth/live/ticket?c={ref_in(link)}"
    heard = [stranger.post(ticket, {"topics": [f"chat:{ref}"]}, content_type="application/json").status_code for ref in (ref_in(link), second)]
    assert heard == [200, 404]
    stranger.post(f"/chat/hearth/chats?c={ref_in(link)}", {"text": "Mine", "name": "Mallory", "client_id": client_id()})
    with scope(house.scope):
        assert Customer.objects.count() == 2
        assert Customer.objects.order_by("id").first().name == "Priya Raman"


def test_who_is_known_stays_who_they_are(house, author, link):
    answer = author.get(link)
    assert answer["Location"] == f"/chat/hearth?c={ref_in(link)}"
    assert not answer.cookies
    other = browser()
    own = started(other, house, "My own matter")
    other.get(link)
    assert "We call you at noon." in other.get(f"/chat/hearth?c={ref_in(link)}").content.decode()
    page = other.get(f"/chat/hearth?c={own}").content.decode()
    assert "My own matter" in page
    assert ref_in(link) not in page


def refused(client, link):
    answer = client.get(link)
    words = answer.content.decode()
    assert answer.status_code == 404
    assert STALE in words
    assert "We call you at noon." not in words
    assert not [name for name in answer.cookies if name.startswith("tandem_link_")]
    return True


@pytest.mark.proves("L5")
def test_a_tampered_link_opens_nothing(house, author, link):
    other = started(author, house, "Something private")
    flipped = link[:-1] + ("A" if link[-1] != "A" else "B")
    for wrong in (flipped, link.replace(ref_in(link), other), link.partition("&k=")[0] + "&k=x", link + "%00", link.replace(ref_in(link), "<b>")):
        assert refused(browser(), wrong)
    forged = browser()
    forged.cookies[f"tandem_link_{other}"] = parse_qs(urlsplit(link).query)["k"][0]
    assert forged.get(f"/chat/hearth?c={other}").status_code == 404


@pytest.mark.proves("L5")
def test_another_brands_link_opens_nothing(house, other, link):
    assert refused(browser(), link.replace("/hearth", "/northwind"))
    plain = Client()
    plain.cookies[f"tandem_link_{ref_in(link)}"] = parse_qs(urlsplit(link).query)["k"][0]
    assert plain.get(f"/chat/northwind?c={ref_in(link)}").status_code == 404


@pytest.mark.parametrize("days", [14, 3])
def test_the_link_ends_after_the_days_that_the_brand_states(house, author, monkeypatch, days):
    with clock.on(clock.VirtualClock(START)) as time:
        with scope(house.scope):
            set_chat(SYSTEM, house.brand.pk, greeting="", privacy_url="", widget_origins=[], **({} if days == 14 else {"return_days": days}))
        link = mailed(house, author, monkeypatch)
        assert f"this link works for {days} days" in Letter.objects.latest("id").text
        opened = browser()
        time.advance(days * DAY)
        assert opened.get(link).status_code == 302
        time.advance(1)
        assert refused(browser(), link)
        assert opened.get(f"/chat/hearth?c={ref_in(link)}").status_code == 404  # the cookie ends with it


@pytest.mark.proves("L10")
@pytest.mark.parametrize("how", ["renewed", "erased"])
def test_a_link_is_void_once_the_customers_key_is_gone(house, author, link, how):
    opened = browser()
    opened.get(link)
    with scope(house.scope):
        if how == "renewed":
            renew_links(SYSTEM, house.brand.pk, Customer.objects.get().ref)
        else:
            Customer.objects.update(link_key="")
    assert refused(browser(), link)
    assert opened.get(f"/chat/hearth?c={ref_in(link)}").status_code == 404


@pytest.mark.parametrize("days", [0, 91, -1])
def test_days_that_are_none_are_refused(house, days):
    with scope(house.scope), pytest.raises(Invalid):
        set_chat(SYSTEM, house.brand.pk, greeting="", privacy_url="", widget_origins=[], return_days=days)
