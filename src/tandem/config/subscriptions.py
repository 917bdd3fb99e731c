"""Event -> the steps that follow it. Every kind of event stands here, or is declared silent."""

from __future__ import annotations

SILENT: tuple[str, ...] = ()

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {}

# What looks for deadlines that have come (`due_at <= now`), each in turn, all the time.
SWEEPS: tuple[str, ...] = ()
