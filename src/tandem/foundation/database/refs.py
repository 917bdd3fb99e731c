"""Public references: random, prefixed by kind, never a row's number."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u
SHAPE = re.compile(r"^[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{16}$")


def new_ref(prefix: str) -> str:
    """A fresh reference such as `cnv_4k7…`: 80 random bits."""
    bits = secrets.randbits(80)
    return prefix + "_" + "".join(ALPHABET[(bits >> shift) & 31] for shift in range(0, 80, 5))


def new_secret() -> str:
    """A fresh key that nobody can guess: 160 random bits."""
    return secrets.token_hex(20)


def is_ref(text: str, prefix: str) -> bool:
    """Whether `text` has the shape of a reference of this kind."""
    return text.startswith(prefix + "_") and bool(SHAPE.match(text))
