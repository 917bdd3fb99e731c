"""A replay on virtual time: what is due next happens next, through the actions and the steps that production runs."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from tandem.core.kit.refusals import Refused
from tandem.foundation import clock
from tandem.foundation.events.consuming import subscriptions
from tandem.foundation.events.publishing import Happened, inline
from tandem.foundation.tenancy.scope import Scope, scope

CHUNK_SECONDS = 0.8  # a long transaction holds the horizon of every reader

Step = Callable[[], None]
Watch = Callable[[Happened], None]


class Replay:
    """A heap of due steps over one brand; events are followed at once, in order, before time moves on.

    `later`: rooms whose steps were switched on only at some instant of the past, by a part of their name.
    """

    def __init__(self, brand_id: int, start: datetime, *, watch: Watch, later: dict[str, datetime]) -> None:
        self.brand_id = brand_id
        self.clock = clock.VirtualClock(start)
        self.watch = watch
        self.due: list[tuple[datetime, int, Step]] = []
        self.count = itertools.count()
        self.happened: deque[Happened] = deque()
        table = subscriptions(import_string(settings.TANDEM_SUBSCRIPTIONS))
        self.steps: dict[str, list[tuple[datetime, Callable[[Happened], None]]]] = {}
        for name, kinds in table.items():
            begins = next((instant for room, instant in later.items() if room in name), start)
            for kind in kinds:
                self.steps.setdefault(kind, []).append((begins, import_string(name)))

    def at(self, instant: datetime, step: Step) -> None:
        """Let `step` happen at `instant`, or now when that has passed."""
        heapq.heappush(self.due, (max(instant, self.clock.instant), next(self.count), step))

    def run(self, until: datetime, *, progress: Callable[[datetime], None]) -> None:
        """Play everything due before `until`, committing about once a second."""
        with clock.on(self.clock), inline(self.happened.append):
            while self.due and self.due[0][0] < until:
                end = time.monotonic() + CHUNK_SECONDS
                with transaction.atomic(), scope(Scope(brands=(self.brand_id,), purpose="demo history")):
                    while self.due and self.due[0][0] < until and time.monotonic() < end:
                        self._next()
                progress(self.clock.instant)

    def _next(self) -> None:
        instant, _, step = heapq.heappop(self.due)
        self.clock.move_to(instant)
        with contextlib.suppress(Refused):  # somebody was faster, as in life
            step()
        while self.happened:
            happened = self.happened.popleft()
            for begins, follow in self.steps.get(happened.kind, ()):
                if instant >= begins:
                    follow(happened)
            self.watch(happened)
