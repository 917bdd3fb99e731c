"""Where a customer's page fetches files. The widget's frame sends no header with a picture, so its addresses are signed."""

from __future__ import annotations

from collections.abc import Callable

from django.core import signing
from django.urls import reverse

from tandem.web.chat.entry import Visit

SALT = "tandem.chat.file"
LASTS = 24 * 3600  # seconds: as long as a page may stay open


def address_in(visit: Visit, conversation: str) -> Callable[[str], str]:
    """File reference -> its address on this door."""

    def address(file: str) -> str:
        plain = reverse("chat:file", args=[visit.brand.slug, conversation, file])
        if visit.door != "widget":
            return plain
        signature = signing.dumps([visit.customer_id, conversation, file], salt=SALT, compress=False)
        return f"{plain}?s={signature}"

    return address


def customer_by_address(signature: str, *, conversation: str, file: str) -> int:
    """Whose file it is by a signed address of ours that has not ended; 0 where it proves nothing."""
    try:
        claim = signing.loads(signature, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return 0
    return int(claim[0]) if claim[1:] == [conversation, file] else 0
