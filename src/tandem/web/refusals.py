"""Refusals on the web: each becomes a page or a partial that says what to do, with the right status; programs get RFC 9457."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tandem.core.kit.phrases import Phrase, Phrases
from tandem.core.kit.refusals import Absent, Refused
from tandem.web.ui.reader import reader_in, written_for

PROBLEM = "application/problem+json"


def said(ours: Refused | Phrase | Phrases) -> str:
    """A refusal or a phrase in the reader's language, with what is named in it filled in."""
    if isinstance(ours, Phrases):
        return "; ".join(said(part) for part in ours.parts)
    words = gettext(ours.template)
    named = {name: said(value) if isinstance(value, (Refused, Phrase, Phrases)) else value for name, value in ours.named.items()}
    return words % named if named else words


class TooLarge(Refused):
    """More than is read."""

    status = 413

    def __init__(self) -> None:
        super().__init__("What you sent is too large. Send less at once, or a smaller file. Nothing was changed.", code="too_large")


class TooSlow(Refused):
    """The request did not arrive in time."""

    status = 408

    def __init__(self) -> None:
        super().__init__("What you sent took too long to arrive. Check your connection and send it again. Nothing was changed.", code="too_slow")


class ForeignHost(Refused):
    """Asked for under a name that is not ours."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            "This server does not answer under the name in your address. Use the address you were given, or have its operator add the name.",
            code="foreign_host",
        )


class Unreadable(Refused):
    """Not what any form or page of ours sends."""

    status = 400

    def __init__(self) -> None:
        super().__init__("Something in the address or the form was not what we expected. Nothing was changed.", code="unreadable")


class RefusalMiddleware:
    """Turns a `Refused` that a view let through into an answer; the view's transaction was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        with written_for(reader_in(request)):
            return _shown(request, exception)


def wants_page(path: str, accept: str) -> bool:
    """Whether a browser asks: programs use the API's addresses, or do not say that they take HTML."""
    return not path.startswith("/api/") and "text/html" in accept


def problem(status: int, code: str, detail: str) -> dict[str, Any]:
    """A refusal in the API's one shape."""
    return {"type": f"urn:tandem:problem:{code}", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusals (`handler400`): a foreign host name, a body beyond the limit, a form that is none."""
    refusal = TooLarge() if isinstance(exception, RequestDataTooBig) else ForeignHost() if isinstance(exception, DisallowedHost) else Unreadable()
    if wants_page(request.path, request.headers.get("Accept", "")):
        return _shown(request, refusal)
    body = problem(refusal.status, refusal.code, refusal.message)
    return JsonResponse(body, status=refusal.status, content_type=PROBLEM)


def of_the_front(_request: HttpRequest, code: str) -> HttpResponse:
    """The page of a request that the front turned away before Django saw its body."""
    for refusal in (TooLarge(), TooSlow()):
        if refusal.code == code:
            raise refusal
    raise Absent


def _shown(request: HttpRequest, refusal: Refused) -> HttpResponse:
    partial = request.headers.get("HX-Request") == "true"
    template = "ui/parts/refusal.html" if partial else "ui/refusal.html"
    answer = render(request, template, {"message": said(refusal), "status": refusal.status}, status=refusal.status)
    if partial:  # a refused swap must not replace what the person was writing: it is shown as a notice
        answer["HX-Retarget"] = "#notices"
        answer["HX-Reswap"] = "innerHTML"
    return answer
