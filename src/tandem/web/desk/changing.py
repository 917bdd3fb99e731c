"""What became of an article behind a draft: its wording then and now, side by side."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.changes import Block, changes_of
from tandem.domain.knowledge.articles.queries.quoted import Fallen
from tandem.domain.knowledge.articles.queries.reading import read
from tandem.foundation.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Changed:
    """One article: what happened to it; what is worded otherwise now, where another wording holds here."""

    title: str
    how: str
    number: int
    now: int | None
    blocks: tuple[Block, ...]


def changed_wording(actor: Actor, gone: Fallen) -> Changed:
    """The changes that this person may read: none of a wording that is for others."""
    blocks: tuple[Block, ...] = ()
    if gone.how == "replaced" and gone.now is not None:
        with contextlib.suppress(Absent):
            before, after = (read(actor, gone.article, number=number) for number in (gone.number, gone.now))
            blocks = tuple(block for block in changes_of(before.body, after.body) if block.is_changed)
    return Changed(gone.title, gone.how, gone.number, gone.now, blocks)
