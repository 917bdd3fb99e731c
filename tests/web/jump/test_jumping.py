"""Jump to anything: what each role finds by name, and what nobody finds: other brands', other vendors', masked details."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.importing import import_documents
from tandem.domain.service.conversations.actions.assigning import assign, take_back
from tandem.domain.service.customers.actions import create_customer
from tandem.foundation.accounts.actions import invite
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import House, new_conversation
from tests.knowing import teach
from tests.web.desk.acting import ask, at, fresh, staffed, write

pytestmark = pytest.mark.django_db


def results(house: House, name: str, text: str) -> list[tuple[str, str]]:
    answer = at(house.people[name]).get("/jump/", {"q": text}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return [(hit["group"], hit["label"]) for hit in answer.json()["results"]]


def talk(house: House, text: str, *, who: str = "Priya Raman", holder: str = "") -> Any:
    with scope(house.scope):
        customer = create_customer(SYSTEM, house.brand.pk, name=who, email="secret@mail.example", phone="0800 1234")
        conversation = new_conversation(house, customer)
        write(house, conversation, text)
        if holder:
            assign(SYSTEM, house.brand.pk, conversation.pk, membership=house.people[holder])
    return fresh(house, conversation)


def article(house: House, title: str, *, release: bool = True) -> None:
    with scope(house.scope):
        wording = Document(slug=title.lower().replace(" ", "-"), title=title, body="A ferry needs a ticket.")
        if release:
            teach(house.brand.pk, [wording])
        else:
            import_documents(Actor("system", via="cli"), house.brand.pk, documents=[wording])


def test_a_lead_finds_conversations_customers_articles_and_pages():
    house = staffed()
    conversation = talk(house, "Where does the ferry leave?")
    article(house, "Ferry tickets")
    assert results(house, "olga", "ferry") == [("Conversations", "Where does the ferry leave?"), ("Articles", "Ferry tickets")]
    assert results(house, "lena", "raman") == [("Customers", "Priya Raman")]
    assert results(house, "lena", conversation.ref) == [("Conversations", "Where does the ferry leave?")]
    assert results(house, "olga", "token") == [("Settings", "API tokens")]
    assert results(house, "jonas", "new") == [("Begin", "New article")]


def test_an_expert_finds_what_they_may_open_and_nothing_else():
    house = staffed()
    mine = talk(house, "The ferry I took", holder="amara")
    talk(house, "The ferry that Ben took", who="Ben’s customer", holder="ben")
    ask(house, "The ferry that nobody took")
    assert results(house, "amara", "ferry") == [("Conversations", "The ferry I took")]
    assert results(house, "amara", "customer") == []
    with scope(house.scope):
        take_back(SYSTEM, house.brand.pk, mine.pk, reason="lead")
    assert results(house, "amara", "ferry") == [("Conversations", "The ferry I took")]  # what one has held may be read again
    assert results(house, "amara", "token") == []
    assert results(house, "jonas", "ferry") == []  # an author opens no conversation


@pytest.mark.proves("L10")
@pytest.mark.parametrize("text", ["secret", "secret@mail.example", "mail.example", "0800", "1234"])
def test_details_that_are_masked_are_not_found_either(text):
    house = staffed()
    talk(house, "Where does the ferry leave?", holder="amara")
    assert results(house, "amara", text) == []
    assert results(house, "lena", text) == []
    answer = at(house.lena).get("/jump/", {"q": "ferry"}, headers={"accept": "application/json"}).content.decode()
    assert "secret" not in answer
    assert "0800" not in answer


@pytest.mark.proves("L5")
def test_another_brand_is_never_found():
    ours, theirs = staffed(), staffed("hearth")
    talk(ours, "The ferry of ours", who="Our Raman")
    other = talk(theirs, "The ferry of theirs", who="Their Raman")
    article(theirs, "Ferry of theirs")
    assert results(ours, "lena", "ferry") == [("Conversations", "The ferry of ours")]
    assert results(ours, "lena", "raman") == [("Customers", "Our Raman")]
    assert results(ours, "lena", other.ref) == []
    assert results(ours, "olga", "hearth") == []


def test_a_person_of_two_brands_finds_as_much_in_each_as_their_roles_there_open():
    ours, theirs = staffed(), staffed("hearth")
    talk(ours, "The ferry of ours")
    talk(theirs, "The ferry of theirs")
    article(theirs, "Ferry draft of theirs", release=False)
    with scope(theirs.scope):
        invite(SYSTEM, theirs.brand.pk, email="lena@northwind.example", name="Lena", roles=["expert"], pool=theirs.pools["gig"])
    assert results(ours, "lena", "ferry") == [("Conversations", "The ferry of ours")]


@pytest.mark.proves("L5")
def test_a_vendors_lead_finds_what_their_people_touched():
    house = staffed()
    talk(house, "The ferry of Vera", who="Vera’s Raman", holder="vera")
    other = talk(house, "The ferry of Amara", who="Amara’s Raman", holder="amara")
    talk(house, "The ferry in the line", who="Waiting Raman")
    assert results(house, "vic", "ferry") == [("Conversations", "The ferry of Vera")]
    assert results(house, "vic", "raman") == [("Customers", "Vera’s Raman")]
    assert results(house, "vic", other.ref) == []


@pytest.mark.parametrize("text", ["", "f", "\x00ferry", "%", "_", "  "])
def test_what_is_no_word_finds_nothing_of_the_brands(text):
    house = staffed()
    talk(house, "Where does the ferry leave?")
    found = {group for group, _label in results(house, "lena", text)}
    assert found.isdisjoint({"Conversations", "Customers", "Articles"})


def test_without_scripts_it_is_a_page_that_the_rail_links_to():
    house = staffed()
    conversation = talk(house, "Where does the <b>ferry</b> leave?")
    browser = at(house.lena)
    assert 'href="/jump/"' in browser.get("/floor/").content.decode()
    assert 'data-palette-url="/jump/"' in browser.get("/floor/").content.decode()
    html = browser.get("/jump/", {"q": "ferry"}).content.decode()
    assert f'<a class="grow clip" href="/desk/c/{conversation.ref}" dir="auto">Where does the &lt;b&gt;ferry&lt;/b&gt; leave?</a>' in html
    assert "Nothing by that name" in browser.get("/jump/", {"q": "zeppelin"}).content.decode()
    assert 'href="/floor/"' in browser.get("/jump/", {"q": "floor"}).content.decode()


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client):
    answer = client.get("/jump/?q=ferry")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/jump/")


def test_what_one_opens_from_the_list_opens():
    house = staffed()
    talk(house, "Where does the ferry leave?", holder="amara")
    article(house, "Ferry tickets")
    browser = at(house.amara)
    hits = browser.get("/jump/", {"q": "ferry"}, headers={"accept": "application/json"}).json()["results"]
    assert [browser.get(hit["url"]).status_code for hit in hits] == [200, 200]
