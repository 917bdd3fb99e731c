"""Refusals on the web: each becomes a page or a partial that says what to do, with the right status."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tandem.core.kit.refusals import Refused


class RefusalMiddleware:
    """Turns a `Refused` that a view let through into an answer; the view's transaction was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        partial = request.headers.get("HX-Request") == "true"
        template = "ui/parts/refusal.html" if partial else "ui/refusal.html"
        answer = render(request, template, {"message": exception.message, "status": exception.status}, status=exception.status)
        if partial:  # a refused swap must not replace what the person was writing: it is shown as a notice
            answer["HX-Retarget"] = "#notices"
            answer["HX-Reswap"] = "innerHTML"
        return answer
