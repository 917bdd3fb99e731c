"""The list of keys tells the truth: each key that it shows does what it says, and none does anything unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tandem.domain.assistance.suggestions.actions import suggest
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.models import Message
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.e2e.test_customer import CHROMIUM
from tests.e2e.test_expert import desk
from tests.web.desk.acting import ask

__all__ = ["desk"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
Check = Callable[[Any], None]


def shown(selector: str) -> Check:
    return lambda page: page.locator(selector).wait_for()


def focused(selector: str) -> Check:
    return lambda page: page.wait_for_function("wanted => document.activeElement?.matches(wanted)", arg=selector)


def at(pattern: str) -> Check:
    return lambda page: page.wait_for_url(re.compile(pattern))


def dark(page: Any) -> None:
    page.wait_for_function("document.documentElement.dataset.theme !== undefined")


def accepted(page: Any) -> None:
    page.wait_for_function("document.querySelector('#reply').value.includes('A bicycle needs a free reservation.')")


def sent(page: Any) -> None:
    page.locator(".msg.ours", has_text="On its way").wait_for()


def two_held(house: Any) -> str:
    """Two conversations at Amara's desk, the newer with a draft."""
    talks = [ask(house, "Where is my refund?"), ask(house, "Do I need a reservation to bring my bicycle on board?")]
    with scope(house.scope):
        for talk in talks:
            assign(person(house.amara), house.brand.pk, talk.pk, membership=house.amara)
        suggest(house.brand.pk, talks[1].pk, message_id=Message.objects.get(conversation=talks[1], author="customer").pk)
    return str(talks[1].ref)


def listed(page: Any) -> dict[str, str]:
    """{keys: what they are said to do}, as the list shows them now."""
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    rows = page.locator("#keys dl > div").filter(visible=True).all()
    found = [(" ".join(row.locator(".kbd").all_inner_texts()), row.locator("dt").inner_text()) for row in rows]
    page.keyboard.press("Escape")
    page.locator("#keys[open]").wait_for(state="detached")
    assert len({keys for keys, _does in found}) == len(found)
    return dict(found)


def test_every_key_of_the_list_does_what_it_says(hands, address, desk):
    house, page = desk
    drafted = hands.do(two_held, house)
    home = f"{address}/desk/c/{drafted}"
    page.goto(home)
    page.locator(".kind-draft").wait_for()
    rows = [row.get_attribute("href") for row in page.locator(".conv").all()]
    assert len(rows) == 2
    other = next(row for row in rows if drafted not in row)
    towards, away = ("J", "K") if rows.index(other) else ("K", "J")
    checks: dict[str, tuple[str, Check]] = {
        "Ctrl / ⌘ K": ("Jump to anything", shown("#palette[open]")),
        "R": ("Reply", focused("#reply")),
        "I": ("Note to the team", focused("#note")),
        "/": ("Insert a macro or from an approved article", shown("#articles[open]")),
        "A": ("Accept the suggested reply", accepted),
        "X": ("Dismiss the suggested reply", shown("#dismiss:popover-open")),
        "H": ("Hand over", shown("#hand-over:popover-open")),
        "S": ("Snooze", shown("#snooze:popover-open")),
        "E": ("Resolve", shown("#resolve:popover-open")),
        "N": ("Ask for the next", shown(".toast")),
        "T": ("Theme", dark),
        "?": ("Keys", shown("#keys[open]")),
        "G D": ("Go to: Desk", at("/desk/$")),
        "G K": ("Go to: Knowledge", at("/knowledge/$")),
        towards: ("Next" if towards == "J" else "Previous", at(other)),
        away: ("Previous" if away == "K" else "Next", at(drafted)),
        "Ctrl / ⌘ ↵": ("Send", sent),
    }
    assert listed(page) == {keys: says for keys, (says, _check) in checks.items()}
    for keys, (_says, check) in checks.items():
        page.goto(f"{address}{other}" if keys == away else home)
        page.locator("body[data-live-state=live]").wait_for()
        if keys == "Ctrl / ⌘ ↵":
            page.fill("#reply", "On its way")
            page.keyboard.press("Control+Enter")
        elif keys == "Ctrl / ⌘ K":
            page.keyboard.press("Control+k")
        else:
            page.locator("#main").focus()
            for key in keys.split():
                page.keyboard.press(key.lower())
        check(page)
