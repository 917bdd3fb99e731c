"""The thread column: messages and notes woven by time, who holds it, how far the customer has read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tandem.domain.service.conversations.lines import line_of
from tandem.domain.service.conversations.queries import (
    customer_mark,
    files_of_messages,
    files_of_notes,
    holder_of,
    live_contact,
    messages_since,
    notes_of,
    thread,
)
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership
from tandem.web.ui.files import ShownFile, shown

PAGE = 60
HERE_FOR = timedelta(seconds=45)  # a customer's page tells of itself every 15 seconds or so


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the thread. Kinds: theirs, mine, colleague, ai, note, line, day."""

    kind: str
    id: str
    at: datetime
    text: str = ""
    author: str = ""
    number: int = 0
    files: tuple[ShownFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the thread, and where to go on: the last message's number and the count of notes."""

    entries: tuple[Entry, ...]
    first: int
    last: int
    notes: int
    earlier: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has the conversation, seen by one member. Kinds: mine, other, waiting, closed."""

    kind: str
    member: Membership
    holder: Any
    contact: Any
    conversation: Any

    @property
    def is_mine(self) -> bool:
        return self.kind == "mine"

    @property
    def leads(self) -> bool:
        return "lead" in self.member.roles

    @property
    def snoozed_until(self) -> datetime | None:
        until: datetime | None = self.conversation.snoozed_until
        return until if until and until > clock.now() else None

    @property
    def mark(self) -> str:
        """Changes when the page has to be drawn anew."""
        holder = self.holder.membership.ref if self.holder else ""
        snoozed = int(self.snoozed_until is not None)
        return f"{self.kind}.{holder}.{self.conversation.queue_id}.{self.conversation.channel}.{self.conversation.case_id or 0}.{snoozed}"


@dataclass(frozen=True, slots=True)
class Presence:
    """The customer's side: on the page now, last seen, and what they have read of ours."""

    here: bool
    seen_at: datetime | None
    read_at: datetime | None


def standing_of(conversation: Any, member: Membership) -> Standing:
    """Who has it now, for this member."""
    holder, contact = holder_of(conversation.pk), live_contact(conversation.pk)
    return Standing(_kind(holder, contact, member), member, holder, contact, conversation)


def piece_of(conversation: Any, member: Membership, *, before: int = 0) -> Piece:
    """The end of the thread, or (without scripts) the stretch before a number."""
    return earlier_piece(conversation, member, before=before) if before else last_piece(conversation, member)


def last_piece(conversation: Any, member: Membership) -> Piece:
    """The end of the thread, as it is first shown."""
    messages = thread(conversation.pk, most=PAGE)
    earlier = bool(messages) and messages[0].number > 1
    notes = notes_of(conversation.pk)
    chosen = [note for note in notes if not earlier or note.written_at >= messages[0].sent_at]
    return _piece(messages, chosen, member, ref=conversation.ref, notes=len(notes), earlier=earlier)


def earlier_piece(conversation: Any, member: Membership, *, before: int) -> Piece:
    """The stretch before a message's number."""
    messages = thread(conversation.pk, before=before, most=PAGE)
    bound = thread(conversation.pk, before=before + 1, most=1)
    earlier = bool(messages) and messages[0].number > 1
    notes = notes_of(conversation.pk)
    chosen = [note for note in notes if (not bound or note.written_at < bound[0].sent_at) and (not earlier or note.written_at >= messages[0].sent_at)]
    return _piece(messages, chosen, member, ref=conversation.ref, notes=len(notes), earlier=earlier)


def later_piece(conversation: Any, member: Membership, *, after: int, notes: int) -> Piece:
    """What came after a message's number and a count of notes: neither has gaps, both only grow."""
    messages = messages_since(conversation.pk, after)
    every = sorted(notes_of(conversation.pk), key=lambda note: int(note.pk))
    before = thread(conversation.pk, before=after + 1, most=1)
    found = _piece(
        messages,
        every[notes:],
        member,
        ref=conversation.ref,
        notes=len(every),
        earlier=False,
        since=_day(before[0].sent_at) if before else None,
    )
    return Piece(found.entries, found.first, max(found.last, after), found.notes, earlier=False)


def presence_of(conversation: Any, member: Membership) -> Presence:
    """Whether the customer is there, and since when our last words are read."""
    seen = conversation.customer_seen_at
    mark = customer_mark(conversation.pk)
    ours = next(
        (m for m in reversed(thread(conversation.pk, most=20)) if m.author == "expert" and m.membership_id == member.pk),
        None,
    )
    read_at = mark.read_at if mark and ours and mark.number >= ours.number else None
    return Presence(seen is not None and clock.now() - seen < HERE_FOR, seen, read_at)


def _kind(holder: Any, contact: Any, member: Membership) -> str:
    if holder is not None:
        return "mine" if holder.membership_id == member.pk else "other"
    return "waiting" if contact is not None else "closed"


def _piece(
    messages: Sequence[Any],
    chosen: Iterable[Any],
    member: Membership,
    *,
    ref: str,
    notes: int,
    earlier: bool,
    since: date | None = None,
) -> Piece:
    written = list(chosen)
    hung, noted = files_of_messages([message.pk for message in messages]), files_of_notes([note.pk for note in written])
    entries = [replace(_said(message, member), files=_files(ref, hung.get(message.pk, ()))) for message in messages]
    entries += [replace(_noted(note), files=_files(ref, noted.get(note.pk, ()))) for note in written]
    woven = sorted(
        (entry for entry in entries if entry.kind != "line" or entry.text),
        key=lambda entry: (entry.at, entry.number),
    )
    first, last = (messages[0].number, messages[-1].number) if messages else (0, 0)
    return Piece(tuple(_with_days(woven, since)), first, last, notes, earlier)


def _files(ref: str, found: Sequence[Any]) -> tuple[ShownFile, ...]:
    """What hangs on a message or note, fetched through its conversation."""
    return shown(found, address=lambda file: reverse("desk:file", args=[ref, file]))


def _said(message: Any, member: Membership) -> Entry:
    author = message.membership.display_name if message.membership_id else ""
    if message.author == "system":
        return Entry("line", message.ref, message.sent_at, line_of(message, for_customer=False), number=message.number)
    if message.author == "expert":
        kind = "mine" if message.membership_id == member.pk else "colleague"
        return Entry(kind, message.ref, message.sent_at, message.text, author, message.number)
    return Entry(
        "ai" if message.author == "ai" else "theirs",
        message.ref,
        message.sent_at,
        message.text,
        "",
        message.number,
    )


def _noted(note: Any) -> Entry:
    return Entry(
        "note",
        f"note_{note.written_at:%Y%m%d%H%M%S%f}",
        note.written_at,
        note.text,
        note.membership.display_name,
    )


def _with_days(entries: Iterable[Entry], since: date | None) -> Iterable[Entry]:
    """A line before the first entry of each day, in the reader's zone."""
    day = since
    for entry in entries:
        if _day(entry.at) != day:
            day = _day(entry.at)
            yield Entry("day", f"day_{day:%Y%m%d}", entry.at)
        yield entry


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
