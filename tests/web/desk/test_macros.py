"""Macros at the desk: filled from the conversation, asked for, put into the reply, counted."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from tandem.core.knowledge.applicability import Applicability
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.usage.models import Fact
from tandem.domain.service.conversations.models import Message
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import scope
from tests.knowing import librarian
from tests.ruling import ruled
from tests.web.desk.acting import HX, at, held, say, words_in

pytestmark = pytest.mark.django_db
PAYMENT = {
    "text": "Hello {customer},\n\n{sum} is on its way. Your reference is {reference}.",
    "placeholders": [
        {"key": "customer", "label": "Customer", "type": "text", "required": True, "source": "customer.name"},
        {"key": "sum", "label": "Amount", "type": "money", "required": True},
        {"key": "reference", "label": "Reference", "type": "text", "source": "conversation.ref"},
    ],
}
THANKS = {"text": "Thank you, {customer}.", "placeholders": [{"key": "customer", "label": "Customer", "type": "text", "source": "customer.name"}]}



def words_of(answer):
    """(words, name) that an answer brings for the composer, in its body: no header holds them."""
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Trigger-After-Swap"]) == ("#filled", "macro-filled")
    found = re.search(r'data-text="([^"]*)" data-macro="([^"]*)"', answer.content.decode())
    assert not any(found[1] in value for value in answer.headers.values())
    return unescape(found[1]), found[2]


@pytest.mark.proves("R18", "R80")
def test_a_macro_is_filled_asked_for_inserted_and_counted(house):
    with scope(house.scope):
        payment = ruled(house.brand.pk, "macro", PAYMENT, title="A payment is on its way")
        thanks = ruled(house.brand.pk, "macro", THANKS, title="Thanks")
        ruled(house.brand.pk, "macro", {"text": "For others."}, title="Elsewhere", applies=Applicability(plans=("gold",)))
    conversation = held(house, house.amara)
    client, path = at(house.amara), f"/desk/c/{conversation.ref}/macros/{payment.ref}"
    found = client.get(f"/desk/c/{conversation.ref}/articles", **HX).content.decode()
    assert "A payment is on its way" in found
    assert "For others." not in found
    whole = client.post(f"/desk/c/{conversation.ref}/macros/{thanks.ref}", {}, **HX)
    assert words_of(whole) == ("Thank you, Priya Raman.", f"{thanks.ref}:1")
    asked = client.post(path, {}, **HX).content.decode()
    assert 'name="place.sum"' in asked
    assert 'value="Priya Raman"' in asked
    wrong = client.post(path, {"answered": "1", "place.customer": "Priya", "place.sum": "lots"}, **HX)
    assert (wrong.status_code, "An amount with its currency" in wrong.content.decode()) == (422, True)
    filled = client.post(path, {"answered": "1", "place.customer": "Priya", "place.sum": "12.50 GBP", "place.reference": conversation.ref}, **HX)
    text, name = words_of(filled)
    assert text == f"Hello Priya,\n\n12.50 GBP is on its way. Your reference is {conversation.ref}."
    assert say(client, conversation, text, macros=f"{name} {thanks.ref}:1").status_code == 204
    with scope(house.scope):
        message = Message.objects.get(author="expert")
        assert message.facts == {"macros": [[payment.ref, 1]]}  # none of the other's words went out
        counted = Fact.objects.filter(key=message.ref).order_by("article_id", "kind").values_list("article_id", "kind", "surface")
        assert list(counted) == [
            (payment.pk, "shown", "desk"), (payment.pk, "used", "desk"),
        ]  # fmt: skip


@pytest.mark.proves("R18", "R30")
def test_a_macro_that_was_withdrawn_meanwhile_does_not_go_out(house):
    with scope(house.scope):
        thanks = ruled(house.brand.pk, "macro", THANKS, title="Thanks")
    conversation = held(house, house.amara)
    with scope(house.scope):
        retire(librarian(house.brand.pk, "approver"), thanks, reason="Too curt.")
    client = at(house.amara)
    assert client.post(f"/desk/c/{conversation.ref}/macros/{thanks.ref}", {}, **HX).status_code == 404
    answer = say(client, conversation, "Thank you, Priya.", macros=f"{thanks.ref}:1")
    assert (answer.status_code, "“Thanks” was changed or withdrawn since" in answer.content.decode()) == (409, True)
    assert say(client, conversation, "Thank you, Priya.", macros="nonsense").status_code == 422
    assert words_in(house, conversation) == []
    assert say(client, conversation, "Thank you, Priya.").status_code == 204


@pytest.mark.proves("R18")
def test_without_scripts_a_macro_is_a_page_with_its_words_to_send(house):
    with scope(house.scope):
        thanks = ruled(house.brand.pk, "macro", THANKS, title="Thanks")
    conversation = held(house, house.amara)
    page = at(house.amara).post(f"/desk/c/{conversation.ref}/macros/{thanks.ref}", {"answered": "1", "place.customer": "Priya"}).content.decode()
    assert "Thank you, Priya.</textarea>" in page
    assert f'name="macros" value="{thanks.ref}:1"' in page


@pytest.mark.proves("R18")
def test_today_is_the_brands_day_in_the_customers_language(house):
    day = [{"key": "day", "label": "Day", "type": "text", "source": "today"}, {"key": "date", "label": "Date", "type": "date", "source": "today"}]
    with clock.on(clock.VirtualClock(datetime(2027, 3, 2, 20, tzinfo=UTC))):
        with scope(house.scope):
            Brand.objects.filter(pk=house.brand.pk).update(zone="Pacific/Auckland")
            entry = ruled(house.brand.pk, "macro", {"text": "Received on {day}, {date}.", "placeholders": day}, title="Received")
        conversation = held(house, house.amara, language="de")
        filled = at(house.amara).post(f"/desk/c/{conversation.ref}/macros/{entry.ref}", **HX)
    assert words_of(filled)[0] == "Received on 3. März 2027, 3. März 2027."


def test_long_words_go_in_the_body(house):
    with scope(house.scope):
        entry = ruled(house.brand.pk, "macro", {"text": "Ünbelievable <b> & “quoted”.\n\n" + "word " * 700 + "end."}, title="Long")
    filled = at(house.amara).post(f"/desk/c/{held(house, house.amara).ref}/macros/{entry.ref}", **HX)
    assert words_of(filled)[0].startswith("Ünbelievable <b> & “quoted”.\n\nword word")
    assert max(len(value) for value in filled.headers.values()) < 1000


def test_places_say_what_is_wrong_with_them_and_the_first_fault_takes_the_focus(house):
    places = [
        {"key": "name", "label": "Name", "type": "text"},
        {"key": "way", "label": "Way", "type": "choice", "choices": ["train", "coach"], "required": True},
        {"key": "sum", "label": "Sum", "type": "money"},
    ]
    with scope(house.scope):
        entry = ruled(house.brand.pk, "macro", {"text": "{name} {way} {sum}", "placeholders": places}, title="Way")
    client, path = at(house.amara), f"/desk/c/{held(house, house.amara).ref}/macros/{entry.ref}"
    page = client.post(path, **HX).content.decode()
    assert re.findall(r'id="macro-(\w+)"[^>]* autofocus', page) == ["name"]
    page = client.post(path, {"answered": "1", "place.name": "", "place.way": "", "place.sum": "x"}, **HX).content.decode()
    assert re.findall(r'id="macro-(\w+)"[^>]* aria-invalid="true" aria-describedby="macro-\w+-note"', page) == ["way", "sum"]
    assert re.findall(r'id="macro-(\w+)"[^>]* autofocus', page) == ["way"]
