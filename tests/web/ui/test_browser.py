"""The scripts in a real browser: keys, the jump list, refusals, and one live stream for all tabs."""

import os
import shutil
import threading
from collections.abc import Iterator

import pytest

from tests.web.ui.house import Door, House, Server

CHROMIUM = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as driver:
        shell = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield shell
        shell.close()


@pytest.fixture
def house() -> Iterator[House]:
    server = Server(("127.0.0.1", 0), Door)
    place = House(server)
    server.RequestHandlerClass = type("OurDoor", (Door,), {"house": place})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield place
    with place.lock:
        place.closing = True
        place.lock.notify_all()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def visitor(browser):
    """A fresh browser profile; what its pages complain about is a failure."""
    context = browser.new_context()
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield context
    context.close()
    assert complaints == []


def opened(visitor, house: House, query: str = ""):
    page = visitor.new_page()
    page.goto(f"{house.address}/{query}")
    page.wait_for_selector("body[data-live-state=live]")
    return page


def shows(page, text: str) -> None:
    page.locator(f"#part:text-is('{text}')").wait_for()


def shows_no_more(page, text: str) -> None:
    page.locator(f"#part:not(:text-is('{text}'))").wait_for()


def test_news_refreshes_what_watches_it_and_nothing_else(visitor, house):
    page = opened(visitor, house)
    house.happen()
    shows(page, "1")
    assert page.locator("#other").inner_text() == "0"
    assert house.parts == 1


def test_two_tabs_share_one_stream_and_the_second_takes_over(visitor, house):
    first = opened(visitor, house)
    second = opened(visitor, house)
    assert len(house.streams) == 1
    house.happen()
    for page in (first, second):
        shows_no_more(page, "0")
    first.close()
    second.wait_for_selector("body[data-live-state=live]")
    before = second.locator("#part").inner_text()
    house.happen()
    shows_no_more(second, before)
    assert house.streams == ["100-0", "100-1"]


def test_a_new_topic_of_a_second_tab_joins_the_stream(visitor, house):
    opened(visitor, house)
    opened(visitor, house, "?topics=desk")
    assert house.tickets == [["floor:3"], ["desk", "floor:3"]]


def test_a_dropped_stream_goes_on_where_it_was_with_a_new_ticket(visitor, house):
    page = opened(visitor, house)
    house.happen()
    shows(page, "1")
    house.drop_streams()
    page.wait_for_selector("body[data-live-state=stale]")
    house.happen()
    shows_no_more(page, "1")
    assert house.streams == ["100-0", "100-1"]
    assert house.unspent == set()


def test_the_jump_list_opens_by_key_and_finds_a_place(visitor, house):
    page = opened(visitor, house)
    page.keyboard.press("Control+k")
    page.keyboard.type("des")
    page.wait_for_selector("#palette [role=option]")
    assert page.locator("#palette [role=option] b").all_inner_texts() == ["Desk"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def test_letters_are_keys_until_one_types_or_turns_them_off(visitor, house):
    page = opened(visitor, house)
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.locator("textarea").focus()
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.locator("#main").focus()
    page.keyboard.press("?")
    page.uncheck("[data-keys-switch]")
    page.click("#keys [data-close]")
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.reload()
    page.keyboard.press("t")
    assert (
        page.evaluate("document.documentElement.dataset.theme ?? ''") == ""
    )  # no server here keeps the cookie


def test_a_refusal_is_shown_over_the_page_and_replaces_nothing(visitor, house):
    page = opened(visitor, house)
    page.click("#refused")
    page.wait_for_selector("#notices:popover-open")
    assert page.locator("#notices").inner_text() == "Somebody else took it."
    assert page.locator("#part").inner_text() == "0"
    page.click("#notices [data-dismiss]")
    assert not page.locator("#notices").is_visible()


def test_a_session_that_ended_is_said_and_the_page_stays(visitor, house):
    page = opened(visitor, house)
    page.click("#ended")
    page.wait_for_selector(".toast[role=alert]")
    assert "You were signed out." in page.locator(".toast").inner_text()
    assert page.locator("#part").inner_text() == "0"


def test_a_meter_is_as_long_as_its_number(visitor, house):
    page = opened(visitor, house)
    share = page.evaluate("getComputedStyle(document.querySelector('.meter')).getPropertyValue('--p')")
    assert share.strip() == "58"
