"""A file is what its bytes say, whatever it is called."""

import struct

import pytest

from tandem.core.kit.media import Media, honest_name, recognised
from tandem.core.kit.refusals import Invalid
from tandem.core.service.attachments import checked_words
from tests.pictures import PDF, png

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08" + struct.pack(">HH", 30, 40) + b"\x03"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (png(7, 9), Media("image/png", 7, 9)),
        (JPEG, Media("image/jpeg", 40, 30)),
        (b"GIF87a" + struct.pack("<HH", 5, 6), Media("image/gif", 5, 6)),
        (WEBP + b"VP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 11, 12), Media("image/webp", 11, 12)),
        (WEBP + b"VP8L" + bytes(4) + b"\x2f" + (12 | 6 << 14).to_bytes(4, "little") + bytes(5), Media("image/webp", 13, 7)),
        (WEBP + b"VP8X" + bytes(8) + (99).to_bytes(3, "little") + (49).to_bytes(3, "little"), Media("image/webp", 100, 50)),
        (PDF, Media("application/pdf")),
        ("Grüße\n".encode(), Media("text/plain")),
        ("Grüße".encode("cp1252"), Media("text/plain")),
        ("Grüße".encode("utf-16"), Media("text/plain")),
        (b"order;sum\n1;2\n3;4\n", Media("text/csv")),
        (b'"a, b",c\nd,e\n', Media("text/csv")),
        (b"one, two\nthree\n", Media("text/plain")),
    ],
)
def test_what_is_taken(content, found):
    assert recognised(content) == found


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \n<HTML>",
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<?xml version='1.0'?>".encode("utf-16"),
        b"PK\x03\x04\x00\x00",
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"a\x00b",
        b"\x89PNG\r\n\x1a\n",
        png(9000, 9000),
        b"GIF89a" + bytes(4),
        JPEG[:9],
    ],
)
def test_what_is_not(content):
    assert recognised(content) is None


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("order.PNG", "image/png", "order.PNG"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("C:\\me\\photo.exe", "image/png", "photo.exe.png"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("photo\u202egnp.exe", "image/png", "photognp.exe.png"),
        ("", "application/pdf", "file.pdf"),
        ("x" * 200 + ".csv", "text/csv", "x" * 116 + ".csv"),
        ("\x00\r\n.txt", "text/plain", "txt.txt"),
    ],
)
def test_a_name_is_made_honest(given, kind, name):
    assert honest_name(given, kind) == name


def test_files_need_no_words_and_words_no_files():
    assert (checked_words("  ", [1]), checked_words(" a ", []), checked_words(" a ", [1])) == ("", " a ", " a ")


@pytest.mark.parametrize(
    ("text", "sizes", "code"), [("", [], "empty"), ("a", [1] * 6, "too_many"), ("a", [10_000_000] * 3, "too_large"), ("a\x00", [1], "nul")]
)
def test_what_is_too_much_is_refused(text, sizes, code):
    with pytest.raises(Invalid) as refusal:
        checked_words(text, sizes)
    assert refusal.value.code == code
