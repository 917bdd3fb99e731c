"""Readers who search or vote are followed for a day by a random number in a cookie; whoever only reads gets none."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tandem.domain.assistance.readings.access import KEPT_SECONDS, cookie_of, new_session, renewed, session_of
from tandem.foundation.tenancy.models import Brand

FROM_CHAT = "from"  # in the address of an article that the chat suggested: the session of that chat's form


def session_in(request: HttpRequest, brand: Brand) -> str:
    """The session that this reader is followed by; empty for who is not."""
    return session_of(brand, request.COOKIES.get(cookie_of(brand), "")) or session_of(brand, request.GET.get(FROM_CHAT, ""))


def begun(request: HttpRequest, brand: Brand) -> str:
    """The same, begun now where there is none."""
    return session_in(request, brand) or session_of(brand, new_session(brand))


def followed(answer: HttpResponse, brand: Brand, ref: str) -> HttpResponse:
    """The answer with the cookie, for another day; it is this reader's own, so no cache shares it."""
    answer.set_cookie(
        cookie_of(brand), renewed(brand, ref), max_age=KEPT_SECONDS, path="/", secure=settings.SECURE, httponly=True, samesite="Lax"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
