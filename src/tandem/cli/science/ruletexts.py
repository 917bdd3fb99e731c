"""Rules of shifts as they are written on a command line: lengths, gaps, breaks, in slots of an interval."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.core.orchestration.rosters import BreakRule


def hours_in(text: str) -> float:
    """Hours of a written duration; 0 for none. Raises ValueError for what is no duration."""
    from tandem.core.kit.intervals import parse_duration

    return 0.0 if text.strip() in {"0", "0h", "0min"} else parse_duration(text) / 3600


def slots_in(text: str, step: int, what: str) -> int:
    """Slots of `step` seconds in a written duration. Raises ValueError when it does not fit."""
    seconds = round(hours_in(text) * 3600)
    if seconds % step:
        raise ValueError(f"{what} of {text.strip()} does not fit intervals of {step // 60} minutes")
    return seconds // step


def breaks_in(text: str, step: int) -> tuple[BreakRule, ...]:
    """Breaks such as 30min@6h,15min@4h:paid (a break, from which length of shift on). Raises ValueError."""
    from tandem.core.orchestration.rosters import BreakRule

    rules = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        length, at, rest = part.partition("@")
        due, _, paid = rest.partition(":")
        if not at or paid not in {"", "paid"}:
            raise ValueError(f"expected a break such as 30min@6h or 15min@4h:paid, got {part!r}")
        rules.append(BreakRule(slots_in(due, step, "a break in shifts"), slots_in(length, step, "a break"), paid=bool(paid)))
    return tuple(rules)


def breaks_from(text: str, step: int, *, size: int) -> tuple[tuple[int, int], ...]:
    """Breaks of a shift of `size` slots as files hold them, `+120/30 +300/15` (minutes after the start / minutes), in
    slots. Raises ValueError for anything else, and for breaks that end after the shift.
    """
    minutes, cuts = step // 60, []
    for part in text.split():
        offset, _, length = part.removeprefix("+").partition("/")
        if not offset.isdigit() or not length.isdigit() or int(offset) % minutes or int(length) % minutes:
            raise ValueError(f"expected breaks such as +120/30 (minutes after the start / minutes), got {part!r}")
        if int(offset) + int(length) > size * minutes:
            raise ValueError(f"expected breaks within the shift of {size * minutes} minutes, got {part!r}")
        cuts.append((int(offset) // minutes, int(length) // minutes))
    return tuple(cuts)


def breaks_as_text(breaks: tuple[tuple[int, int], ...], step: int) -> str:
    """Breaks of a shift as files hold them."""
    return " ".join(f"+{offset * step // 60}/{length * step // 60}" for offset, length in breaks)
