"""An owner makes tokens, sees each secret once, and revokes them."""

import re

import pytest

from tandem.foundation.accounts.models import ServiceToken
from tandem.foundation.accounts.tokens import create_token, hash_of, live_token
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.web.settings.house import ledger, signed_in, text_of

pytestmark = pytest.mark.django_db

WORDS = {"name": "Shop", "scopes": ["articles:read", "customers:read"], "days": "30", "membership_ref": ""}


@pytest.fixture
def house():
    return make_house()


def make(house, by="olga", **changes):
    return signed_in(house, by).post("/settings/northwind/tokens/", {**WORDS, **changes})


def test_a_token_is_shown_once_and_kept_as_a_hash(house):
    answer = make(house)
    secret = re.search(r'value="(tnd_[^"]+)"', answer.content.decode()).group(1)
    token = ServiceToken.objects.get()
    assert (answer.status_code, answer["Cache-Control"], token.hash) == (201, "no-store", hash_of(secret))
    assert (token.scopes, live_token(secret).id) == (["articles:read", "customers:read"], token.pk)
    again = signed_in(house, "olga").get("/settings/northwind/tokens/")
    assert secret not in again.content.decode()
    assert secret[:8] in again.content.decode()
    with scope(house.scope):
        assert ledger("token.created") == [token.ref]


def test_a_token_may_act_for_an_expert(house):
    make(house, membership_ref=house.amara.ref)
    assert ServiceToken.objects.get().membership_ref == house.amara.ref
    assert "for Amara" in text_of(signed_in(house, "olga").get("/settings/northwind/tokens/"))


def test_a_revoked_token_is_dead_at_once(house):
    secret = re.search(r'value="(tnd_[^"]+)"', make(house).content.decode()).group(1)
    ref = ServiceToken.objects.get().ref
    client = signed_in(house, "olga")
    assert client.post(f"/settings/northwind/tokens/{ref}/revocation/").status_code == 302
    assert live_token(secret) is None
    assert client.post(f"/settings/northwind/tokens/{ref}/revocation/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "This field is required."),
        ({"scopes": []}, "scopes", "This field is required."),
        ({"scopes": ["everything"]}, "scopes", "Select a valid choice."),
        ({"days": "0"}, "days", "A token lives between 1 and 366 days."),
        ({"days": "9999999999"}, "days", "A token lives between 1 and 366 days."),
        ({"membership_ref": "mem_0000000000000000"}, "membership_ref", "Select a valid choice."),
    ],
)
def test_bad_input_stands_beside_its_field_and_no_token_is_made(house, changes, field, words):
    answer = make(house, **changes)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert ServiceToken.objects.count() == 0


def test_nobody_but_an_owner_sees_or_makes_tokens(house):
    assert signed_in(house, "lena").get("/settings/northwind/tokens/").status_code == 403
    assert make(house, by="lena").status_code == 403
    assert ServiceToken.objects.count() == 0


@pytest.mark.proves("L5")
def test_another_brands_token_is_absent(house):
    other = make_house("hearth")
    with scope(other.scope):
        token, secret = create_token(SYSTEM, other.brand.pk, name="Theirs", scopes=["articles:read"])
    client = signed_in(house, "olga")
    assert "Theirs" not in text_of(client.get("/settings/northwind/tokens/"))
    assert client.post(f"/settings/northwind/tokens/{token.ref}/revocation/").status_code == 404
    assert live_token(secret) is not None
    assert make(house, membership_ref=other.amara.ref).status_code == 422
