"""How often one address of the network may vote, counted for an hour under a keyed hash; nothing else is kept of it."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from tandem.core.kit.refusals import Forbidden, TooMany
from tandem.foundation.tenancy.models import Brand
from tandem.web.arriving import address_of

MOST_UNFOUND = 20  # an hour: searches without an answer that count as questions
MOST_VOTES = 40  # an hour: a household, or an office behind one address
HOUR = 3600  # seconds


def check_pace(request: HttpRequest, brand: Brand) -> None:
    """Count one more vote from this address, where it tells anybody apart. Raises TooMany."""
    if not is_within(request, brand, what="vote", most=MOST_VOTES):
        raise TooMany("Many votes came from your network just now. Wait a little, then send it again.", retry_seconds=HOUR)


def is_within(request: HttpRequest, brand: Brand, *, what: str, most: int) -> bool:
    """Count one more of these from this address; whether it is among the first of the hour."""
    address = address_of(request)
    if not address:
        return True
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{brand.pk}|{address}".encode(), hashlib.sha256).hexdigest()[:32]
    key = f"help-{what}-{digest}"
    return cache.add(key, 1, timeout=HOUR) or cache.incr(key) <= most


def check_from_here(request: HttpRequest) -> None:
    """A page that sets no cookie has no token to compare: what another site sends is told by the browser. Raises Forbidden."""
    origin = request.headers.get("Origin", "")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in ("same-origin", "none") or (origin and urlsplit(origin).netloc != request.get_host()):
        raise Forbidden("This form belongs to the help page itself. Open the article and say it there.")
