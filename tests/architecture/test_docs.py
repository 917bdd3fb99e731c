"""The documents keep up with the house: the map names what stands, and links lead somewhere."""

import re

from tests.architecture.house import ROOT, SOURCE, rooms, shown

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
MAP = (ROOT / "docs/map.md").read_text(encoding="utf-8")


def folders(path):
    return sorted(file.parent.name for file in path.glob("*/__init__.py"))


def test_the_map_names_every_room_and_surface():
    named = set(re.findall(r"`(\w+)`", MAP))
    standing = [*(room.name for room in rooms()), *folders(SOURCE / "foundation"), *folders(SOURCE / "web")]
    assert sorted(set(standing) - named) == []


def test_the_map_names_no_room_that_is_gone():
    table = re.findall(r"^\| \w* *\| `(\w+)` \|", MAP, re.MULTILINE)
    assert sorted(table) == sorted(room.name for room in rooms())


def test_links_lead_somewhere():
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *SOURCE.rglob("README.md")]
    assert [
        f"{shown(page)}: {target}"
        for page in sorted(pages)
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ] == []
