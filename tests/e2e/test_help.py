"""A reader in a real browser: searches while typing, reads, says what was missing, asks a person; what is withdrawn is gone at once."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.readings.queries import before
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.service.conversations.models import Conversation
from tandem.foundation.tenancy.scope import scope
from tests.e2e.test_customer import PATIENCE_MS
from tests.e2e.test_customer import pytestmark as browser_alone
from tests.knowing import in_force, librarian, reworded

pytestmark = browser_alone
BODY = "Turn the screw to the right.\n\n## How long does it take?\n\nAbout ten minutes."


def open_shelf(house: Any) -> Any:
    with scope(house.scope):
        for slug, title in (("lamps", "Lamps"), ("refunds", "When refunds arrive")):
            in_force(house.brand.pk, Document(slug=slug, title=title, body=f"{title}: all of it.", topics=("home",)))
        return in_force(house.brand.pk, Document(slug="chairs", title="Loose chair legs", body=BODY, topics=("furniture",)))


def said_anew(house: Any, article: Any) -> None:
    with scope(house.scope):
        reworded(article, Document(slug="chairs", title="Loose chair legs", body="Turn it to the left, not to the right."))


def withdrawn(house: Any, article: Any) -> None:
    with scope(house.scope):
        retire(librarian(house.brand.pk, "approver"), article, reason="Wrong")


def told_before(house: Any) -> tuple[str, list[tuple[str, bool | None]]]:
    with scope(house.scope):
        known = before(Conversation.objects.latest("id"))
    assert known is not None
    return known.words, [(one.title, one.helpful) for one in known.seen]


@pytest.mark.proves("R13")
def test_a_reader_finds_reads_and_asks(hands, address, context):
    hands.do(lambda: hands.open(origin=address))
    article = hands.do(open_shelf, hands.house)
    page = context.new_page()
    page.goto(f"{address}/help/hearth/")
    assert context.cookies() == []
    page.get_by_role("searchbox").press_sequentially("loose scr", delay=20)
    page.locator("#found").get_by_role("link", name="Loose chair legs").click()
    page.get_by_role("heading", name="Loose chair legs").wait_for()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("I did not understand it").check()
    page.get_by_label("In your words").fill("Which screw?")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Whoever writes this article reads it.").wait_for()

    hands.do(said_anew, hands.house, article)
    page.reload()
    page.get_by_text("Turn it to the left, not to the right.").wait_for()

    page.get_by_role("banner").get_by_role("link", name="Ask a person").click()
    page.get_by_text("Whoever answers sees that you read:").wait_for()
    page.wait_for_load_state()
    page.locator("#write").press_sequentially("When will my refunds arrive", delay=15)
    page.locator(".suggested").get_by_role("link", name="When refunds arrive").wait_for()
    page.press("#write", "Enter")
    page.locator("#talk").wait_for()
    assert hands.do(told_before, hands.house) == ("", [("Loose chair legs", None), ("Loose chair legs", False)])

    hands.do(withdrawn, hands.house, article)
    gone = context.new_page()
    assert gone.goto(f"{address}/help/hearth/en/chairs", timeout=PATIENCE_MS).status == 410
    gone.get_by_role("searchbox").fill("refunds")
    gone.get_by_role("searchbox").press("Enter")
    gone.get_by_role("link", name="When refunds arrive").first.wait_for()


def test_without_scripts_all_of_it_works_too(hands, address, context):
    hands.do(lambda: hands.open(origin=address))
    hands.do(open_shelf, hands.house)
    plain = context.browser.new_context(java_script_enabled=False)
    plain.set_default_timeout(PATIENCE_MS)
    page = plain.new_page()
    page.goto(f"{address}/help/hearth/en/")
    page.get_by_role("searchbox").fill("loose screw")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Loose chair legs").first.click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("It is out of date").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Whoever writes this article reads it.").wait_for()
    page.get_by_role("banner").get_by_role("link", name="Ask a person").click()
    page.get_by_text("Whoever answers sees that you read:").wait_for()
    plain.close()
