"""An expert in a real browser: second factor, offer, draft, resolution; kept drafts, the living thread."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings as conf
from django.utils.module_loading import import_string

from tandem.core.knowledge.documents import Document
from tandem.domain.orchestration.routing.actions import route_brand
from tandem.domain.service.conversations.actions.assigning import take_back
from tandem.domain.service.conversations.actions.marking import notice_typing
from tandem.domain.service.conversations.models import Closure, Conversation, Message
from tandem.foundation.accounts.models import Person
from tandem.foundation.ai.models import Generation
from tandem.foundation.events.consuming import consume, ensure_cursors, subscriptions
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import scope
from tests.cast import PASSWORD, person
from tests.e2e.test_customer import CHROMIUM
from tests.knowing import teach
from tests.web.desk.acting import answer, ask, online, staffed, write

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]

WORDS = (
    (
        "bicycles",
        "Bringing a bicycle on board",
        "A bicycle needs a free reservation. Reserve the space up to 2 hours before departure.",
    ),
    ("pets", "Pets on trains", "Dogs travel free on a lead."),
    ("food", "Food and drink", "The trolley passes every hour with tea and sandwiches."),
    ("wifi", "Wi-Fi and sockets", "Every seat has a socket, and the wireless network is free."),
)


def drain() -> None:
    """What a worker does: every step that follows the events so far."""
    follow = subscriptions(import_string(conf.TANDEM_SUBSCRIPTIONS))
    ensure_cursors(follow)
    while consume(follow):
        pass


def furnish() -> tuple[Any, str]:
    """A house with articles, a second factor for its experts, and Amara's secret."""
    house = staffed()
    Brand.objects.filter(pk=house.brand.pk).update(mfa_roles=["expert"])
    secret = generate_totp_secret()
    TOTP.activate(Person.objects.get(pk=house.amara.person_id), secret)
    with scope(house.scope):
        documents = [Document(slug=slug, title=title, body=body) for slug, title, body in WORDS]
        teach(house.brand.pk, documents)
    return house, secret


def asks(house: Any, text: str) -> Conversation:
    """A customer writes, and the line is offered."""
    conversation = ask(house, text)
    drain()
    with scope(house.scope):
        route_brand(house.brand.pk)
    return conversation


def sign_in(page: Any, address: str, secret: str) -> None:
    """Password, then the code of the authenticator."""
    page.goto(f"{address}/accounts/login/?next=/desk/")
    page.fill("input[name=login]", "amara@northwind.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.locator("input[name=code]").wait_for()
    assert "/desk/" not in page.url.split("?")[0]
    page.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(f"{address}/desk/")


@pytest.fixture
def desk(hands, address, context, settings):
    """Amara's desk at 1440 px, signed in and online."""
    settings.MFA_TOTP_TOLERANCE = 1  # the code may be typed just after its half minute
    house, secret = hands.do(furnish)
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, address, secret)
    hands.do(online, house, "amara")
    page.locator("#availability[data-state=online]").wait_for()
    return house, page


def there(page: Any, text: str) -> None:
    page.locator("#log", has_text=text).wait_for()


@pytest.mark.proves("R23", "R80")
def test_an_expert_accepts_uses_the_draft_and_resolves(hands, desk):
    house, page = desk
    conversation = hands.do(asks, house, "Do I need a reservation to bring my bicycle on board?")
    page.locator(".offer").wait_for()
    assert page.title() == "(1) Desk"
    assert "Do I need a reservation" in page.inner_text("#announce")
    page.keyboard.press("y")
    page.wait_for_url(re.compile(conversation.ref))
    page.locator(".kind-draft").wait_for()
    page.keyboard.press("a")
    assert "A bicycle needs a free reservation." in page.input_value("#reply")
    page.keyboard.press("Enter")  # the button Send has the focus
    page.locator(".msg.ours").wait_for()
    hands.do(drain)
    hands.do(write, house, conversation, "Lovely, thank you")
    there(page, "Lovely, thank you")
    page.locator("#main").focus()
    page.keyboard.press("e")
    page.locator("#resolve button:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/$"))

    def facts() -> Any:
        with scope(house.scope):
            fates = list(Generation.objects.order_by("id").values_list("fate", flat=True))
            return (
                list(Closure.objects.values_list("disposition", flat=True)),
                fates[0],
                Message.objects.filter(author="expert").count(),
            )

    assert hands.do(facts) == (["solved"], "accepted", 1)


@pytest.mark.proves("L1")
def test_a_draft_survives_and_is_sent_once(hands, desk):
    house, page = desk
    conversation = hands.do(asks, house, "Is there tea on board?")
    page.locator(".offer").wait_for()
    page.keyboard.press("y")
    page.locator("#reply").fill("There is tea.")
    page.reload()
    assert page.input_value("#reply") == "There is tea."
    hands.do(lambda: _taken_back(house, conversation))
    page.locator("#standing").wait_for()
    hands.do(lambda: _offered(house))
    page.locator(".offer").wait_for()
    page.keyboard.press("y")
    page.locator("#reply").wait_for()
    assert page.input_value("#reply") == "There is tea."
    page.focus("#reply")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.locator(".msg.ours").wait_for()
    page.locator("#reply:placeholder-shown").wait_for()
    assert hands.do(lambda: _words(house)) == ["There is tea."]


def test_the_thread_lives(hands, desk):
    house, page = desk
    conversation = hands.do(asks, house, "Is there tea on board?")
    page.locator(".offer").wait_for()
    page.keyboard.press("y")
    page.locator("#reply").wait_for()
    hands.do(lambda: _types(house, conversation))
    page.locator("#typing:not([hidden])").wait_for()
    hands.do(write, house, conversation, "Or coffee?")
    there(page, "Or coffee?")
    page.locator("#typing[hidden]").wait_for(state="attached")
    hands.do(answer, house, house.amara, conversation, "Both, from another window.")
    there(page, "Both, from another window.")
    assert page.locator("#log .msg").count() == 3
    page.locator("#main").focus()
    page.keyboard.press("i")
    page.keyboard.type("Likes coffee")
    page.keyboard.press("Control+Enter")
    page.locator(".note", has_text="Likes coffee").wait_for()
    assert page.locator("#log .msg").count() == 3


def _taken_back(house: Any, conversation: Conversation) -> None:
    with scope(house.scope):
        take_back(person(house.lena), house.brand.pk, conversation.pk, reason="lead")


def _offered(house: Any) -> None:
    with scope(house.scope):
        route_brand(house.brand.pk)


def _words(house: Any) -> list[str]:
    with scope(house.scope):
        return list(Message.objects.filter(author="expert").values_list("text", flat=True))


def _types(house: Any, conversation: Conversation) -> None:
    with scope(house.scope):
        notice_typing(
            Actor("customer", conversation.customer_id), house.brand.pk, conversation, author="customer"
        )
