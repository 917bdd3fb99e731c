"""Addresses of the API. What no operation answers is refused in the same shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from tandem.api.v1 import problems
from tandem.api.v1.house import api, document
from tandem.foundation.files.actions import LARGEST

View = Callable[..., HttpResponse]
JSON = "application/json"
MULTIPART = "multipart/form-data"
UPLOAD_PATH = "/api/v1/files"
MOST_UPLOAD = LARGEST + 100_000  # bytes: the file and the form around it


def guarded(view: View) -> View:
    """A view behind what HTTP itself may refuse: size, media type, method, NUL in the address."""

    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "\x00" in request.path:
            return problems.unknown_address(request)
        uploads = request.path.endswith(UPLOAD_PATH) and request.method == "POST"
        if length.isdigit() and int(length) > (MOST_UPLOAD if uploads else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return problems.too_large(MOST_UPLOAD if uploads else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        media = MULTIPART if uploads else JSON
        if length != "0" and request.content_type != media:
            return problems.problem(415, "media_type", detail=f"Send the body as {media}.")
        answer = view(request, *args, **kwargs)
        if isinstance(answer, HttpResponseNotAllowed):
            refusal = problems.problem(
                405, "method_not_allowed", detail=f"This address answers {answer['Allow']}."
            )
            refusal["Allow"] = ", ".join(sorted(answer["Allow"].split(", ")))
            return refusal
        return answer

    return inner


@cache
def _description() -> bytes:
    return json.dumps(document(), ensure_ascii=False).encode()


def openapi(_request: HttpRequest) -> HttpResponse:
    """The description of all operations, for anybody."""
    return HttpResponse(_description(), content_type=JSON)


operations = [found for found in api.urls[0] if isinstance(found, URLPattern) and found.name != "api-root"]
for pattern in operations:
    pattern.callback = guarded(pattern.callback)

urlpatterns: list[URLPattern] = [
    path("openapi.json", guarded(openapi)),
    *operations,
    re_path(r"^", guarded(problems.unknown_address)),
]
