"""Every page in a language that brackets all texts: what stands outside the brackets is people's own words, and nothing of ours."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import trans_real

from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.suggestions.actions import suggest
from tandem.domain.orchestration.routing.actions import route_brand
from tandem.domain.service.conversations.actions.closing import resolve as close
from tandem.domain.service.conversations.actions.marking import set_case, snooze, write_note
from tandem.domain.service.conversations.models import Message
from tandem.foundation import clock
from tandem.foundation.accounts.tokens import create_token
from tandem.foundation.tenancy.scope import scope
from tests.cast import House, person
from tests.knowing import teach
from tests.ruling import ruled
from tests.web.chat.visitors import begin, started
from tests.web.desk.acting import answer, ask, at, held, online, staffed
from tests.web.pseudo import OPEN, Pseudo, bare_words

pytestmark = pytest.mark.django_db
LATIN, GREEK = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβψδεφγηιξκλμνοπκρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΚΡΣΤΘΩΣΧΥΖ"
IN_GREEK = str.maketrans(LATIN, GREEK)
NAMES = {
    "tenancy_brand": ("name",),
    "tenancy_pool": ("name",),
    "tenancy_vendor": ("name",),
    "tenancy_membership": ("display_name",),
    "accounts_person": ("name",),
    "queues_queue": ("name",),
    "customers_customer": ("name",),
}
LINKS = re.compile(r'\s(?:href|hx-get)="([^"#]+)')
EXAMPLES = 3  # of one address pattern: more show nothing new
PAGES = 400


def greek(text: str) -> str:
    """What people write, in letters that no text of ours has."""
    return text.translate(IN_GREEK)


@pytest.fixture
def pseudo(settings) -> Iterator[Pseudo]:
    """German is a language that brackets every text."""
    catalogue, kept = Pseudo("de"), dict(trans_real._translations)
    trans_real._translations["de"] = catalogue
    yield catalogue
    trans_real.deactivate()  # a request leaves its language behind
    trans_real._translations.clear()
    trans_real._translations.update(kept)


@pytest.fixture
def house() -> House:
    """A brand that has lived, all in Greek."""
    house = staffed()
    rename(house)
    with scope(house.scope):
        for member in house.people.values():
            member.refresh_from_db()
    _live(house)
    rename(house)
    return house


def rename(house: House) -> None:
    """Everybody and everything that has a name, in Greek; all read the bracketed language."""
    with connection.cursor() as cursor, scope(house.scope):
        cursor.execute("UPDATE accounts_person SET language = 'de'")
        for table, columns in NAMES.items():
            for column in columns:
                cursor.execute(f"UPDATE {table} SET {column} = translate({column}, %s, %s)", [LATIN, GREEK])


def _live(house: House) -> None:
    brand = house.brand.pk
    with scope(house.scope):
        teach(
            brand,
            [
                Document(slug=greek("bikes"), title=greek("Bringing a bicycle"), body=greek("A bicycle needs a reservation. Reserve the bicycle space.")),
                Document(slug=greek("dogs"), title=greek("Dogs on board"), body=greek("Small dogs."), topics=(greek("animals"),), language="de"),
            ],
        )
    online(house, "amara", "vera")
    asked = held(house, house.amara, greek("Do I need a reservation to bring my bicycle"))
    with scope(house.scope):
        suggest(brand, asked.pk, message_id=Message.objects.get(conversation=asked, author="customer").pk)
        write_note(person(house.amara), brand, asked.pk, membership=house.amara, text=greek("A note"))
        set_case(person(house.amara), brand, asked.pk, title=greek("A case"))
    done = held(house, house.amara, greek("Where is my refund"))
    answer(house, house.amara, done, greek("On its way"))
    with scope(house.scope):
        close(person(house.amara), brand, done.pk, membership=house.amara)
        create_token(person(house.olga), brand, name=greek("Our program"), scopes=["customers:read"], days=30)
    ask(house, greek("Nobody answers me"))
    with scope(house.scope):
        route_brand(brand)


def crawled(client: Client, starts: list[str], *, again: frozenset[str] = frozenset()) -> dict[str, str]:
    """{address: HTML} of all that links and live parts lead to from here, a few examples of each address pattern."""
    waiting, seen, shown, examples = deque(starts), set(starts), {}, {}
    while waiting and len(shown) < PAGES:
        address = waiting.popleft()
        try:
            to = resolve(urlsplit(address).path)
        except Resolver404:
            continue
        name = to.view_name
        if to.kwargs.get("lang") == "en":  # the help centre speaks the language of its address
            continue
        examples[name] = examples.get(name, 0) + 1
        if examples[name] > EXAMPLES or name in again or name == "account_logout":
            continue
        got = client.get(address, headers={"accept-language": "de"}, follow=True)
        if got.status_code == 200 and got["Content-Type"].startswith("text/html"):
            shown[address] = got.content.decode()
            for link in LINKS.findall(shown[address]):
                onward = urljoin(address, link.replace("&amp;", "&"))
                if onward.startswith("/") and onward not in seen:
                    seen.add(onward)
                    waiting.append(onward)
    return shown


def names_of(shown: dict[str, str]) -> set[str]:
    return {resolve(urlsplit(address).path).view_name for address in shown}


def bare(shown: dict[str, str]) -> list[str]:
    """The texts of these pages that nobody could translate."""
    return sorted({f"{resolve(urlsplit(address).path).view_name}: {text}" for address, html in shown.items() for text in bare_words(html)})


@pytest.mark.parametrize(
    ("name", "starts", "pages"),
    [
        ("amara", ["/desk/", "/desk/?show=queue", "/desk/?show=done"], {"desk:home", "desk:conversation", "desk:assist", "desk:articles", "studio:article"}),
        ("olga", ["/floor/", "/settings/"], {"floor:home", "floor:volume", "floor:assignment", "settings:member", "settings:queue", "settings:tokens"}),
        ("jonas", ["/knowledge/"], {"studio:home", "studio:article", "studio:new", "studio:import", "account_email", "mfa_index"}),
        ("vic", ["/floor/", "/desk/", "/jump/?q=a"], {"floor:home", "settings:people", "jump:search"}),
    ],
)
def test_every_page_of_the_staff(house, pseudo, name, starts, pages):
    shown = crawled(at(house.people[name]), starts)
    assert names_of(shown) >= pages
    assert "\n".join(bare(shown)) == ""
    assert [address for address, html in shown.items() if "<h1" in html and OPEN not in html] == []


def test_every_page_of_a_customer(house, pseudo):
    client = Client(headers={"accept-language": "de"})
    begun = started(client, house, greek("Where is my refund"))
    shown = crawled(
        client, [f"/chat/northwind?c={begun}", "/chat/northwind?new=1", "/chat/northwind?letter=1", "/chat/northwind/widget", "/chat/northwind/shop",
            f"/help/northwind/de/{greek('dogs')}?said=no", f"/help/northwind/de/?q={greek('Small dogs')}", f"/help/northwind/de/{greek('bikes')}"],
    )  # fmt: skip
    assert names_of(shown) >= {"chat:page", "chat:widget", "chat:shop", "help:entrance", "help:home", "help:topic", "help:article"}
    assert "\n".join(bare(shown)) == ""


def test_whoever_is_not_signed_in(pseudo):
    shown = crawled(Client(), ["/accounts/login/", "/accounts/password/reset/"])
    assert "\n".join(bare(shown)) == ""


def refusals(house: House) -> Iterator[tuple[str, Any]]:
    """Wishes that are refused, at each surface's door."""
    amara, olga, jonas = at(house.amara), at(house.olga), at(house.jonas)
    waiting = ask(house, greek("Who has this"))
    snoozed = held(house, house.amara, greek("Later"))
    rename(house)
    yield "not held", amara.post(f"/desk/c/{snoozed.ref[:-1]}/closure")
    yield "empty", amara.post(f"/desk/c/{snoozed.ref}/messages", {"text": " ", "client_id": "dra_1"}, headers={"hx-request": "true"})
    yield "too long", amara.post(f"/desk/c/{snoozed.ref}/messages", {"text": greek("a") * 9000, "client_id": "dra_2"}, headers={"hx-request": "true"})
    yield "disposition", amara.post(f"/desk/c/{snoozed.ref}/closure", {"disposition": "7"}, headers={"hx-request": "true"})
    yield "day", amara.post(f"/desk/c/{snoozed.ref}/snooze", {"for": "pick", "at": "-"}, headers={"hx-request": "true"})
    yield "reason", amara.post("/desk/availability", {"state": "away", "reason": "7"}, headers={"hx-request": "true"})
    yield "not suited", olga.post(f"/floor/contacts/{waiting.ref}/assignment/", {"expert": "exp_none"})
    yield "brand", olga.post("/settings/northwind/brand/", {"name": "", "zone": "7", "language": "7", "accent": "7", "accent_dark": "7"})
    yield "queue", olga.post("/settings/northwind/queues/new/", {"name": "", "key": "-", "mon": "7", "skills": "a:9", "service_level": "900"})
    yield "token", olga.post("/settings/northwind/tokens/", {"name": "", "days": "9000"})
    yield "invitation", olga.post("/settings/northwind/people/invitation/", {"email": "7", "name": ""})
    yield "article", jonas.post("/knowledge/new/", {"title": "", "body": "", "language": "7", "save": "1"})
    yield "file", jonas.post("/knowledge/import/", {"submit": "on"})
    yield "chat", begin(Client(), house, "")
    yield "long chat", begin(Client(), house, greek("a") * 9000)
    yield "signing in", Client().post("/accounts/login/", {"login": "a@b.example", "password": "7"})


def test_every_refusal(house, pseudo, settings, monkeypatch):
    """The languages come with the request; here every client asks for the same."""
    settings.LANGUAGE_CODE = "de"
    trans_real._translations["de"] = pseudo  # a changed setting empties what is known
    found = {name: (got.status_code, bare_words(got.content.decode())) for name, got in refusals(house)}
    assert {name: words for name, (_status, words) in found.items() if words} == {}
    assert {name for name, (status, _words) in found.items() if status < 400} == {"signing in"}  # allauth shows its form again


def test_what_was_snoozed_and_what_is_late(house, pseudo):
    talk = held(house, house.amara, greek("Tomorrow"))
    with scope(house.scope):
        snooze(person(house.amara), house.brand.pk, talk.pk, membership=house.amara, until=clock.now() + timedelta(hours=2))
    rename(house)
    shown = crawled(at(house.amara), [f"/desk/c/{talk.ref}"])
    assert "\n".join(bare(shown)) == ""


RULE = {
    "class": "refund", "when": 'amount > limit and not verified and days_open > 3 days and pool = "gig"', "within_minutes": 5,
    "to": {"kind": "role", "key": "lead"},
}  # fmt: skip
PROMISE = {
    "class": "refund", "when": 'mentions("πληγή") or intent = "refund"', "owner_decides": "Ολα", "expert_may": "Λιγα",
    "limit": {"minor": 7500, "currency": "GBP"},
}  # fmt: skip


def test_what_policies_meet_is_told_in_the_readers_language(house, pseudo):
    """The core tells the values that a condition met as phrases; the simulator says them."""
    with scope(house.scope):
        for kind, content in (("escalation", RULE), ("boundary", PROMISE)):
            ruled(house.brand.pk, kind, content, title=greek("Above the limit"))
    facts = {"text": greek("please"), "intent": "refund", "amount": "120", "currency": "GBP", "pool": "gig", "verified": "no", "days_open": "7", "ask": "1"}
    page = at(house.jonas).post("/knowledge/policies/simulator/", facts).content.decode()
    for words in ("⟦amount is 120.00 GBP, limit is 75.00 GBP⟧", "⟦verified is ⟦no⟧⟧", "⟦days_open is ⟦7 days⟧⟧", "⟦they wrote none of it⟧"):
        assert words in page, words
    page = at(house.jonas).post("/knowledge/policies/simulator/", {"pool": "gig", "ask": "1"}).content.decode()
    assert "⟦nothing they wrote is known⟧" in page
    assert "\n".join(bare_words(page)) == ""


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("escalation", {"when": "colour = 1"}, ["⟦Expected ⟦⟦a known fact (intent, topic", "⟧ (line 1, column 1)⟧.⟧"]),
        ("escalation", {"when": "amount > 75"}, ["⟦Expected ⟦⟦a currency such as GBP: ⟦an amount such as 75 GBP⟧⟧ (line 1, column 12)⟧.⟧"]),
        ("escalation", {"within_minutes": "soon"}, ["⟦Expected ⟦a whole number⟧.⟧"]),
        ("boundary", {"limit": "much"}, ["⟦Expected ⟦an amount such as 75 GBP⟧.⟧"]),
        ("guide", {"steps[0].key": "begin", "steps[0].then": "nowhere"}, ["⟦Expected ⟦a step of this guide, not nowhere⟧.⟧"]),
        ("macro", {"text": "{who}"}, ["⟦Expected ⟦a placeholder that is described below, not {who}⟧.⟧"]),
        ("voice", {"tone": ""}, ["⟦Expected ⟦at least one line on how the brand sounds⟧.⟧"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_policy_is_told_in_the_readers_language(house, pseudo, kind, typed, expected):
    """Each fault is a phrase within the phrase that tells it; codes, names and signs stay as they are written."""
    about = {"title": greek("A policy"), "language": "en", "audience": "expert", "save": "1"}
    answer = at(house.jonas).post(f"/knowledge/policies/{kind}/new/", {**about, **typed})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert [words for words in expected if words not in page] == []
    assert "Expected ⟦" in page
    assert re.findall(r"Expected [^⟦]", page) == []
