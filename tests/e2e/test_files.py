"""Files in a real browser: chosen, taken out, dropped, pasted, sent; seen at the desk, answered, shown in the widget too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as conf

from tandem.domain.service.channels.actions import set_chat
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.models import Conversation
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.e2e.test_customer import CHROMIUM, site  # noqa: F401  a fixture
from tests.pictures import PDF, png
from tests.web.desk.acting import at, staffed

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]

PICTURE = {"name": "lamp.png", "mimeType": "image/png", "buffer": png(600, 400)}
LETTER = {"name": "Invoice 2026-03.pdf", "mimeType": "application/pdf", "buffer": PDF}
HAND_OVER = """([selector, kind, name]) => {
  const carried = new DataTransfer();
  carried.items.add(new File(['order;sum\\n1;2\\n'], name, { type: 'text/csv' }));
  const how = kind === 'paste' ? { clipboardData: carried } : { dataTransfer: carried };
  const event = kind === 'paste' ? new ClipboardEvent('paste', { ...how, bubbles: true, cancelable: true })
    : new DragEvent('drop', { ...how, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
}"""


def picture(page: Any, name: str) -> None:
    """For a look by eye: TANDEM_PICTURES names a folder."""
    if folder := os.environ.get("TANDEM_PICTURES"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=str(Path(folder) / f"{name}-{scheme}.png"))


def staff(origin: str) -> tuple[Any, str]:
    """A house of experts, and a session of Amara's."""
    house = staffed("hearth")
    with scope(house.scope):
        set_chat(SYSTEM, house.brand.pk, greeting="", privacy_url="", widget_origins=[origin])
    assert Person.objects.filter(pk=house.amara.person_id).exists()
    return house, at(house.amara).cookies[conf.SESSION_COOKIE_NAME].value


def taken(house: Any) -> str:
    """Amara takes the newest conversation; its reference."""
    with scope(house.scope):
        chat = Conversation.objects.latest("id")
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
        return str(chat.ref)


def picked(page: Any) -> list[str]:
    return [text.removesuffix("×") for text in page.locator(".picked li").all_text_contents()]


def test_files_go_from_the_customer_to_the_expert_and_back(hands, address, context):
    house, session = hands.do(staff, address)
    page = context.new_page()
    page.goto(f"{address}/chat/hearth")
    field = page.locator("input[type=file]")
    field.set_input_files([PICTURE, LETTER])
    page.locator(".picked li").nth(1).wait_for()
    page.get_by_role("button", name="Take out Invoice 2026-03.pdf").click()
    assert picked(page) == ["lamp.png"]
    field.set_input_files({"name": "page.html", "mimeType": "text/html", "buffer": b"<html>"})
    page.get_by_text("page.html is none of the files").wait_for()
    page.evaluate(HAND_OVER, ["#write", "drop", "orders.csv"])
    page.evaluate(HAND_OVER, ["#write", "paste", "more.csv"])
    page.locator(".picked li").nth(2).wait_for()
    assert picked(page) == ["lamp.png", "orders.csv", "more.csv"]
    page.fill("#write", "It flickers, see the picture")
    picture(page, "chat-picked")
    page.get_by_role("button", name="Send").click()
    shown = page.locator(".files img")
    shown.wait_for()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 600
    assert page.locator(".files a.file").all_text_contents()[0].startswith("orders.csv")
    page.locator("#by-mail summary").click()
    picture(page, "chat-sent")

    context.add_cookies([{"name": conf.SESSION_COOKIE_NAME, "value": session, "url": address}])
    desk = context.new_page()
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(f"{address}/desk/c/{hands.do(taken, house)}")
    desk.locator("#log .files img").wait_for()
    desk.locator("#reply-form input[type=file]").set_input_files([LETTER])
    desk.locator("#reply-form .picked li").wait_for()
    picture(desk, "desk-picked")
    desk.locator("#reply-form [type=submit]").click()  # a file needs no words
    desk.locator("#log .file", has_text="Invoice").wait_for()
    assert desk.locator("#reply-form .picked li").count() == 0
    page.locator(".files .file", has_text="Invoice").wait_for()  # live
    picture(desk, "desk-sent")
    desk.set_viewport_size({"width": 390, "height": 844})
    picture(desk, "desk-narrow")


def test_the_widgets_frame_shows_pictures_too(hands, address, site, context):  # noqa: F811
    hands.do(staff, site)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("button", name="Help from Hearth").click()
    frame = page.frame_locator("iframe")
    frame.locator("input[type=file]").set_input_files([PICTURE])
    frame.locator(".picked canvas").wait_for()
    frame.get_by_role("button", name="Send").click()
    shown = frame.locator(".files img")
    shown.wait_for()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 600


def test_who_waits_goes_on_by_e_mail(hands, address, context):
    hands.do(staff, address)
    page = context.new_page()
    page.goto(f"{address}/chat/hearth")
    page.fill("#write", "Where is my lamp?")
    page.get_by_role("button", name="Send").click()
    page.locator("#by-mail summary").click()
    page.fill("#by-mail input[name=email]", "priya@example")
    page.get_by_role("button", name="Answer me by e-mail", exact=True).click()
    page.locator("#mail-refusal").wait_for()
    page.fill("#by-mail input[name=email]", "priya@example.org")
    page.get_by_role("button", name="Answer me by e-mail", exact=True).click()
    page.get_by_text("A person will answer you by e-mail").wait_for()
    page.get_by_text("The answer goes to priya@example.org").wait_for()
    assert page.locator("#queue").count() == 0
    picture(page, "chat-by-mail")
    page.set_viewport_size({"width": 1440, "height": 900})
    picture(page, "chat-by-mail-wide")
