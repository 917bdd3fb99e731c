"""An author and an approver in real browsers: written, compared, approved; the expert's suggestion cites the new version within seconds."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.knowledge.documents import Document
from tandem.foundation.accounts.actions import invite
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import PASSWORD
from tests.e2e.test_customer import CHROMIUM, PATIENCE_MS
from tests.e2e.test_expert import WORDS, asks, drain
from tests.knowing import teach
from tests.web.desk.acting import online, staffed, write

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
FIRST = "A surfboard travels free of charge in the luggage van. Hand it over 20 minutes before departure."
SECOND = "A surfboard travels for £5 in the luggage van. Hand it over 30 minutes before departure."


def furnish() -> Any:
    """Experts, some articles, an author and an approver."""
    house = staffed()
    with scope(house.scope):
        for name, role in (("ada", "author"), ("marta", "approver")):
            house.people[name] = invite(SYSTEM, house.brand.pk, email=f"{name}@northwind.example", name=name.title(), roles=[role], password=PASSWORD)
        teach(house.brand.pk, [Document(slug=slug, title=title, body=body) for slug, title, body in WORDS])
    return house


def window(context: Any, address: str, name: str, path: str) -> Any:
    """A browser of one's own, signed in."""
    page = context.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/accounts/login/?next={path}")
    page.fill("input[name=login]", f"{name}@northwind.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}{path}")
    return page


def told(page: Any, text: str) -> None:
    page.locator(".toast", has_text=text).wait_for()


def kept(page: Any) -> list[str]:
    """Under which names this browser keeps words that were not saved."""
    found: list[str] = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tandem-wording:'))")
    return found


def send(page: Any) -> None:
    page.get_by_role("button", name="Send for review").click()
    told(page, "Sent for review.")


@pytest.mark.proves("R13", "R17", "R22", "R23")
def test_what_is_approved_is_cited_at_the_desk_within_seconds(hands, address, context):
    house = hands.do(furnish)
    ada = window(context, address, "ada", "/knowledge/new/")
    ada.fill("#id_title", "Taking a surfboard")
    ada.fill("#id_body", FIRST)
    ada.locator("#preview", has_text="travels free of charge").wait_for()
    ada.get_by_role("button", name="Save the draft").click()
    told(ada, "The draft is saved.")
    send(ada)
    ada.locator("body[data-live-state=live]").wait_for()

    marta = window(context, address, "marta", "/knowledge/")
    marta.locator(".chip[aria-current]", has_text="Needs me 1").wait_for()
    marta.locator(".entries a", has_text="Taking a surfboard").click()
    marta.get_by_role("button", name="Approve version 1").click()
    told(marta, "Version 1 is in force.")
    ada.locator(".news", has_text="Version 1 is in force now.").wait_for()

    amara = window(context, address, "amara", "/desk/")
    hands.do(online, house, "amara")
    amara.locator("#availability[data-state=online]").wait_for()
    conversation = hands.do(asks, house, "Does a surfboard travel free of charge in the luggage van, and when do I hand it over?")
    amara.locator(".offer").wait_for()
    amara.keyboard.press("y")
    amara.locator(".kind-draft", has_text="A surfboard travels free of charge").wait_for()
    amara.locator(".refs", has_text="Taking a surfboard").locator("span", has_text="v1").first.wait_for()

    ada.locator(".news a").click()
    ada.locator("[data-key=e]").click()
    ada.fill("#id_body", SECOND)
    ada.fill("#id_reason", "New prices")
    ada.get_by_role("button", name="Save the draft").click()
    told(ada, "The draft is saved.")
    send(ada)
    marta.goto(f"{address}/knowledge/")
    marta.locator(".entries a", has_text="Taking a surfboard").click()
    marta.locator(".diff ins", has_text="£5").wait_for()
    assert "2 changes, 2 sentences" in marta.inner_text(".byline") or "sentence touches money" in marta.inner_text(".byline")
    marta.get_by_role("button", name="Approve version 2").click()
    told(marta, "Version 2 is in force.")
    hands.do(drain)
    amara.locator(".kind-draft").wait_for(state="detached")
    hands.do(write, house, conversation, "So a surfboard travels for money in the luggage van? When do I hand it over before departure?")
    hands.do(drain)
    amara.locator(".kind-draft", has_text="A surfboard travels for £5").wait_for()
    amara.locator(".refs", has_text="Taking a surfboard").locator("span", has_text="v2").first.wait_for()


def test_unsaved_words_come_back_and_two_peoples_are_shown(hands, address, context):
    hands.do(furnish)
    ada = window(context, address, "ada", "/knowledge/new/")
    ada.fill("#id_title", "Taking a kayak")
    ada.fill("#id_body", "Not possible.")
    while not kept(ada):
        ada.wait_for_timeout(50)
    ada.reload()
    ada.locator(".kept").wait_for()
    assert (ada.input_value("#id_title"), ada.input_value("#id_body")) == ("Taking a kayak", "Not possible.")
    ada.get_by_role("button", name="Save the draft").click()
    told(ada, "The draft is saved.")
    assert kept(ada) == []
    other = ada.context.new_page()
    for page in (ada, other):
        page.goto(f"{ada.url.split('?')[0]}draft/" if "draft" not in ada.url else ada.url)
    other.fill("#id_body", "Possible in summer.")
    other.get_by_role("button", name="Save the draft").click()
    told(other, "The draft is saved.")
    ada.locator(".news", has_text="Ada saved the draft of version 1.").wait_for()
    ada.fill("#id_body", "Never possible.")
    ada.get_by_role("button", name="Save the draft").click()
    ada.locator(".conflict del", has_text="Possible in summer.").wait_for()
    assert ada.input_value("#id_body") == "Never possible."
