"""What a browser holds to be the same reader again, and to show what it came from. Signed, each for one brand."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from tandem.core.kit.refusals import Absent
from tandem.domain.knowledge.articles.queries.public import Card, card_by_ref
from tandem.foundation.database.refs import is_ref, new_ref
from tandem.foundation.tenancy.models import Brand

SALT = "tandem.help"
KEPT_SECONDS = 24 * 3600  # as long as a reader is followed after the last article
LONGEST_WORDS = 200


def cookie_of(brand: Brand) -> str:
    """The cookie's name: one a brand, so that readers are never joined across brands."""
    return f"tandem_help_{brand.slug}"


def new_session(brand: Brand) -> str:
    """A token for somebody who begins to search or vote. Nothing is written until they open an article."""
    return _signer(brand).sign(new_ref("hlp"))


def session_of(brand: Brand, token: str) -> str:
    """The session's reference by its token; empty for one that is forged, too old or another brand's."""
    try:
        ref = _signer(brand).unsign(token, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return ""
    return ref if is_ref(ref, "hlp") else ""


def renewed(brand: Brand, ref: str) -> str:
    """The same session's token, good for another day."""
    return _signer(brand).sign(ref)


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings from the help centre to a person: the wording they looked at, the words they searched."""

    card: Card | None = None
    words: str = ""

    def __bool__(self) -> bool:
        return self.card is not None or bool(self.words)


def page_token(brand: Brand, card: Card) -> str:
    """Says that this wording was shown to whoever holds it; the same for everybody, so that a page can be shared."""
    return signing.Signer(salt=f"{SALT}.page.{brand.pk}").sign(f"{card.ref}.{card.number}")


def brought(brand: Brand, token: str, words: str) -> Brought:
    """What a page's address or form says that a reader brings; what is forged brings nothing."""
    said = " ".join(words.replace("\x00", " ").split())[:LONGEST_WORDS]
    try:
        ref, number = signing.Signer(salt=f"{SALT}.page.{brand.pk}").unsign(token).split(".")
        return Brought(card_by_ref(ref, int(number)), said)
    except (signing.BadSignature, Absent, ValueError):
        return Brought(None, said)


def _signer(brand: Brand) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{SALT}.{brand.pk}")
