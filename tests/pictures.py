"""Files to send in tests: small, and what they say they are."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.foundation.files.models import Content, File, Unused
from tandem.foundation.tenancy.scope import scope


def png(width: int = 2, height: int = 3) -> bytes:
    """A grey picture that any browser draws."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\x00" + b"\x80" * width for _ in range(height)) if width * height < 1_000_000 else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PNG = png()
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def sent(name: str = "order.png", content: bytes = PNG) -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name, content)


def stored(house: Any) -> tuple[int, int, int]:
    """How many files, contents and unused files there are in the brand."""
    with scope(house.scope):
        return File.objects.count(), Content.objects.count(), Unused.objects.count()


def names(house: Any) -> list[str]:
    """The files' names, in the order in which they came."""
    with scope(house.scope):
        return list(File.objects.order_by("id").values_list("name", flat=True))
