"""What counts as a message's text. Everything that was written is kept exactly; only the impossible is refused."""

from __future__ import annotations

from tandem.core.kit.refusals import Invalid

LONGEST_MESSAGE = 8000  # characters: longer than any question, shorter than a pasted log


def checked_text(text: str, *, longest: int = LONGEST_MESSAGE, field: str = "text") -> str:
    """`text` unchanged, or Invalid: empty, too long, or holding what no database stores (NUL, lone surrogates).

    Right-to-left marks, combining signs and markup are text like any other.
    """
    if not isinstance(text, str) or not text.strip():
        raise Invalid("Write something first.", field=field, code="empty")
    if len(text) > longest:
        raise Invalid(
            "This is %(length)s characters long. Please keep it under %(longest)s.",
            named={"length": f"{len(text):,}", "longest": f"{longest:,}"},
            field=field,
            code="too_long",
        )
    if "\x00" in text:
        raise Invalid("The text holds a NUL character, which cannot be stored. Remove it and send again.", field=field, code="nul")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid("The text holds half a character. Remove it and send again.", field=field, code="not_unicode") from error
    return text
