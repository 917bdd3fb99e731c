"""On a phone and from right to left: no page is wider than its window, and what scrolls opens where one looks."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.knowledge.documents import Document
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.tokens import create_token
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import House
from tests.e2e.test_customer import CHROMIUM
from tests.e2e.test_lead import signed_in
from tests.knowing import teach
from tests.web.floor.house import ask, hold, online, staffed

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
PAGES = (
    "/floor/",
    "/floor/volume/",
    "/knowledge/",
    "/knowledge/new/",
    "/knowledge/import/",
    "/settings/northwind/brand/",
    "/settings/northwind/people/",
    "/settings/northwind/queues/",
    "/settings/northwind/queues/new/",
    "/settings/northwind/tokens/",
    "/settings/northwind/steps/",
    "/settings/northwind/machine/",
    "/jump/?q=ticket",
    "/accounts/email/",
    "/accounts/sessions/",
)


def busy() -> House:
    """A house with something on each page; Olga leads, owns and writes."""
    house = staffed()
    online(house, "amara", "vera")
    hold(house, "amara")
    ask(house)
    with scope(house.scope):
        house.olga.roles = ["brand_owner", "lead", "author", "approver"]
        house.olga.save(update_fields=["roles"])
        teach(house.brand.pk, [Document(slug="tickets", title="Ticket types explained", body="A ticket is a ticket.")])
        create_token(SYSTEM, house.brand.pk, name="A program with a rather long name", scopes=["customers:read", "conversations:write"], days=30)
    return house


def read_arabic(house: House) -> None:
    Person.objects.filter(pk=house.olga.person_id).update(language="ar")


def overflow(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def heights(page: Any) -> set[int]:
    """Where the places in the bar at the foot begin: one height when they stand on one line."""
    visible = "[...document.querySelectorAll('.rail .item')].filter(one => one.checkVisibility())"
    return set(page.evaluate(f"{visible}.map(one => Math.round(one.getBoundingClientRect().top))"))


@pytest.fixture
def phone(hands, address, context):
    house = hands.do(busy)
    page = signed_in(context, address, "olga", "/floor/")
    page.set_viewport_size({"width": 390, "height": 844})
    return house, page


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_page_is_wider_than_a_phone(hands, address, phone, direction):
    house, page = phone
    if direction == "rtl":
        hands.do(read_arabic, house)
        page.set_extra_http_headers({"Accept-Language": "ar"})
    wide, uneven = {}, {}
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.dir") == direction
        wide[path], uneven[path] = overflow(page), heights(page)
    assert {path: by for path, by in wide.items() if by > 0} == {}
    assert {path: tops for path, tops in uneven.items() if len(tops) > 1} == {}


def test_the_chart_of_the_day_opens_at_now_and_stays_where_it_was_moved(hands, address, phone):
    house, page = phone
    page.goto(f"{address}/floor/")
    page.locator("body[data-live-state=live]").wait_for()
    edges = "[...document.querySelectorAll('.plot, .plot .now')].map(one => one.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    (start, end), (now, _now) = page.evaluate(edges)
    assert start <= now <= end
    page.evaluate("document.querySelector('.plot').scrollLeft = 7")
    page.wait_for_function("document.querySelector('.plot').scrollLeft === 7")
    hands.do(ask, house)
    page.locator(".stat", has_text="Waiting now").locator(".v", has_text="2").wait_for()
    page.wait_for_function("document.querySelector('.plot').scrollLeft === 7")
