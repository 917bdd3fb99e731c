"""The one shape of every refusal: RFC 9457, `application/problem+json`."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Sequence
from http.client import responses
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tandem.core.kit.refusals import Invalid, Refused

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
LONGEST_MESSAGE = 300  # of one field's error: pydantic may quote a pattern at length
WORDS = {
    "extra_forbidden": "There is no such field.",
    "missing": "This field is required.",
    "string_unicode": "The text holds half a character, which cannot be stored.",
}


class Unauthenticated(Refused):
    """Whoever asks shows no live token."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Send a live token: Authorization: Bearer tnd_…", code="unauthenticated")


def problem(
    status: int,
    code: str,
    *,
    detail: str = "",
    errors: Sequence[dict[str, str]] = (),
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """A refusal as the client gets it. `code` is stable; `detail` and `errors` are for people."""
    body: dict[str, Any] = {
        "type": f"urn:tandem:problem:{code}",
        "title": responses[status],
        "status": status,
        "code": code,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    answer = HttpResponse(json.dumps(body | (extra or {})), status=status, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    vars(answer)["_has_been_logged"] = True  # a refusal is an answer: Django need not log each one
    if status == 401:  # RFC 9110 demands the challenge
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def unknown_address(_request: HttpRequest) -> HttpResponse:
    """No operation has this path."""
    return problem(
        404, "no_such_address", detail="There is no such address. /api/v1/openapi.json lists all of them."
    )


def too_large(most: int) -> HttpResponse:
    """The request is beyond what is read."""
    return problem(413, "too_large", detail=f"A request holds at most {most:,} bytes.")


def failed(error: Exception) -> HttpResponse:
    """Our own fault: a reference for the person who asks, the rest in the log alone.

    It says nothing on whether anything changed: a connection that is lost during the commit leaves that open.
    """
    reference = "err_" + secrets.token_hex(6)
    log.error("%s: an operation of the API failed", reference, exc_info=error)
    away = isinstance(error, OperationalError | InterfaceError)  # the database is gone, or in a deadlock
    status, code = (503, "unavailable") if away else (500, "internal")
    detail = (
        f"This failed on our side. Send it again under the same key, or tell us the reference {reference}."
    )
    answer = problem(status, code, detail=detail, extra={"reference": reference})
    if away:
        answer["Retry-After"] = "1"
    return answer


def register(api: NinjaAPI) -> None:
    """Answer every exception that leaves an operation in this one shape."""

    def answer(kind: type[Exception], handler: Callable[[Any], HttpResponse]) -> None:
        api.add_exception_handler(kind, lambda _request, error: handler(error))

    answer(Refused, _refused)
    answer(AuthenticationError, lambda _: _refused(Unauthenticated()))
    answer(ValidationError, _not_valid)
    answer(
        HttpError,
        lambda _: problem(400, "not_json", detail="The body is not JSON. Send one JSON object in UTF-8."),
    )
    answer(RequestDataTooBig, lambda _: too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
    answer(IntegrityError, _conflict)
    answer(Exception, failed)


def _refused(refusal: Refused) -> HttpResponse:
    field = refusal.field if isinstance(refusal, Invalid) else ""
    errors = [{"field": field, "message": refusal.message}] if field else []
    answer = problem(refusal.status, refusal.code, detail=refusal.message, errors=errors)
    if wait := getattr(refusal, "retry_seconds", 0):
        answer["Retry-After"] = str(wait)
    return answer


def _not_valid(refusal: ValidationError) -> HttpResponse:
    errors = [_error(found) for found in refusal.errors]
    return problem(
        422, "invalid", detail="The request is not as described. Mend the fields below.", errors=errors
    )


def _error(found: dict[str, Any]) -> dict[str, str]:
    """One field's error: where it is, in the client's own names, and what to do."""
    source, *path = found["loc"]
    names = [str(step) for step in (path[1:] if source == "body" else path)]
    message = WORDS.get(found["type"]) or str(found["msg"]).removeprefix("Value error, ")
    return {"field": ".".join(names) or source, "message": message[:LONGEST_MESSAGE]}


def _conflict(error: IntegrityError) -> HttpResponse:
    """Two requests wanted the same at once, and a constraint of the database let one win."""
    log.warning("A constraint refused a request of the API: %s", error)
    detail = "Something else changed this at the same time. Read it again, then try again."
    return problem(409, "conflict", detail=detail)
