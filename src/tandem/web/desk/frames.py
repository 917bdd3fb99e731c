"""What every page of the desk carries around its parts: list, live topics, brand colours, jumps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.foundation.live.tickets import horizon
from tandem.web.desk import words
from tandem.web.desk.board import Board, board_for
from tandem.web.desk.doors import experts_of, visit_of


def frame(request: HttpRequest, *, open_ref: str = "") -> dict[str, Any]:
    """The context of a whole page. The live cursor is taken first, so that nothing falls between."""
    cursor = horizon()
    members, experts = visit_of(request).members, experts_of(request)
    board = board_for(experts, show=request.GET.get("show", "mine"), open_ref=open_ref) if experts else None
    topics = [f"desk:{member.ref}" for member in experts] + ([f"conversation:{open_ref}"] if open_ref else [])
    return {
        "board": board,
        "live_cursor": cursor,
        "live_topics": " ".join(topics),
        "live_ticket_url": reverse("live_ticket"),
        "brands": [(member.brand.slug, member.brand.accent) for member in members],
        "me": {"name": members[0].display_name, "detail": ", ".join(member.brand.name for member in members)},
        "commands": jumps(board),
        "away_reasons": words.away_reasons(),
        "capacities": (1, 2, 3),
        "script_words": words.script_words(),
    }


def jumps(board: Board | None) -> list[dict[str, str]]:
    """What the jump list offers beside the page's keys: the conversations in the list."""
    rows = [row for group in board.groups for row in group.rows if row.url] if board else []
    return [{"group": _("Conversations"), "label": row.title, "url": row.url} for row in rows]
