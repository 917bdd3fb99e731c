"""Weekly times as people write them: `Mon-Fri 08:00-18:00; Sat 10:00-14:00; 2026-12-24 08:00-12:00`."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.core.kit.arrays import Dates, Flags

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(?:(?P<days>[a-z]{3,5}(?:\s*-\s*[a-z]{3})?|\d{4}-\d{2}-\d{2})\s+)?(?P<from>\d{1,2}:\d{2})\s*-\s*(?P<to>\d{1,2}:\d{2})")


def inside(text: str, local: Dates) -> Flags:
    """Which local times (slots,) lie in the windows; `daily` or no day means every day, 22:00-06:00 runs past
    midnight. Raises ValueError for what is no window.

    >>> import numpy as np
    >>> inside("Mon 08:00-09:00", np.array(["2026-03-16T08:30", "2026-03-17T08:30"], dtype="datetime64[s]")).tolist()
    [True, False]
    """
    import numpy as np

    found = np.zeros(local.size, dtype=np.bool_)
    for part in filter(None, (piece.strip().lower() for piece in text.split(";"))):
        match = _WINDOW.fullmatch(part)
        if match is None:
            raise ValueError(f"expected windows such as Mon-Fri 08:00-18:00; Sat 10:00-14:00, got {part!r}")
        begin, end = _seconds(match["from"], part), _seconds(match["to"], part)
        end += 86_400 if end <= begin else 0
        for back in (0, 1):  # a window past midnight belongs to the day on which it begins
            day = local.astype("datetime64[D]") - back
            since = (local - day).astype("timedelta64[s]").astype(np.int64)
            found |= _on(match["days"], day, part) & (since >= begin) & (since < end)
    return found


def _seconds(clock: str, part: str) -> int:
    hours, minutes = (int(piece) for piece in clock.split(":"))
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise ValueError(f"expected times from 00:00 to 24:00, got {part!r}")
    return hours * 3600 + minutes * 60


def _on(days: str | None, day: Dates, part: str) -> Flags:
    import numpy as np

    from tandem.core.kit.intervals import weekdays

    if days is None or days == "daily":
        return np.ones(day.size, dtype=np.bool_)
    if days[0].isdigit():
        try:
            return np.asarray(day == np.datetime64(days, "D"))
        except ValueError:
            raise ValueError(f"expected a date such as 2026-12-24, got {days!r}") from None
    names = [name.strip() for name in days.split("-")]
    if any(name not in _DAYS for name in names):
        raise ValueError(f"expected days such as Mon, Mon-Fri or daily, got {part!r}")
    first, last = _DAYS.index(names[0]), _DAYS.index(names[-1])
    return np.asarray((weekdays(day) - first) % 7 <= (last - first) % 7)
