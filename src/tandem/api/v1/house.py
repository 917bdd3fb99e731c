"""The API put together: its routers, its refusals, its description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ninja import NinjaAPI

from tandem.api.v1 import problems
from tandem.api.v1.routers import conversations, customers, events, files, knowledge, messages, people

PREFIX = "/api/v1/"
SNAPSHOT = Path(__file__).parent / "openapi.json"
DESCRIPTION = """Customers, conversations, messages, articles, experts and offers of one brand.

Authenticate with a service token of the brand (settings, API tokens).
Every answer of the family 2xx leaves after its commit.
Refusals are `application/problem+json` (RFC 9457) with a stable `code`.
References are opaque; times are UTC."""

api = NinjaAPI(
    title="Tandem",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)
problems.register(api)
for router in (
    customers.router,
    conversations.router,
    messages.router,
    files.router,
    knowledge.router,
    people.experts,
    people.offering,
    people.queues,
    events.router,
):
    api.add_router("", router)

FIELD = {
    "type": "object",
    "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
    "required": ["field", "message"],
}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "Why it was not done. A refusal of the family 4xx has changed nothing.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "examples": ["urn:tandem:problem:invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string", "description": "For people."},
        "errors": {"type": "array", "items": FIELD},
        "reference": {"type": "string", "description": "Of a failure on our side."},
    },
    "required": ["type", "title", "status", "code"],
}
REFUSALS = {
    "400": "The body is not JSON.",
    "401": "No live token: unknown, expired, revoked or malformed.",
    "403": "The token lacks a scope, or acts for the wrong side.",
    "404": "There is no such thing, or it is not this token's to see.",
    "409": "It cannot be done as things stand; or the key was used for another request (`key_reused`).",
    "413": "The request is too large.",
    "415": "The body is not application/json, or for an upload not multipart/form-data.",
    "422": "A field is missing, unknown or malformed; `errors` names each.",
    "500": "A failure on our side, with a reference.",
    "503": "The database is away, or busy with itself. Send it again under the same key.",
}


def document() -> dict[str, Any]:
    """The OpenAPI description: what ninja derives from the code, with refusals, scopes and media types
    made plain."""
    described = dict(api.get_openapi_schema(path_prefix=PREFIX))
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            for status in _refusals(path, method):
                operation["responses"][status] = {"$ref": f"#/components/responses/{status}"}
            operation["responses"] = {
                str(status): answer for status, answer in operation["responses"].items()
            }
    components = described["components"]
    components["securitySchemes"] = {
        "ServiceToken": {"type": "http", "scheme": "bearer", "description": "A service token: `tnd_…`."}
    }
    components["schemas"]["Problem"] = PROBLEM
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        status: {"description": words, "content": content} for status, words in REFUSALS.items()
    }
    components["schemas"] = dict(sorted(components["schemas"].items()))
    return described


def _refusals(path: str, method: str) -> list[str]:
    always = {"401", "403", "422", "500", "503"}
    if "{" in path:
        always.add("404")
    if method in ("post", "put", "patch"):
        always |= {"400", "404", "409", "413", "415"}
    if method == "delete":
        always.add("409")
    return sorted(always)
