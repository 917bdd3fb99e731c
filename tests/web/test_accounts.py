"""Signing in and all that belongs to it, through the pages: invitation, passwords, confirmation, second factors, sessions."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from tandem.foundation.accounts.models import Person
from tandem.foundation.mail.models import Letter
from tandem.foundation.tenancy.models import Brand
from tests.cast import PASSWORD, make_house
from tests.web.settings.house import text_of

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
NEW = "battery staple horse"


@pytest.fixture
def house():
    cache.clear()  # what allauth counts of failed attempts
    return make_house()


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, object]:
    client = client or Client()
    return client, client.post(LOGIN, {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/settings/own/").status_code == 200


def links(email: str) -> list[str]:
    """Addresses in the mails to somebody, the newest last, without the host."""
    found = []
    for letter in Letter.objects.filter(recipient=email).order_by("pk"):
        found += re.findall(r"https?://[^/\s]+(/\S+)", letter.text)
    return found


def set_password(link: str, password: str) -> object:
    client = Client()
    form = client.get(link)
    assert form.status_code == 302
    return client.post(form.url, {"password1": password, "password2": password})


def code_of(secret: str) -> str:
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def with_totp(client: Client) -> str:
    """Sets up an authenticator app; returns its secret."""
    page = client.get("/accounts/2fa/totp/activate/")
    if page.status_code == 302:
        client.post(page.url, {"password": PASSWORD})
        page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    cache.clear()  # the code just used may not be used again within its half minute
    return secret


def test_the_invited_set_a_password_by_mail_and_are_confirmed_by_it(house):
    owner, _ = sign_in(house.olga.person.email)
    wish = {"email": "nina@northwind.example", "name": "Nina", "roles": ["author"], "pool": ""}
    assert owner.post("/settings/northwind/people/invitation/", wish).status_code == 302
    assert "/accounts/password/reset/" in links("nina@northwind.example")
    Client().post("/accounts/password/reset/", {"email": "nina@northwind.example"})
    link = links("nina@northwind.example")[-1]
    assert link.startswith("/accounts/password/reset/key/")
    set_password(link, NEW)
    client, answer = sign_in("nina@northwind.example", NEW)
    assert (answer.url, is_in(client)) == ("/", True)  # who read the mail has confirmed the address


@pytest.mark.parametrize(("email", "password"), [("amara@northwind.example", "wrong horse battery"), ("nobody@northwind.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(house, email, password):
    client, answer = sign_in(email, password)
    assert answer.status_code == 200
    assert "The email address and/or password you specified are not correct." in text_of(answer)
    assert is_in(client) is False


def test_guessing_is_slowed(house):
    for _ in range(12):
        _client, answer = sign_in("amara@northwind.example", "wrong horse battery")
    client, answer = sign_in("amara@northwind.example")
    assert is_in(client) is False
    assert "Too many failed login attempts" in text_of(answer)


def test_a_password_is_renewed_by_mail_once(house):
    email = house.amara.person.email
    Client().post("/accounts/password/reset/", {"email": email})
    link = links(email)[-1]
    set_password(link, NEW)
    assert is_in(sign_in(email, NEW)[0]) is True
    assert is_in(sign_in(email)[0]) is False
    spent = Client().get(link)
    assert (spent.status_code, "token_fail" in spent.context) == (200, True)
    assert is_in(sign_in(email, NEW)[0]) is True


def test_an_unknown_address_is_told_the_same_and_gets_no_way_in(house):
    known = Client().post("/accounts/password/reset/", {"email": house.amara.person.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@northwind.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [found for found in links("nobody@northwind.example") if "/key/" in found] == []


def test_nobody_signs_up_by_themselves(house):
    before = Person.objects.count()
    answer = Client().post("/accounts/signup/", {"email": "new@northwind.example", "password1": NEW, "password2": NEW})
    assert (answer.status_code, Person.objects.count()) == (200, before)


def test_another_address_holds_once_it_is_confirmed(house):
    client, _ = sign_in(house.amara.person.email)
    wish = {"email": "amara@elsewhere.example", "action_add": ""}
    assert client.post("/accounts/email/", wish).url.startswith("/accounts/reauthenticate/")
    assert links("amara@elsewhere.example") == []
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post("/accounts/email/", wish).url == "/accounts/email/"
    assert is_in(sign_in("amara@elsewhere.example")[0]) is False
    address = next(found for found in links("amara@elsewhere.example") if found.startswith("/accounts/confirm-email/"))
    client.post(address)
    assert is_in(sign_in("amara@elsewhere.example")[0]) is True
    assert Person.objects.get(pk=house.amara.person_id).email == "amara@elsewhere.example"


@pytest.mark.proves("C49")
def test_with_an_authenticator_app_the_password_alone_opens_nothing(house):
    email = house.amara.person.email
    secret = with_totp(sign_in(email)[0])
    client, answer = sign_in(email)
    assert (answer.url, is_in(client)) == ("/accounts/2fa/authenticate/", False)
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (wrong.status_code, is_in(client)) == (200, False)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(client) is True
    again, _ = sign_in(email)
    again.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(again) is False  # a code counts once


def test_a_recovery_code_opens_once(house):
    email = house.amara.person.email
    owner, _ = sign_in(email)
    with_totp(owner)
    codes = Authenticator.objects.get(user__email=email, type="recovery_codes").wrap().get_unused_codes()
    for expected in (True, False):
        client, _ = sign_in(email)
        client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_in(client) is expected


@pytest.mark.proves("C49")
def test_a_brand_demands_a_second_factor_of_a_role(house):
    Brand.objects.filter(pk=house.brand.pk).update(mfa_roles=["lead"])
    lena, _ = sign_in(house.lena.person.email)
    answer = lena.get("/floor/")
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/")
    assert lena.post("/live/ticket", "{}", content_type="application/json").status_code == 302
    assert sign_in(house.amara.person.email)[0].get("/desk/").status_code == 200
    with_totp(lena)
    assert lena.get("/floor/").status_code == 200


@pytest.mark.proves("C49")
def test_signing_out_everywhere_else_ends_the_others(house):
    email = house.amara.person.email
    here, there = sign_in(email)[0], sign_in(email)[0]
    assert (is_in(here), is_in(there)) == (True, True)
    here.post("/accounts/sessions/")
    assert (is_in(here), is_in(there)) == (True, False)


def test_another_password_ends_the_other_sessions(house):
    email = house.amara.person.email
    here, there = sign_in(email)[0], sign_in(email)[0]
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert is_in(there) is False
    assert is_in(sign_in(email, NEW)[0]) is True


def test_who_is_shut_out_is_out_at_the_next_click(house):
    client, _ = sign_in(house.amara.person.email)
    Person.objects.filter(pk=house.amara.person_id).update(is_active=False)
    assert is_in(client) is False
    assert is_in(sign_in(house.amara.person.email)[0]) is False


@pytest.mark.parametrize("weak", ["short", "password1234", "amara@northwind"])
def test_a_weak_password_is_refused(house, weak):
    client, _ = sign_in(house.amara.person.email)
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert answer.status_code == 200
    assert is_in(sign_in(house.amara.person.email)[0]) is True
