"""The assistant beside the composer: what it offers, and the reply that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tandem.core.kit.refusals import Invalid
from tandem.domain.assistance.replies.actions import send
from tandem.domain.assistance.suggestions.queries import (
    DeskLine,
    DeskSuggestion,
    draft_behind,
    suggestion_for_desk,
)
from tandem.domain.service.conversations.queries import thread
from tandem.foundation import clock
from tandem.foundation.files.actions import Prepared
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.web.desk.matters import question_of

MOST_NAMED = 20  # macros, and articles quoted, in one reply
GIVEN_UP = timedelta(seconds=30)  # no suggestion after this long: it is said, nobody waits


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of the draft that stand together; a list where `items`."""

    lines: tuple[DeskLine, ...]
    items: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be said for a draft: a question and its answers, each said by one click."""

    words: str
    place: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the panel shows.

    Kinds: draft, sources, none, withdrawn, settled; pending, silent (no answer), idle (nothing was asked).
    """

    kind: str
    made: DeskSuggestion | None = None
    greeting: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    asked: Asked | None = None


def beside(conversation: Any) -> Beside:
    """The assistant's state for a conversation, honest about waiting and silence."""
    asked = next(
        (message for message in reversed(thread(conversation.pk, most=20)) if message.author != "system"),
        None,
    )
    if asked is None or asked.author != "customer":
        return Beside("idle")
    made = suggestion_for_desk(conversation.pk)
    if made is None or made.made_at < asked.sent_at:
        return Beside("pending" if clock.now() - asked.sent_at < GIVEN_UP else "silent")
    return Beside(made.state, made, _greeting(made), _paragraphs(made.lines), _asked(made))


def send_reply(
    actor: Actor, member: Membership, conversation_id: int, *, text: str, client_id: str, suggestion: str, files: Sequence[Prepared] = (),
    macros: str = "", quotes: str = "",
) -> None:  # fmt: skip
    """Send a reply; `suggestion` names the draft that it came from, `macros` and `quotes` what was put into it. Raises as `send`, and Absent."""
    generation_id = draft_behind(conversation_id, suggestion) if suggestion else None
    send(
        actor, member, conversation_id, text=text, client_id=client_id, generation_id=generation_id, files=files,
        macros=_named(macros, field="macros"), quotes=_named(quotes, field="quotes"),
    )  # fmt: skip


def _named(given: str, *, field: str) -> list[tuple[str, int]]:
    """Entries as the composer names them: reference and version, parted by spaces. Raises Invalid."""
    named = [one.partition(":") for one in given.split()]
    if len(named) > MOST_NAMED or not all(ref.isascii() and number.isascii() and number.isdigit() and len(number) < 9 for ref, _, number in named):
        raise Invalid("The reply names a macro or an article in a way that nobody understands.", field=field)
    return [(ref, int(number)) for ref, _, number in named]


def _asked(made: DeskSuggestion) -> Asked | None:
    if made.depends is None or made.state not in {"sources", "none"}:
        return None
    return Asked(question_of(made.depends.place), made.depends.place, made.depends.values)


def _greeting(made: DeskSuggestion) -> str:
    return made.text.partition(made.lines[0].text)[0].removesuffix("- ").strip() if made.lines else ""


def _paragraphs(lines: tuple[DeskLine, ...]) -> tuple[Paragraph, ...]:
    groups: list[list[DeskLine]] = []
    for line in lines:
        if not groups or line.opens or line.item != groups[-1][-1].item:
            groups.append([])
        groups[-1].append(line)
    return tuple(Paragraph(tuple(group), group[0].item) for group in groups)
