"""A lead opens the floor: figures with their intervals, queues, people, the line."""

import re

import pytest
from django.test import Client

from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import leave_queue
from tandem.domain.service.queues.actions import change_queue
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.floor.house import START, answer, ask, hold, online, signed_in, staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def time():
    with clock.on(clock.VirtualClock(START)) as virtual:
        yield virtual


@pytest.fixture
def house(time):
    return staffed()


def stats(html: str) -> dict[str, tuple[str, str]]:
    """label -> (value, interval)"""
    found = re.findall(
        r'<p class="k">(.*?)</p><p class="v"><bdi>(.*?)</bdi>.*?</p>(?:<p class="ci"><bdi>(.*?)</bdi>)?', html
    )
    return {label: (value, interval) for label, value, interval in found}


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.proves("R69", "R70", "R71")
def test_figures_carry_interval_sample_and_target(house, time):
    online(house, "amara")
    for wait in (20, 40, 100):
        conversation = ask(house)
        time.advance(wait)
        hold_and_answer(house, conversation)
    for wait in (5, 60):  # the first leaves at once: not counted
        conversation = ask(house)
        time.advance(wait)
        with scope(house.scope):
            leave_queue(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk)
    time.advance(30)
    ask(house)
    time.advance(70)
    html = signed_in(house, "lena").get("/floor/").content.decode()
    assert stats(html) == {
        "Service level": ("40", "12 to 77 of 5, target 80"),
        "Average wait": ("53 s", "half within 40 s, nine of ten within 1 min 28 s"),
        "Gave up waiting": ("25.0", "4.6 to 69.9 of 4"),
        "Occupancy": ("100", "healthy 70 to 85"),
        "Waiting now": ("1", "longest 1 min 10 s"),
        "Experts online": ("1", "0 away, 3 offline"),
    }


def hold_and_answer(house, conversation):
    with scope(house.scope):
        assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    answer(house, "amara", conversation)


def test_queues_people_and_the_line_are_shown(house, time):
    online(house, "amara", "ines")
    online(house, "ben", state="away", reason="lunch")
    conversation = hold(house, "amara")
    ask(house)
    said = text_of(signed_in(house, "lena").get("/floor/").content.decode())
    assert "General Northwind · open" in said
    assert "Amara Northwind Online" in said
    assert "1 of 3" in said
    assert "Ben Northwind Away, lunch" in said
    assert "Vera Northwind Offline" in said
    assert "Nobody is being asked" in said
    assert "Amara took a contact" in said
    html = signed_in(house, "lena").get("/floor/").content.decode()
    assert (
        html.count(f'href="/desk/c/{conversation.ref}"') == 3
    )  # held by Amara, and twice in what happened lately


def test_a_closed_queue_says_so(house, time):
    with scope(house.scope):
        change_queue(SYSTEM, house.brand.pk, house.queue.ref, hours={"tue": [["09:00", "17:00"]]})
    assert "closed now" in text_of(signed_in(house, "lena").get("/floor/").content.decode())


def test_the_chart_has_a_sentence_and_a_table_behind_a_link(house, time):
    ask(house)
    time.advance(900)
    html = signed_in(house, "lena").get("/floor/").content.decode()
    sentence = "1 contacts, most (1) from 10:00; 0 at the same point a week earlier."
    assert f'role="img" aria-label="{sentence}"' in html
    table = signed_in(house, "lena").get("/floor/volume/?span=today").content.decode()
    assert table.count("<tr>") == 1 + 41  # the head, and each quarter of an hour since midnight


def test_htmx_gets_the_moving_part_alone_and_it_names_its_topic(house):
    client = signed_in(house, "lena")
    whole = client.get("/floor/").content.decode()
    assert f'data-live-topics="floor:{house.brand.ref}" data-live-ticket-url="/live/ticket"' in whole
    assert 'data-live="floor"' in whole
    part = client.get("/floor/?brand=&span=today", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert '<div class="floor-now" id="now"' in part


def test_an_empty_house_says_what_comes_first(time):
    house = staffed("hearth")
    said = text_of(signed_in(house, "lena").get("/floor/").content.decode())
    assert "Nobody waits Whoever writes next" in said
    assert "Quiet so far" in said
    assert "nobody has waited yet" in said


@pytest.mark.parametrize("query", ["?brand=nobody", "?span=century"])
def test_an_unknown_choice_is_absent(house, query):
    assert signed_in(house, "lena").get(f"/floor/{query}").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("olga", 200), ("jonas", 403), ("amara", 403)])
def test_who_may_open_it(house, name, status):
    assert signed_in(house, name).get("/floor/").status_code == status


def test_signed_out_goes_to_sign_in(house):
    answer_ = Client().get("/floor/")
    assert (answer_.status_code, answer_.url) == (302, "/accounts/login/?next=/floor/")


@pytest.mark.proves("L5")
def test_another_brand_is_never_seen(house, time):
    other = staffed("hearth")
    foreign = hold(other, "amara")
    html = signed_in(house, "lena").get("/floor/").content.decode()
    assert foreign.ref not in html
    assert "Hearth" not in html
    assert signed_in(house, "lena").get("/floor/?brand=hearth").status_code == 404
