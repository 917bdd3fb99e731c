"""Who is let in: live tokens with the right scopes, for the right side; every refusal in one shape."""

from datetime import timedelta

import pytest

from tandem.domain.service.conversations.access import keys_in_scope
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.customers.queries import find_customers
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person, ServiceToken
from tandem.foundation.accounts.tokens import revoke_token
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import Api, ask, refused, token
from tests.cast import person

pytestmark = pytest.mark.django_db
UNAUTHENTICATED = (
    b'{"type": "urn:tandem:problem:unauthenticated", "title": "Unauthorized", "status": 401,'
    b' "code": "unauthenticated", "detail": "Send a live token: Authorization: Bearer tnd_\\u2026"}'
)


def test_a_live_token_is_let_in(house, api):
    assert api.get("/customers").body == {"items": [], "next_cursor": None}


def test_expired_revoked_unknown_and_malformed_tokens_are_refused_alike(house):
    expired, revoked = token(house), token(house)
    first, second = ServiceToken.objects.order_by("id")
    ServiceToken.objects.filter(pk=first.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    with scope(house.scope):
        revoke_token(SYSTEM, house.brand.pk, second.ref)
    for secret in (
        expired.secret,
        revoked.secret,
        "tnd_" + "x" * 43,
        "tnd_",
        "",
        "nonsense",
        "tnd_" + "x" * 500,
        "tnd_\u2603".encode().decode("latin-1"),
    ):
        answer = Api(secret).post("/customers", {"name": "Nobody"})
        refused(answer, 401, "unauthenticated")
        assert answer.content == UNAUTHENTICATED
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    with scope(house.scope):
        assert find_customers() == []


@pytest.mark.parametrize("header", ["", "Basic dXNlcjpwYXNz", "Bearer", "tnd_abc"])
def test_other_ways_to_sign_in_are_refused(house, client, header):
    answer = client.get("/api/v1/customers", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.content) == (401, UNAUTHENTICATED)


def test_a_session_is_no_token(house, client):
    client.force_login(
        Person.objects.get(pk=house.olga.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert client.get("/api/v1/customers").status_code == 401


@pytest.mark.proves("C49")
@pytest.mark.parametrize(
    ("method", "path", "scope_"),
    [
        ("GET", "/customers", "customers:read"),
        ("POST", "/customers", "customers:write"),
        ("GET", "/conversations", "conversations:read"),
        ("POST", "/conversations", "conversations:write"),
        ("POST", "/conversations/cnv_0000000000000000/messages", "conversations:write"),
        ("GET", "/articles", "articles:read"),
        ("POST", "/articles", "articles:write"),
        ("GET", "/experts", "experts:read"),
        ("GET", "/queues", "conversations:read"),
        ("GET", "/events", "conversations:read"),
        ("POST", "/live/tickets", "conversations:read"),
    ],
)
def test_a_missing_scope_is_named_before_the_body_is_looked_at(house, method, path, scope_):
    poor = token(house, scopes=("offers:write",))
    answer = poor(method, path, {"what": "ever"} if method == "POST" else None)
    refused(answer, 403, "missing_scope")
    assert answer.body["detail"] == f"This token lacks the scope {scope_}."


def test_a_members_token_does_not_act_for_the_brand_nor_the_brands_for_a_member(house, api):
    own = token(house, member=house.amara)
    for path in ("/customers", "/conversations", "/experts", "/events"):
        refused(own.get(path), 403, "brand_token_needed")
    for path in ("/experts/me", "/offers", "/experts/me/conversations"):
        refused(api.get(path), 403, "member_token_needed")


@pytest.mark.proves("L5")
def test_a_vendors_lead_sees_the_vendors_own_work_alone(house, api):
    theirs, ours = ask(api), ask(api)
    with scope(house.scope):
        for conversation, member in ((theirs, house.vera), (ours, house.amara)):
            conversation_id, _ = keys_in_scope(conversation["ref"])
            assign(person(member), house.brand.pk, conversation_id, membership=member)
    lead = token(house, member=house.vic)
    assert lead.get(f"/conversations/{theirs['ref']}").body["state"] == "assigned"
    answers = [lead.get(f"/conversations/{ref}") for ref in (ours["ref"], "cnv_0000000000000000")]
    assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    refused(lead.post("/live/tickets", {"topics": [f"floor:{house.brand.ref}"]}, key=None), 404, "absent")
    assert token(house, member=house.lena).get(f"/conversations/{ours['ref']}").status_code == 200


@pytest.mark.proves("L5")
def test_the_token_of_who_has_left_is_no_token(house):
    own = token(house, member=house.amara)
    with scope(house.scope):
        Membership.objects.filter(pk=house.amara.pk).update(ended_at=clock.now())
    refused(own.get("/experts/me"), 401, "unauthenticated")
    refused(own("PUT", "/experts/me/availability", {"state": "online"}), 401, "unauthenticated")
