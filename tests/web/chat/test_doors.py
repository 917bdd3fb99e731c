"""Who a visitor is, through both doors; whatever is not theirs looks absent, and a bad token only means somebody new."""

import hashlib
import hmac

import pytest
from django.test import Client

from tandem.domain.service.customers.access import visitor_token
from tandem.domain.service.customers.actions import identity_key
from tandem.domain.service.customers.models import Customer
from tandem.foundation.tenancy.scope import scope
from tests.cast import new_customer
from tests.web.chat.visitors import HTMX, begin, browser, chat_of, client_id, count_chats, said_in, started

COOKIE = "tandem_visitor_hearth"
VERBS = ["messages", "departure", "rating", "transcript", "presence", "typing"]


def widget(token="-"):  # noqa: S107  the sign for nobody
    """A widget's requests: the header, and no cookie of the page's."""
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Visitor {token}", **HTMX})


def prove(house, external_id, **values):
    with scope(house.scope):
        key = identity_key(house.brand.pk)
    proof = hmac.new(key.encode(), external_id.encode(), hashlib.sha256).hexdigest()
    return widget().post("/chat/hearth/identity", {"external_id": external_id, "proof": proof, **values})


def test_the_page_keeps_a_visitor_in_a_cookie_of_the_brand(house):
    visitor = browser()
    ref = started(visitor, house)
    kept = visitor.cookies[COOKIE]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/chat/hearth")
    page = visitor.get("/chat/hearth")
    assert ref in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_a_page_that_is_only_looked_at_makes_nobody(house):
    visitor = browser()
    visitor.get("/chat/hearth")
    assert COOKIE not in visitor.cookies
    with scope(house.scope):
        assert Customer.objects.count() == 0


def test_the_widget_keeps_its_visitor_by_header_alone(house):
    frame = widget()
    answer = begin(frame, house)
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/chat/hearth/widget?c=cnv_")
    assert not answer.cookies
    ref = answer["HX-Redirect"].rpartition("c=")[2]
    page = widget(answer["X-Visitor"]).get(f"/chat/hearth?c={ref}")
    assert "Where is my refund?" in page.content.decode()
    assert f"Visitor {answer['X-Visitor']}" in page.content.decode()
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_the_widgets_door_reads_no_cookie(house):
    visitor = browser()
    ref = started(visitor, house)
    assert visitor.get(f"/chat/hearth/{ref}/thread", headers={"Authorization": "Visitor -"}).status_code == 404


@pytest.mark.parametrize("token", ["forged", "a:b:c", "\u00e9", "x" * 5000, ""])
def test_a_bad_token_means_somebody_new(house, token):
    visitor = browser()
    visitor.cookies[COOKIE] = token
    assert visitor.get("/chat/hearth").status_code == 200
    assert started(visitor, house).startswith("cnv_")
    assert count_chats(house) == 1


def test_a_token_of_another_brand_means_somebody_new(house, other):
    with scope(other.scope):
        token = visitor_token(new_customer(other))
    visitor = browser()
    visitor.cookies[COOKIE] = token
    started(visitor, house)
    with scope(house.scope):
        assert Customer.objects.count() == 1


@pytest.mark.proves("L5")
@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_ones_own_looks_absent(house, other, verb):
    theirs, elsewhere = started(browser(), house), started(browser(), other)
    visitor = browser()
    started(visitor, house)
    values = {"text": "Mine now", "score": "5", "email": "a@b.example", "client_id": client_id()}
    nothing = visitor.post(f"/chat/hearth/cnv_0000000000000000/{verb}", values, headers=HTMX)
    for ref in (theirs, elsewhere):
        refused = visitor.post(f"/chat/hearth/{ref}/{verb}", values, headers=HTMX)
        assert (refused.status_code, refused.content) == (404, nothing.content)
    assert said_in(house) == ["Where is my refund?"] * 2
    assert chat_of(house, theirs).state == "waiting"


@pytest.mark.proves("L5")
def test_a_foreign_chat_opens_the_start_and_says_so(house, other):
    theirs, elsewhere = started(browser(), house), started(browser(), other)
    for ref in (theirs, elsewhere, "cnv_0000000000000000", "cnv_\x00", "<b>"):
        page = browser().get("/chat/hearth", {"c": ref})
        assert page.status_code == 404
        assert "We cannot find that chat in this browser." in page.content.decode()
        assert "Where is my refund?" not in page.content.decode()


def test_a_brand_that_is_none_looks_absent(house):
    assert browser().get("/chat/nobody").status_code == 404


def test_a_signed_in_customer_of_the_brand_is_proven(house):
    proven = prove(house, "customer-7", name="Priya Raman", email="priya@example.org")
    assert proven.status_code == 204
    assert not proven.cookies
    started_ = begin(widget(proven["X-Visitor"]), house)
    ref = started_["HX-Redirect"].rpartition("c=")[2]
    with scope(house.scope):
        customer = chat_of(house, ref).customer
        assert (customer.external_id, customer.name, customer.is_verified) == ("customer-7", "Priya Raman", True)
    again = prove(house, "customer-7")
    assert ref in widget(again["X-Visitor"]).get("/chat/hearth").content.decode()


@pytest.mark.parametrize("proof", ["", "0" * 64, "caf\u00e9", "a\x00"])
def test_a_wrong_proof_proves_nobody(house, proof):
    refused = widget().post("/chat/hearth/identity", {"external_id": "customer-7", "proof": proof})
    assert refused.status_code == 403
    assert "X-Visitor" not in refused
    with scope(house.scope):
        assert Customer.objects.count() == 0


def test_the_page_asks_for_its_form_token_and_the_header_does_not_need_one(house):
    assert begin(Client(enforce_csrf_checks=True), house, headers=HTMX).status_code == 403
    assert count_chats(house) == 0
    assert begin(widget(), house).status_code == 200


def test_a_stolen_form_from_another_site_cannot_use_the_cookie(house):
    visitor = Client(enforce_csrf_checks=True)
    ref = begin(widget(), house)["HX-Redirect"].rpartition("c=")[2]
    with scope(house.scope):
        visitor.cookies[COOKIE] = visitor_token(chat_of(house, ref).customer)
    assert visitor.post(f"/chat/hearth/{ref}/departure").status_code == 403
    assert chat_of(house, ref).state == "waiting"


def test_ones_chats_are_listed_and_a_new_one_can_be_begun(house):
    visitor = browser()
    first = started(visitor, house, "The first")
    second = started(visitor, house, "The second")
    page = visitor.get("/chat/hearth?new=1").content.decode()
    assert first in page
    assert second in page
    assert 'action="/chat/hearth/chats"' in page
