"""What may hang on one message: how many files, how large together; and what a list shows of a message without words."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.kit.refusals import Invalid
from tandem.core.service.texts import checked_text

MOST_FILES = 5
LARGEST_TOGETHER = 20_000_000  # bytes: what mail servers carry, and what one request without scripts may hold


def checked_words(text: str, sizes: Sequence[int]) -> str:
    """The words of a message with files of these sizes in bytes; with files there need be none.

    Raises Invalid: as `checked_text`; `too_many`, `too_large`.
    """
    if len(sizes) > MOST_FILES:
        raise Invalid(
            "A message carries at most %(most_files)s files. Send the rest with the next one.",
            named={"most_files": MOST_FILES},
            field="files",
            code="too_many",
        )
    if sum(sizes) > LARGEST_TOGETHER:
        raise Invalid(
            "These files are larger than %(largest_together)s MB together. Send them one by one.",
            named={"largest_together": LARGEST_TOGETHER // 1_000_000},
            field="files",
            code="too_large",
        )
    return checked_text(text) if text.strip() or not sizes else ""


def preview(text: str, names: Sequence[str]) -> str:
    """What a list shows of a message: its words, else the names of its files.

    >>> preview("", ["order.png", "invoice.pdf"])
    'order.png, invoice.pdf'
    """
    return text or ", ".join(names)
