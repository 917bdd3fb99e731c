"""A lead and an author in a real browser: the floor changes by itself, a contact is given; a preview follows the pen."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.domain.service.conversations.actions.closing import resolve
from tandem.foundation.tenancy.scope import scope
from tests.cast import PASSWORD, person
from tests.e2e.test_customer import CHROMIUM
from tests.web.floor.house import ask, hold, online, staffed

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


def signed_in(context: Any, address: str, name: str, path: str) -> Any:
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/accounts/login/?next={path}")
    page.fill("input[name=login]", f"{name}@northwind.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}{path}")
    return page


def tile(page: Any, label: str, value: str) -> None:
    page.locator(".stat", has_text=label).locator(".v", has_text=value).wait_for()


@pytest.mark.proves("R3", "R11")
def test_a_lead_watches_the_floor_change_and_gives_a_contact(hands, address, context):
    house = hands.do(staffed)
    hands.do(online, house, "amara")
    page = signed_in(context, address, "lena", "/floor/")
    page.locator("body[data-live-state=live]").wait_for()
    tile(page, "Waiting now", "0")
    conversation = hands.do(ask, house)
    tile(page, "Waiting now", "1")
    page.locator(f"a[href='/floor/contacts/{conversation.ref}/assignment/']").click()
    page.get_by_role("button", name="Give to Amara").click()
    page.locator(".toast", has_text="Given.").wait_for()
    tile(page, "Waiting now", "0")
    page.locator("tr", has_text="Amara").locator(".held").wait_for()

    def resolved() -> None:
        with scope(house.scope):
            resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)

    hands.do(resolved)
    page.locator(".lately", has_text="Amara resolved a contact").wait_for()
    page.locator("tr", has_text="Amara").locator(".held").wait_for(state="detached")


@pytest.mark.proves("L5")
def test_a_vendors_lead_sees_only_their_own_move(hands, address, context):
    house = hands.do(staffed)
    hands.do(online, house, "amara", "vera")
    page = signed_in(context, address, "vic", "/floor/")
    page.locator("body[data-live-state=live]").wait_for()
    hands.do(hold, house, "amara")
    hands.do(hold, house, "vera")
    page.locator(".lately", has_text="Vera took a contact").wait_for()
    assert "Amara" not in page.inner_text("main")


def test_a_preview_follows_the_pen_and_the_draft_goes_to_review(hands, address, context):
    hands.do(staffed)
    page = signed_in(context, address, "jonas", "/knowledge/new/")
    page.fill("[name=title]", "Lost property")
    page.locator("[name=body]").press_sequentially("## Where\n\nAt the **last** station.")
    page.locator("#preview h2", has_text="Where").wait_for()
    page.locator("#preview strong", has_text="last").wait_for()
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Send for review").first.click()
    page.locator(".toast", has_text="Sent for review.").wait_for()
    page.get_by_text("You wrote this version").wait_for()
