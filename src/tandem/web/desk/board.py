"""The list column: offers, own conversations in groups, the line, what was resolved, availability."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core.service.states import reply_grace
from tandem.domain.orchestration.routing.queries import open_offers, waiting_for
from tandem.domain.service.conversations.queries import Held, held_by, load_of, resolved_by
from tandem.domain.workforce.experts.queries import availability_of, experts_of_person, most_at_once
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership
from tandem.web.desk import words

SHOWS = ("mine", "queue", "done")


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as it is drawn, and as a script goes on drawing it."""

    due: datetime
    begun: datetime
    text: str
    share: int
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. Without a `url` it may be seen, not opened."""

    ref: str
    title: str
    brand: Any
    channel: str
    last: str
    at: datetime
    url: str = ""
    ours: bool = False
    unread: int = 0
    due: Clock | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An offer: what an expert may know before saying yes."""

    offer: Any
    subject: str
    waited: str
    due: Clock
    said: str

    @property
    def ref(self) -> str:
        return str(self.offer.ref)


@dataclass(frozen=True, slots=True)
class Presence:
    """One's own availability and load. `has_profile` is False for whom no lead has set up."""

    state: str
    label: str
    has_profile: bool
    load: str
    most: int
    due: Clock | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything of the list column."""

    show: str
    open_ref: str
    presence: Presence
    offers: tuple[Card, ...]
    groups: tuple[Group, ...]
    mine: int
    queue: int
    waiting: int  # what wants this person now: offers, and conversations that wait for a reply


def board_for(members: Sequence[Membership], *, show: str = "mine", open_ref: str = "") -> Board:
    """The list column of a person with these expert memberships."""
    now = clock.now()
    show = show if show in SHOWS else "mine"
    ids = [member.pk for member in members]
    held = held_by(ids)
    line = waiting_for(members[0].person_id, [member.brand_id for member in members])
    groups = {"mine": lambda: _mine(held, now, open_ref), "queue": lambda: _queue(line), "done": lambda: _done(ids)}[show]()
    offers = tuple(_card(offer, now) for offer in open_offers(ids) if offer.due_at > now)
    needy = sum(1 for one in held if needs_reply(one) and not is_snoozed(one, now))
    return Board(
        show,
        open_ref,
        presence_of(members, len(held), now),
        offers,
        groups,
        len(held),
        len(line),
        needy + len(offers),
    )


def next_url(members: Sequence[Membership]) -> str:
    """Where to go after finishing something: the next conversation that waits for a reply, or the list."""
    now = clock.now()
    needy = [one for one in held_by([member.pk for member in members]) if needs_reply(one) and not is_snoozed(one, now)]
    return reverse("desk:conversation", args=[needy[0].conversation.ref]) if needy else reverse("desk:home")


def presence_of(members: Sequence[Membership], held: int, now: datetime) -> Presence:
    """State, load and, while wrapping up, its clock."""
    person_id = members[0].person_id
    found = availability_of(person_id)
    load, capacity = load_of(person_id)
    state = found.state if found else "offline"
    label = words.states()[state]
    if found and state == "away":
        label = _("Away: %(reason)s") % {"reason": words.away_reason(found.reason)}
    due = clock_of(found.since, found.until, now) if found and found.until and state == "wrap_up" else None
    return Presence(
        state,
        label,
        bool(experts_of_person(person_id)),
        words.load_words(held, load, capacity),
        most_at_once(capacity),
        due,
    )


def clock_of(begun: datetime, due: datetime, now: datetime) -> Clock:
    """A deadline as it stands now."""
    share = words.share_left(begun, due, now)
    return Clock(due, begun, words.left(due, now), share, words.tone_of(share))


def is_snoozed(one: Held, now: datetime) -> bool:
    """Whether it is out of the list until later."""
    return one.conversation.snoozed_until is not None and one.conversation.snoozed_until > now


def needs_reply(one: Held) -> bool:
    """Whether the customer waits for words of the holder."""
    return one.assignment.reply_due_at is not None or one.conversation.last_author == "customer"


def _mine(held: Iterable[Held], now: datetime, open_ref: str) -> tuple[Group, ...]:
    snoozed = [one for one in held if is_snoozed(one, now)]
    awake = [one for one in held if one not in snoozed]
    return _groups(
        ("needs", _("Needs you"), [_row(one, now, open_ref) for one in awake if needs_reply(one)]),
        ("waits", _("Waiting on the customer"), [_row(one, now, open_ref) for one in awake if not needs_reply(one)]),
        ("snoozed", _("Snoozed"), [_row(one, now, open_ref) for one in snoozed]),
    )


def _queue(line: Iterable[Any]) -> tuple[Group, ...]:
    rows = [
        Row(
            contact.ref,
            contact.conversation.subject or _("No words yet"),
            contact.brand,
            contact.channel,
            _("Waits in %(queue)s") % {"queue": contact.queue.name},
            contact.opened_at,
            about=words.language_name(contact.language),
        )
        for contact in line
    ]
    return _groups(("line", _("Next in your queues"), rows))


def _done(ids: Sequence[int]) -> tuple[Group, ...]:
    labels = words.dispositions()
    rows = [
        Row(
            closure.conversation.ref,
            words.name_of(closure.conversation.customer),
            closure.brand,
            closure.conversation.channel,
            closure.conversation.subject,
            closure.closed_at,
            url=_url(closure.conversation.ref),
            about=labels.get(closure.disposition, closure.disposition),
        )
        for closure in resolved_by(ids)
    ]
    return _groups(("done", _("Resolved by you"), rows))


def _groups(*found: tuple[str, str, list[Row]]) -> tuple[Group, ...]:
    return tuple(Group(key, title, tuple(rows)) for key, title, rows in found if rows)


def _row(one: Held, now: datetime, open_ref: str) -> Row:
    conversation, due = one.conversation, one.assignment.reply_due_at
    return Row(
        conversation.ref,
        words.name_of(conversation.customer),
        conversation.brand,
        conversation.channel,
        conversation.last_text or conversation.subject,
        conversation.last_at,
        url=_url(conversation.ref),
        ours=conversation.last_author == "expert",
        unread=0 if conversation.ref == open_ref else one.unread,  # what is open is being read
        due=clock_of(due - reply_grace(conversation.channel, conversation.queue.reply_grace_seconds), due, now) if due else None,
        about=conversation.queue.name,
    )


def _card(offer: Any, now: datetime) -> Card:
    subject = offer.conversation.subject or _("No words yet")
    waited = words.span(now - offer.contact.opened_at)
    said = _("New offer from %(brand)s, %(queue)s: “%(subject)s”. Waited %(waited)s, %(left)s to answer.") % {
        "brand": offer.brand.name,
        "queue": offer.contact.queue.name,
        "subject": subject,
        "waited": waited,
        "left": words.left(offer.due_at, now),
    }
    return Card(offer, subject, waited, clock_of(offer.made_at, offer.due_at, now), said)


def _url(ref: str) -> str:
    return reverse("desk:conversation", args=[ref])
