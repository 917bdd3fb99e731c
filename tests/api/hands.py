"""Hands for the API's tests: a house, tokens, and a client that speaks JSON."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from tandem.domain.orchestration.routing.actions import route_brand
from tandem.domain.workforce.experts.actions import create_expert, set_availability
from tandem.foundation.accounts.tokens import SCOPES, create_token
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import scope
from tests.cast import House, person

V1 = "/api/v1"


class Api:
    """A client with one token. Answers carry `.body`, the parsed JSON."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = "",
        raw: bytes | None = None,
        **headers: str,
    ) -> Any:
        """`key` is made up where it is empty; None sends none."""
        sent = raw if raw is not None else (json.dumps(body).encode() if body is not None else b"")
        if key is not None and method == "POST":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        content_type = headers.pop("content_type", "application/json")
        answer = self.client.generic(method, V1 + path, sent, content_type=content_type, headers=headers)
        answer.body = json.loads(answer.content) if answer.content else None  # type: ignore[attr-defined]
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self("POST", path, body, **more)


def token(
    house: House, *, member: Membership | None = None, scopes: tuple[str, ...] = SCOPES, **values: Any
) -> Api:
    with scope(house.scope):
        _row, secret = create_token(
            SYSTEM,
            house.brand.pk,
            name="test",
            scopes=scopes,
            membership_ref=member.ref if member else "",
            **values,
        )
    return Api(secret)


def ask(api: Api, text: str = "Where is my refund?", **values: Any) -> dict[str, Any]:
    """A new customer with a conversation."""
    customer = api.post("/customers", {"name": "Priya Raman"}).body
    answer = api.post("/conversations", {"customer": customer["ref"], "text": text, **values})
    assert answer.status_code == 201, answer.body
    return answer.body


def online(house: House, *members: Membership) -> None:
    """Experts with a profile, online."""
    with scope(house.scope):
        for member in members:
            create_expert(person(member), house.brand.pk, membership=member)
            set_availability(person(member), [member], state="online")


def hold(
    house: House, api: Api, member: Membership, text: str = "Where is my refund?"
) -> tuple[dict[str, Any], Api]:
    """A conversation that `member` has accepted through the API, and the member's own client."""
    online(house, member)
    conversation = ask(api, text)
    with scope(house.scope):
        assert route_brand(house.brand.pk) == 1
    own = token(house, member=member)
    offer = own.get("/offers").body["items"][0]
    assert own.post(f"/offers/{offer['ref']}/acceptance").status_code == 201
    return conversation, own


def refused(answer: Any, status: int, code: str, *fields: str) -> None:
    """One shape for every refusal."""
    assert (answer.status_code, answer.body.get("code")) == (status, code), answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code"} <= set(answer.body)
    assert answer.body["status"] == status
    if fields:
        assert [error["field"] for error in answer.body["errors"]] == list(fields), answer.body
