"""An owner sets what everybody sees of a brand, its chat, and who needs a second factor."""

import hashlib
import hmac

import pytest

from tandem.domain.service.channels.queries import chat_settings
from tandem.domain.service.customers.actions import identified_customer, identity_key
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.web.settings.house import ledger, signed_in, text_of

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "Northwind Rail",
    "zone": "Europe/Paris",
    "language": "fr",
    "accent": "#aa0000",
    "accent_dark": "#bb0000",
    "phone": "+33 1 23",
    "email": "help@northwind.example",
}


@pytest.fixture
def house():
    return make_house()


def brand_of(house) -> dict:
    return Brand.objects.filter(pk=house.brand.pk).values().get()


def test_an_owner_changes_what_everybody_sees(house):
    answer = signed_in(house, "olga").post("/settings/northwind/brand/", WORDS)
    assert (answer.status_code, answer.url) == (302, "/settings/northwind/brand/")
    assert {name: brand_of(house)[name] for name in WORDS} == WORDS
    with scope(house.scope):
        assert ledger("brand.changed") == [house.brand.ref]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "x" * 81}, "name", "At most 80 characters"),
        ({"zone": "Moon/Base"}, "zone", "Select a valid choice."),
        ({"language": "French"}, "language", "A language is a code"),
        ({"accent": "red"}, "accent", "A colour is # and six hexadecimal digits"),
        ({"email": "nobody"}, "email", "Write an e-mail address"),
        ({"phone": "1\x002"}, "phone", "Null characters are not allowed."),
    ],
)
def test_bad_input_stands_beside_its_field_and_nothing_changes(house, changes, field, words):
    before = brand_of(house)
    answer = signed_in(house, "olga").post("/settings/northwind/brand/", {**WORDS, **changes})
    assert answer.status_code == 422
    assert words in str(answer.context["brand_form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert brand_of(house) == before


def test_the_chat_greets_and_stands_on_named_sites_alone(house):
    client = signed_in(house, "olga")
    words = {
        "greeting": "Hello",
        "privacy_url": "https://n.example/privacy",
        "widget_origins": "https://n.example\r\nhttps://m.example",
    }
    assert client.post("/settings/northwind/chat/", words).status_code == 302
    answer = client.post("/settings/northwind/chat/", {**words, "widget_origins": "https://n.example/path"})
    assert answer.status_code == 422
    assert "https://n.example/path is no origin." in text_of(answer)
    with scope(house.scope):
        kept = chat_settings(house.brand.pk)
    assert (kept.greeting, kept.widget_origins) == ("Hello", ["https://n.example", "https://m.example"])


@pytest.mark.proves("R91")
def test_a_demanded_second_factor_is_asked_of_its_roles_at_once(house):
    client = signed_in(house, "olga")
    assert client.post("/settings/northwind/factors/", {"mfa_roles": ["lead"]}).status_code == 302
    assert brand_of(house)["mfa_roles"] == ["lead"]
    answer = signed_in(house, "lena").get("/floor/")
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/")
    assert (
        client.post("/settings/northwind/factors/", {"mfa_roles": ["king"]}).status_code == 302
    )  # olga leads too
    assert brand_of(house)["mfa_roles"] == ["lead"]


def test_an_unknown_role_is_refused(house):
    answer = signed_in(house, "olga").post("/settings/northwind/factors/", {"mfa_roles": ["king"]})
    assert answer.status_code == 422
    assert brand_of(house)["mfa_roles"] == []


def test_what_to_copy_is_there_and_the_example_proves_a_customer(house):
    answer = signed_in(house, "olga").get("/settings/northwind/brand/")
    assert "/chat/widget.js&quot; data-brand=&quot;northwind&quot; async&gt;" in answer.content.decode()
    names = {"IDENTITY_KEY": answer.context["identity_key"], "customer_id": "42"}
    exec(answer.context["example"], names)  # noqa: S102  the very words that are shown
    with scope(house.scope):
        assert (
            identified_customer(house.brand.pk, external_id="42", proof=names["proof"]).is_verified
            is True
        )
        key = identity_key(house.brand.pk)
    assert names["proof"] == hmac.new(key.encode(), b"42", hashlib.sha256).hexdigest()


@pytest.mark.parametrize(("name", "status"), [("lena", 403), ("amara", 403), ("jonas", 403)])
def test_nobody_but_an_owner_sees_or_changes_it(house, name, status):
    before = brand_of(house)
    client = signed_in(house, name)
    assert client.get("/settings/northwind/brand/").status_code == status
    for path in ("brand", "chat", "factors"):
        assert client.post(f"/settings/northwind/{path}/", WORDS).status_code == status
    assert brand_of(house) == before


@pytest.mark.proves("L5")
def test_another_brand_is_absent(house):
    other = make_house("hearth")
    before = brand_of(other)
    client = signed_in(house, "olga")
    for path in ("brand", "people", "queues", "tokens", "steps", "machine"):
        assert client.get(f"/settings/hearth/{path}/").status_code == 404
    assert client.post("/settings/hearth/brand/", WORDS).status_code == 404
    assert brand_of(other) == before


@pytest.mark.parametrize(
    ("name", "url"), [("olga", "/settings/northwind/brand/"), ("lena", "/settings/northwind/people/")]
)
def test_the_first_tab_is_the_first_that_the_role_opens(house, name, url):
    answer = signed_in(house, name).get("/settings/")
    assert (answer.status_code, answer.url) == (302, url)
