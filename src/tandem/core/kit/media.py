"""What a file is, told from its bytes: the few kinds that the house takes, and how large a picture is."""

from __future__ import annotations

import re
from dataclasses import dataclass

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
TEXTS = ("text/plain", "text/csv")
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    "text/plain": ("txt", "csv", "log", "md"),
    "text/csv": ("csv", "txt"),
}
LARGEST_PICTURE = 64_000_000  # pixels: a browser unpacks four bytes each, and shows the picture unasked
LONGEST_NAME = 120
ROWS_LOOKED_AT = 20
LOOKED_AT = 20_000  # characters of them
PAGE = re.compile(r"\s*<(?:!doctype|html|svg|\?xml|script|head|body)", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # all but tab, line and form feed, carriage return


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file; width and height in pixels where it is a picture."""

    type: str
    width: int | None = None
    height: int | None = None


def recognised(content: bytes) -> Media | None:
    """What these bytes are; None when they are nothing that the house takes, or a damaged or monstrous picture.

    >>> recognised(b"GIF89a" + bytes([2, 0, 3, 0]))
    Media(type='image/gif', width=2, height=3)
    >>> recognised(b"<svg onload=...>") is None
    True
    """
    for begins, type_, measure in READERS:
        if content.startswith(begins):
            return _picture(type_, measure(content))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _picture("image/webp", _webp(content))
    if content.startswith(b"%PDF-"):
        return Media("application/pdf")
    text = _text(content)
    return None if text is None else Media("text/csv" if _is_table(text) else "text/plain")


def honest_name(name: str, media_type: str) -> str:
    """The name without a path or signs that fool the eye, with an ending of its type.

    >>> honest_name("C:\\\\photos\\\\me.exe", "image/png")
    'me.exe.png'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = " ".join("".join(sign for sign in last if sign.isprintable()).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    endings = ENDINGS[media_type]
    if dot and stem and ending.lower() in endings:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return f"{(plain or 'file')[: LONGEST_NAME - len(endings[0]) - 1]}.{endings[0]}"


def _picture(type_: str, size: tuple[int, int] | None) -> Media | None:
    if size is None or not 0 < size[0] * size[1] <= LARGEST_PICTURE:
        return None
    return Media(type_, *size)


def _png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return None
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _gif(content: bytes) -> tuple[int, int] | None:
    if len(content) < 10:
        return None
    return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """The size stands in the first frame header (ITU T.81, B.2.2); segments before it are passed over by their length."""
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:  # fill bytes may stand before a marker
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    """The three layouts of a WebP (RFC 9649): lossy, lossless, extended."""
    kind = content[12:16]
    if len(content) < 30:
        return None
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        return int.from_bytes(content[26:28], "little") & 0x3FFF, int.from_bytes(content[28:30], "little") & 0x3FFF
    if kind == b"VP8L" and content[20] == 0x2F:
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    return None


READERS = (
    (b"\x89PNG\r\n\x1a\n", "image/png", _png),
    (b"\xff\xd8\xff", "image/jpeg", _jpeg),
    (b"GIF87a", "image/gif", _gif),
    (b"GIF89a", "image/gif", _gif),
)


def _text(content: bytes) -> str | None:
    """As text, where it is some: no page, no control signs; UTF-8, UTF-16 with its mark, or an old Windows page."""
    codings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        return None if CONTROL.search(text) or PAGE.match(text) else text
    return None


def _is_table(text: str) -> bool:
    """Whether the first rows have the same number of fields, two at least."""
    lines = [line for line in text[:LOOKED_AT].splitlines()[: ROWS_LOOKED_AT + 1] if line.strip()][:ROWS_LOOKED_AT]
    if len(lines) < 2:
        return False
    plain = [QUOTED.sub("", line) for line in lines]
    return any(len(counts) == 1 and 0 not in counts for counts in ({line.count(sign) for line in plain} for sign in ",;\t"))
