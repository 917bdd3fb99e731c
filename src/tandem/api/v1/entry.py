"""The way in for programs: whose token, which scopes; one transaction, committed before the answer leaves."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security.base import AuthBase
from ninja.signature.utils import get_typed_signature
from pydantic import BaseModel

from tandem.api.v1.problems import Unauthenticated
from tandem.core.kit.refusals import Forbidden, Invalid
from tandem.foundation.accounts.tokens import LiveToken, live_token
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.queries import live_member, scope_of
from tandem.foundation.tenancy.scope import Scope, scope

Door = Literal["any", "brand", "member"]
LONGEST_TOKEN = 200
JSON = "application/json"
PURPOSE = "api"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a token, with its brand's scope open."""

    request: HttpRequest
    token: LiveToken
    operation: str
    member: Membership | None = None
    members: tuple[Membership, ...] = ()

    @property
    def brand_id(self) -> int:
        return self.token.brand_id

    @property
    def acting(self) -> Membership:
        """The member whom the token acts for: there is one behind every door "member"."""
        if self.member is None:
            raise Unauthenticated
        return self.member

    def actor(self, *, on_behalf_of: int | None = None) -> Actor:
        """The token as an author: for its member, or for whom the brand speaks (a customer)."""
        member = self.member
        return Actor(
            "token",
            self.token.id,
            membership_id=member.pk if member else None,
            on_behalf_of=member.person_id if member else on_behalf_of,
            via="api",
            simulated=self.token.simulated,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers when it is more than the plain body."""

    body: BaseModel | None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


class ServiceToken(AuthBase):
    """`Authorization: Bearer tnd_…`. Expired, revoked, unknown and malformed ones are refused alike."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "Authorization"

    def __init__(self, scopes: tuple[str, ...] = (), door: Door = "any") -> None:
        super().__init__()
        self.scopes, self.door = scopes, door

    def __call__(self, request: HttpRequest) -> Any:
        kind, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() != "bearer" or not secret.startswith("tnd_") or len(secret) > LONGEST_TOKEN:
            raise Unauthenticated
        token = live_token(secret)
        if token is None:
            raise Unauthenticated
        if missing := [scope_ for scope_ in self.scopes if scope_ not in token.scopes]:
            raise Forbidden("This token lacks the scope %(missing)s.", named={"missing": missing[0]}, code="missing_scope")
        if self.door == "member" and not token.membership_ref:
            raise Forbidden(
                "This needs a token that acts for a member, such as an expert's own app.",
                code="member_token_needed",
            )
        if self.door == "brand" and token.membership_ref:
            raise Forbidden(
                "This needs a token of the brand; this one acts for a member.", code="brand_token_needed"
            )
        return token


def operation(
    router: Router,
    method: str,
    path: str,
    *,
    scopes: tuple[str, ...] = (),
    door: Door = "any",
    answers: type[BaseModel] | None,
    status: int = 200,
    wide: bool = False,
    example: dict[str, Any] | None = None,
    media: str = JSON,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation: its name is the function's, its summary the docstring's first line.

    The function takes a Call first and returns a schema, an Answer or None. It runs, and its answer is
    written, inside one transaction in the brand's scope, which commits before the answer leaves. `wide`
    opens the scope of all brands of the member instead: for what belongs to the person. `media` other than
    JSON: it answers with bytes, as a response of its own.
    """

    def declare(act: Callable[..., Any]) -> Callable[..., Any]:
        name = _camel(act.__name__)
        known: set[str] = set()

        @wraps(act)
        def view(request: HttpRequest, **values: Any) -> HttpResponse:
            _check_query(request, known)
            with _opened(request, name, wide=wide) as call:
                answer = act(call, **values)
                return answer if isinstance(answer, HttpResponse) else written(answer, status)

        signature = get_typed_signature(act)
        asked = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        view.__signature__ = signature.replace(parameters=[asked, *list(signature.parameters.values())[1:]])  # type: ignore[attr-defined]
        summary, _, description = inspect.getdoc(act).partition("\n")  # type: ignore[union-attr]
        router.api_operation(
            [method],
            path,
            auth=ServiceToken(scopes, door),
            response={status: answers},
            operation_id=name,
            summary=summary.rstrip("."),
            description=_described(" ".join(description.split()), scopes, door),
            openapi_extra=({"requestBody": {"content": {JSON: {"example": example}}}} if example else {}) | _bytes(media),
        )(view)
        for model in view._ninja_operation.models:  # type: ignore[attr-defined]
            if model.__ninja_param_source__ == "query":
                known.update(model.__ninja_flatten_map__)
        return view

    return declare


def written(result: Any, status: int) -> HttpResponse:
    """The answer as bytes, written while the scope is open."""
    answer = result if isinstance(result, Answer) else Answer(result)
    body = answer.body.model_dump_json() if answer.body is not None else ""
    response = HttpResponse(body, status=answer.status or status, content_type=JSON)
    if not body:
        del response.headers["Content-Type"]
    response.headers["Cache-Control"] = "no-store"
    for name, value in answer.headers.items():
        response.headers[name] = value
    return response


@contextmanager
def _opened(request: HttpRequest, name: str, *, wide: bool) -> Iterator[Call]:
    token = request.auth  # type: ignore[attr-defined]
    own = Scope(brands=(token.brand_id,), purpose=PURPOSE)
    if wide:
        with scope(own):
            member = _member(token)
        all_brands, members = scope_of(member.person_id, purpose=PURPOSE)
        with scope(all_brands):
            yield Call(request, token, name, member, tuple(members))
        return
    with scope(own):
        if not token.membership_ref:
            yield Call(request, token, name)
            return
        member = _member(token)
        walled = replace(own, vendor=member.vendor_id) if "lead" in member.roles else own
        with scope(walled):
            yield Call(request, token, name, member, (member,))


def _member(token: LiveToken) -> Membership:
    """Whom the token acts for. A token whose member has left is no live token."""
    member = live_member(token.membership_ref)
    if member is None:
        raise Unauthenticated
    return member


def _check_query(request: HttpRequest, known: set[str]) -> None:
    if not request.META.get("QUERY_STRING"):
        return
    for name, values in request.GET.lists():
        if name not in known:
            raise Invalid("There is no such parameter.", field=name[:80])
        if any("\x00" in value for value in values):
            raise Invalid("The value holds a NUL character.", field=name, code="nul")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _bytes(media: str) -> dict[str, Any]:
    """How an answer of bytes is described."""
    if media == JSON:
        return {}
    return {"responses": {200: {"description": "OK", "content": {media: {"schema": {"type": "string", "format": "binary"}}}}}}


def _described(text: str, scopes: tuple[str, ...], door: Door) -> str:
    needs = ", ".join(f"`{scope_}`" for scope_ in scopes)
    who = {
        "any": "",
        "brand": "A token of the brand only.",
        "member": "A token that acts for a member only.",
    }[door]
    return " ".join(part for part in (text, f"Needs the scope {needs}." if needs else "", who) if part)
