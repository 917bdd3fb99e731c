"""An owner adds and changes queues; a lead reads them."""

import pytest

from tandem.domain.service.queues.models import Queue
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.web.settings.house import ledger, signed_in, text_of

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "Refunds",
    "key": "refunds",
    "zone": "Europe/London",
    "mon": "08:00-12:00, 13:00–18:00",
    "sun": "",
    "closed_days": "2026-12-25",
    "languages": "en de",
    "skills": "refunds:3 tickets",
    "certifications": "hardship",
    "risk": "elevated",
    "pool_kinds": ["in_house", "gig"],
    "overflow_kinds": ["vendor"],
    "overflow_after_seconds": "90",
    "answer_within_seconds": "45",
    "service_level": "82.5",
    "offer_seconds": "25",
    "reply_grace_seconds": "240",
    "wrap_up_seconds": "0",
}


@pytest.fixture
def house():
    return make_house()


def kept(house) -> list[dict]:
    with scope(house.scope):
        return list(Queue.objects.order_by("pk").values())


def test_an_owner_adds_a_queue_with_everything(house):
    answer = signed_in(house, "olga").post("/settings/northwind/queues/new/", WORDS)
    assert (answer.status_code, answer.url) == (302, "/settings/northwind/queues/")
    made = kept(house)[-1]
    assert made["hours"] == {"mon": [["08:00", "12:00"], ["13:00", "18:00"]]}
    assert (made["skills"], made["languages"], made["certifications"]) == (
        {"refunds": 3, "tickets": 1},
        ["en", "de"],
        ["hardship"],
    )
    assert (made["service_level"], made["answer_within_seconds"], made["closed_days"]) == (
        0.825,
        45,
        ["2026-12-25"],
    )
    assert (sorted(made["pool_kinds"]), made["overflow_kinds"], made["risk"]) == (
        ["gig", "in_house"],
        ["vendor"],
        "elevated",
    )
    with scope(house.scope):
        assert ledger("queue.created")[-1] == made["ref"]


def test_a_form_sent_back_as_it_came_changes_nothing(house):
    client = signed_in(house, "olga")
    client.post("/settings/northwind/queues/new/", WORDS)
    for before in kept(house):
        address = f"/settings/northwind/queues/{before['ref']}/"
        form = client.get(address).context["form"]
        values = {name: form[name].value() for name in form.fields}
        assert client.post(address, values).status_code == 302
    assert kept(house)[1] == before


def test_the_list_says_hours_in_words(house):
    said = text_of(signed_in(house, "lena").get("/settings/northwind/queues/"))
    assert "Monday – Sunday: 00:00 – 24:00" in said
    assert "80% in 60 s" in said
    assert "New queue" not in said


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "x" * 81}, "name", "at most 80 characters"),
        ({"key": "Two Words"}, "key", "A key has"),
        ({"key": "general"}, "key", "There is a queue with the key"),
        ({"zone": "Moon/Base"}, "zone", "Select a valid choice."),
        ({"mon": "8 to 5"}, "mon", "Hours of mon must be pairs"),
        ({"mon": "08:00-20:00, 19:00-21:00"}, "mon", "overlap"),
        ({"tue": "20:00-08:00"}, "mon", "On tue, closing at 08:00 is not after opening"),
        ({"closed_days": "Christmas"}, "closed_days", "Closed days must be dates"),
        ({"languages": "English"}, "languages", "A language is a code"),
        ({"skills": "refunds:9"}, "skills", "A level is between 1 and 5."),
        ({"skills": "refunds:lots"}, "skills", "A level is between 1 and 5."),
        ({"certifications": "Ünsafe"}, "certifications", "small letters"),
        ({"risk": "wild"}, "risk", "Select a valid choice."),
        ({"risk": "restricted"}, "pool_kinds", "in-house experts alone"),
        ({"pool_kinds": []}, "pool_kinds", "This field is required."),
        ({"service_level": "120"}, "service_level", "a share between 0 and 1"),
        ({"service_level": "nan"}, "service_level", "Enter a number."),
        ({"offer_seconds": "1"}, "offer_seconds", "between 5 and 3600 seconds"),
        ({"answer_within_seconds": "99999999999"}, "answer_within_seconds", "between 1 and 604800"),
        ({"wrap_up_seconds": "-1"}, "wrap_up_seconds", "between 0 and 3600"),
    ],
)
def test_bad_input_stands_beside_its_field_and_nothing_is_added(house, changes, field, words):
    before = kept(house)
    answer = signed_in(house, "olga").post("/settings/northwind/queues/new/", {**WORDS, **changes})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert kept(house) == before


@pytest.mark.proves("R64")
def test_a_restricted_queue_cannot_be_given_to_other_pools_later(house):
    client = signed_in(house, "olga")
    ref = kept(house)[0]["ref"]
    before = kept(house)
    answer = client.post(f"/settings/northwind/queues/{ref}/", {**WORDS, "risk": "restricted"})
    assert answer.status_code == 422
    assert kept(house) == before


def test_a_lead_changes_nothing(house):
    before = kept(house)
    client = signed_in(house, "lena")
    assert client.post("/settings/northwind/queues/new/", WORDS).status_code == 403
    assert client.post(f"/settings/northwind/queues/{before[0]['ref']}/", WORDS).status_code == 403
    assert kept(house) == before


@pytest.mark.proves("L5")
def test_another_brands_queue_is_absent(house):
    other = make_house("hearth")
    before = kept(other)
    client = signed_in(house, "olga")
    assert client.get(f"/settings/northwind/queues/{before[0]['ref']}/").status_code == 404
    assert client.post(f"/settings/northwind/queues/{before[0]['ref']}/", WORDS).status_code == 404
    assert kept(other) == before
