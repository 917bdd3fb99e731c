"""Governed knowledge at the desk in a real browser: a macro by keys, a warning before sending, a guide, a draft withdrawn live."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.conversations.models import Conversation, Message
from tandem.foundation.tenancy.scope import scope
from tests.cast import House, person
from tests.e2e.test_customer import CHROMIUM
from tests.e2e.test_expert import WORDS, drain
from tests.e2e.test_lead import signed_in
from tests.knowing import librarian, teach
from tests.ruling import GUIDE, HURT, REFUNDS, ruled
from tests.web.desk.acting import ask, staffed

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
PAYMENT = {
    "text": "Hello {customer},\n\n{sum} is on its way to your card.",
    "placeholders": [
        {"key": "customer", "label": "Customer", "type": "text", "required": True, "source": "customer.name"},
        {"key": "sum", "label": "Amount", "type": "money", "required": True},
    ],
}
FEE = {"text": "A fee of £5 is taken from each refund.", "moment": "with", "when": 'topic = "refund"'}


def ruled_house() -> tuple[House, str]:
    """A house with articles and rules, and a conversation that Amara holds, about a refund."""
    house = staffed()
    with scope(house.scope):
        teach(house.brand.pk, [Document(slug=slug, title=title, body=body) for slug, title, body in WORDS])
        ruled(house.brand.pk, "macro", PAYMENT, title="A payment is on its way")
        ruled(house.brand.pk, "disclosure", FEE, title="The refund fee")
        ruled(house.brand.pk, "escalation", HURT | {"say": "Are you safe now?"}, title="Somebody is hurt")
        ruled(house.brand.pk, "boundary", REFUNDS, title="Refunds")
        ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    conversation = ask(house, "Do I need a reservation to bring my bicycle on board?")
    with scope(house.scope):
        assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
        state_matter(person(house.amara), house.brand.pk, conversation.pk, topic="refund")
    drain()
    return house, conversation.ref


def due_first(house: House) -> None:
    """Something is due before any answer to a refund."""
    with scope(house.scope):
        ruled(house.brand.pk, "disclosure", FEE | {"text": "Advance tickets stay paid.", "moment": "before"}, title="Advance tickets")


def withdrawn(house: House) -> None:
    """The article behind the draft is retired, and the worker follows."""
    with scope(house.scope):
        by = librarian(house.brand.pk, "approver")
        retire(by, article_for(by, Suggestion.objects.get(withdrawn_at=None).citations[0]["article"]), reason="It was wrong.")
    drain()


def replies(house: House) -> list[Any]:
    with scope(house.scope):
        return list(Message.objects.filter(author="expert").order_by("number").values_list("text", "generation_id", "facts"))


def opened(page: Any, address: str, ref: str) -> Any:
    page.goto(f"{address}/desk/c/{ref}")
    page.wait_for_load_state()
    return page


@pytest.mark.proves("R15")
def test_what_is_due_before_an_answer_stops_it_until_it_is_inserted(address: str, context: Any, hands: Any) -> None:
    house, ref = hands.do(ruled_house)
    hands.do(due_first, house)
    page = opened(signed_in(context, address, "amara", "/desk/"), address, ref)
    page.fill("#reply", "Let me see.")
    for _ in range(2):
        page.click("#reply-form [type=submit]")
        page.locator(".toast", has_text="before you answer").first.wait_for()
    assert hands.do(replies, house) == []
    page.locator("#due [data-moment=before] [data-say]").click()
    page.click("#reply-form [type=submit]")  # warned of the fee, which may be left out
    page.click("#reply-form [type=submit]")
    page.locator(".msg", has_text="Advance tickets stay paid.").first.wait_for()
    assert [text for text, *_ in hands.do(replies, house)] == ["Let me see.\n\nAdvance tickets stay paid."]


@pytest.mark.proves("R13", "R30")
def test_a_draft_is_withdrawn_under_the_pen_and_its_words_stay(address: str, context: Any, hands: Any) -> None:
    house, ref = hands.do(ruled_house)
    page = opened(signed_in(context, address, "amara", "/desk/"), address, ref)
    page.wait_for_selector("#draft")
    page.keyboard.press("a")
    words = page.input_value("#reply")
    assert "reservation" in words
    hands.do(withdrawn, house)
    page.wait_for_selector("#gone:not([hidden])")
    page.click("#reply-form [type=submit]")  # warned of what has to be said
    page.click("#reply-form [type=submit]")
    page.wait_for_selector("#notices .notice")
    assert "was retired after this draft was made" in page.inner_text("#notices")
    assert hands.do(replies, house) == []
    assert page.input_value("#reply") == words
    page.click("#gone-why")
    page.click("#article-body [data-detach]")
    assert page.is_hidden("#gone")
    assert page.input_value("#reply") == words


@pytest.mark.proves("R15", "R18")
def test_a_macro_goes_in_by_keys_and_what_is_unsaid_is_warned_of(address: str, context: Any, hands: Any) -> None:
    house, ref = hands.do(ruled_house)
    page = opened(signed_in(context, address, "amara", "/desk/"), address, ref)
    page.press("#reply", "/")
    page.wait_for_selector("#articles[open] .insert")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("form[data-macro]")
    page.fill("#macro-sum", "12.50 GBP")
    page.keyboard.press("Enter")
    page.wait_for_selector("#from-macro:not([hidden])")
    page.click("#reply-form [type=submit]")
    page.wait_for_selector("#due .missing")  # warned, not stopped
    assert hands.do(replies, house) == []
    page.click("#due [data-say]")
    page.click("#reply-form [type=submit]")
    page.locator("#log .ours", has_text="12.50 GBP").wait_for()
    ((text, generation, facts),) = hands.do(replies, house)
    assert text == "Hello Priya Raman,\n\n12.50 GBP is on its way to your card.\n\nA fee of £5 is taken from each refund."
    assert (generation, [version for _, version in facts["macros"]]) == (None, [1])


@pytest.mark.proves("R15")
def test_a_guide_is_walked_in_the_side(address: str, context: Any, hands: Any) -> None:
    _, ref = hands.do(ruled_house)
    page = opened(signed_in(context, address, "amara", "/desk/"), address, ref)
    page.click("#guides form button[type=submit]")
    page.wait_for_selector("#guide-booking:focus")  # each step takes the focus: nobody starts at the top of the page again
    page.keyboard.type("NWR-1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#guide-matches:focus")
    page.select_option("#guide-matches", "yes")
    page.click("#guide-step [type=submit]")
    page.locator("#guides details", has_text="resolved").wait_for()
    page.wait_for_selector("#guide-title:focus")


@pytest.mark.proves("R18")
def test_undo_brings_back_the_words_and_what_they_came_from(address: str, context: Any, hands: Any) -> None:
    _, ref = hands.do(ruled_house)
    page = opened(signed_in(context, address, "amara", "/desk/"), address, ref)
    page.wait_for_selector("#draft")
    page.press("#reply", "/")
    page.click("#articles[open] form.hit .insert >> nth=0")
    page.wait_for_selector("#macro-sum:focus")
    page.keyboard.type("12.50 GBP")
    page.keyboard.press("Enter")
    page.wait_for_selector("#from-macro:not([hidden])")
    words, name = page.input_value("#reply"), page.input_value("#reply-form [name=macros]")
    page.click("#accept-draft")
    assert (page.input_value("#reply-form [name=macros]"), page.is_visible("#from-macro")) == ("", False)
    page.locator(".toast button", has_text="Undo").click()
    assert (page.input_value("#reply"), page.input_value("#reply-form [name=macros]")) == (words, name)
    assert (page.is_visible("#from-macro"), page.is_visible("#from-draft")) == (True, False)


def stated(house: House, ref: str, topic: str) -> None:
    """A lead says what it is about."""
    with scope(house.scope):
        state_matter(person(house.lena), house.brand.pk, Conversation.objects.get(ref=ref).pk, topic=topic)
    drain()


@pytest.mark.proves("R13")
def test_about_shows_what_was_just_said_and_who_was_quicker(address: str, context: Any, hands: Any) -> None:
    house, ref = hands.do(ruled_house)
    page = opened(signed_in(context, address, "amara", "/desk/"), address, ref)
    page.click("#matter summary")
    page.fill("#matter [name=topic]", "complaint")
    page.click("#matter form [type=submit]")
    page.locator("#matter .chip", has_text="complaint").wait_for()
    page.wait_for_selector("#matter-title:focus")
    page.click("#matter summary")
    page.fill("#matter [name=topic]", "change")
    hands.do(stated, house, ref, "refund")
    page.click("#matter form [type=submit]")
    page.locator("#matter [role=alert]", has_text="Somebody else said meanwhile").wait_for()
    page.locator("#matter .chip", has_text="refund").wait_for()
    assert page.input_value("#matter [name=topic]") == "refund"


def ombuds_house() -> tuple[House, str]:
    """The same, with words that are due at closing."""
    house, ref = ruled_house()
    with scope(house.scope):
        ruled(house.brand.pk, "disclosure", {"text": "The Ombuds can look.", "moment": "closing", "when": 'topic = "refund"'}, title="The Ombuds")
    return house, ref


@pytest.mark.proves("R15", "R41")
def test_an_article_is_quoted_and_nothing_is_resolved_before_its_words_are_said(address: str, context: Any, hands: Any) -> None:
    house, ref = hands.do(ombuds_house)
    page = opened(signed_in(context, address, "amara", "/desk/"), address, ref)
    page.click("button[popovertarget=resolve]")
    page.wait_for_selector("#due-closing [data-say]")
    page.click("#resolve [name=disposition] >> nth=0")
    page.locator("#notices .notice", has_text="The Ombuds can look.").wait_for()
    page.click("#holds ~ .rule [data-say='The Ombuds can look.']")
    page.press("#reply", "End")
    page.click("[data-open='#articles']")
    page.fill("#wanted", "bicycle reservation")
    page.click("#found [data-insert] >> nth=0")
    page.click("#reply-form [type=submit]")  # warned of the fee that goes with an answer
    page.click("#reply-form [type=submit]")
    page.locator("#log .ours", has_text="The Ombuds can look.").wait_for()
    ((_, _, facts),) = hands.do(replies, house)
    assert [version for _, version in facts["quotes"]] == [1]
    page.wait_for_selector("#due-closing:not(:has([data-say]))", state="attached")
    page.click("button[popovertarget=resolve]")
    page.click("#resolve [name=disposition] >> nth=0")
    page.wait_for_url(f"{address}/desk/")
