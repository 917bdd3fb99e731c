"""How a file leaves the house: as what it is, never as a page. Whether the reader may have it was decided before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header

from tandem.core.kit.media import PICTURES
from tandem.foundation.files.models import File
from tandem.foundation.files.queries import content_of, is_kept

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"  # browsers style a lone picture inline


def served(request: HttpRequest, file: File) -> HttpResponse:
    """The file: pictures are shown, everything else (and with `?download`) is saved. Raises Absent when it was erased.

    Browsers keep it but ask each time, since who may read it can change.
    """
    tag = f'"{file.sha256}"'
    seen = request.headers.get("If-None-Match", "") == tag and is_kept(file)
    answer = HttpResponseNotModified() if seen else HttpResponse(content_of(file), content_type=file.media_type)
    saved = file.media_type not in PICTURES or "download" in request.GET
    answer["Content-Disposition"] = content_disposition_header(saved, file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-cache"
    answer["ETag"] = tag
    return answer
