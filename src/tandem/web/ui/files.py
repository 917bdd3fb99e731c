"""A file as a page shows it: its name, its size in words, where it is fetched, whether it is a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tandem.core.kit.media import ENDINGS, PICTURES

ACCEPTED = ",".join([*(type_ for type_ in ENDINGS if type_ in PICTURES), ".pdf", ".txt", ".csv"])


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file under a message. Without a name it was removed."""

    name: str
    url: str
    size: str
    is_picture: bool
    width: int | None
    height: int | None


def shown(files: Iterable[Any], *, address: Callable[[str], str]) -> tuple[ShownFile, ...]:
    """These files for a page; `address` says where a reference is fetched on this surface."""
    return tuple(
        ShownFile(
            name=file.name or _("This file was removed."), url=address(file.ref) if file.name else "", size=filesizeformat(file.size),
            is_picture=bool(file.name) and file.media_type in PICTURES, width=file.width, height=file.height,
        )
        for file in files
    )  # fmt: skip
