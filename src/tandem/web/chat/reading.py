"""What the customer's page shows: who answers, how long it takes, the thread, the queue card, the survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.service.hours import MIDNIGHT, Hours
from tandem.core.service.waiting import WaitEstimate, minutes_in_words
from tandem.core.service.weights import AT_ONCE
from tandem.domain.orchestration.routing.queries import expected_wait
from tandem.domain.service.channels.queries import Opening, chat_settings, opening
from tandem.domain.service.conversations.lines import line_of
from tandem.domain.service.conversations.queries import (
    files_of_messages,
    history_of,
    holder_of,
    live_contact,
    open_survey,
    read_by_members,
    read_up_to,
    thread,
)
from tandem.domain.service.queues.queries import default_queue, hours_of, queue_by_key
from tandem.foundation.live.tickets import horizon
from tandem.web.chat.addresses import address_in
from tandem.web.chat.entry import Visit
from tandem.web.ui.files import ShownFile, shown


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the thread. `key` names it for ever, `version` changes when what is shown of it does."""

    kind: str  # mine, expert, ai, line, day
    key: str
    version: str
    at: datetime
    text: str = ""
    author: str = ""
    seen: str = ""
    files: tuple[ShownFile, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueCard:
    """What a customer is told of the line. `minutes` (about, from, to) is None when nobody can say."""

    place: int
    answering: int
    minutes: tuple[int, int, int] | None
    opening: Opening

    @property
    def version(self) -> str:
        return f"{self.place}-{self.answering}-{self.minutes}-{self.opening.is_open}"

    @property
    def wait(self) -> str:
        """The expected wait in words, as far as anybody can know it."""
        if self.minutes is None:
            return _("We cannot say how long") if self.opening.is_open else _("We are closed just now")
        about, low, high = self.minutes
        if high <= 1:
            return _("Within about a minute")
        if low == high:
            return ngettext("About %(about)d minute", "About %(about)d minutes", about) % {"about": about}
        return ngettext("About %(about)d minute, most likely %(low)d to %(high)d", "About %(about)d minutes, most likely %(low)d to %(high)d", about) % {
            "about": about, "low": low, "high": high,
        }  # fmt: skip

    @property
    def people(self) -> str:
        """How many people answer now; honest when nobody does."""
        if not self.answering:
            return _("Nobody is here to answer just now.")
        return ngettext("%(count)d person is answering now.", "%(count)d people are answering now.", self.answering) % {"count": self.answering}


def page_of(visit: Visit, conversation: Any = None, **extra: Any) -> dict[str, Any]:
    """All that a whole page needs; the cursor is read first, so that nothing that happens meanwhile is missed."""
    cursor = horizon()
    queue = conversation.queue if conversation else _queue(visit)
    about = {
        "visit": visit, "brand": visit.brand, "settings": chat_settings(visit.brand.pk), "queue": queue, "week": list(week_of(hours_of(queue))),
        "opening": opening(visit.brand.pk, queue_key=queue.key), "chats": history_of(visit.customer_id) if visit.known else [],
        "is_widget": visit.door == "widget",
    }  # fmt: skip
    if visit.door == "widget":
        about["csrf_token"] = ""  # that door has no cookie, so no token to match one
    if conversation is None:
        return about | {"card": card_of(queue, about["opening"])} | extra
    live = {"live_cursor": cursor, "live_topics": f"chat:{conversation.ref}", "live_ticket_url": _ticket_url(visit, conversation)}
    return about | live | talk_of(visit, conversation) | extra


def talk_of(visit: Visit, conversation: Any) -> dict[str, Any]:
    """The thread as it stands: what every live change is read from."""
    contact, holder = live_contact(conversation.pk), holder_of(conversation.pk)
    waits = contact is not None and contact.state == "waiting"
    sits = waits and contact is not None and contact.channel in AT_ONCE
    seen_to = read_by_members(conversation.pk)
    open_now = opening(visit.brand.pk, queue_key=conversation.queue.key)
    messages = thread(conversation.pk)
    files = {key: shown(found, address=address_in(visit, conversation.ref)) for key, found in files_of_messages([message.pk for message in messages]).items()}
    return {
        "visit": visit, "brand": visit.brand, "conversation": conversation, "holder": holder.membership if holder else None, "contact": contact,
        "opening": open_now, "items": list(_items(messages, files, zone=visit.brand.zone, seen_to=seen_to)),
        "newest": messages[-1].number if messages else 0, "unread": _unread(messages, read_up_to(conversation.pk, None)),
        "card": card_of(contact.queue, open_now, contact=contact) if contact and sits else None,
        "by_mail": contact is not None and contact.channel not in AT_ONCE, "answer_hours": _answer_hours(contact) if contact and waits and not sits else 0,
        "survey": open_survey(conversation.pk) if conversation.state == "closed" else None, "scores": scores(),
    }  # fmt: skip


def card_of(queue: Any, open_now: Opening, *, contact: Any = None) -> QueueCard:
    """The line as somebody waiting, or about to come, is told of it."""
    estimate: WaitEstimate = expected_wait(queue, contact=contact)
    return QueueCard(estimate.place, estimate.answering, minutes_in_words(estimate), open_now)


def current_of(visit: Visit) -> str:
    """The reference of the chat that goes on, if one does: what a returning visitor wants to see."""
    return next((str(chat.ref) for chat in history_of(visit.customer_id) if chat.state in ("waiting", "assigned")), "") if visit.customer else ""


def scores() -> list[tuple[int, str]]:
    """The scale of the survey, each number with its word."""
    return list(enumerate((_("Not at all"), _("Barely"), _("Partly"), _("Mostly"), _("Completely")), start=1))


def week_of(hours: Hours) -> Iterator[tuple[str, str]]:
    """(days, times) of the opening hours, equal neighbours together: ("Mon to Fri", "08:00 to 20:00")."""
    days = [[(span.start.strftime("%H:%M"), span.end.strftime("%H:%M") if span.end else MIDNIGHT) for span in spans] for spans in hours.week]
    first = 0
    for day in range(1, len(days) + 1):
        if day < len(days) and days[day] == days[first]:
            continue
        names = str(WEEKDAYS_ABBR[first]) if day - first == 1 else _("%(first)s to %(last)s") % {"first": WEEKDAYS_ABBR[first], "last": WEEKDAYS_ABBR[day - 1]}
        yield (_("Every day") if day - first == len(days) else names), _times(days[first])
        first = day


def _times(spans: Sequence[tuple[str, str]]) -> str:
    if list(spans) == [("00:00", MIDNIGHT)]:
        return _("all day")
    return ", ".join(_("%(start)s to %(end)s") % {"start": start, "end": end} for start, end in spans) or _("closed")


def _ticket_url(visit: Visit, conversation: Any) -> str:
    """Pages share a stream by this address: those of one chat through one door, which have one identity, do."""
    return f"{reverse('chat:ticket', args=[visit.brand.slug])}?{urlencode({'c': conversation.ref, 'door': visit.door})}"


def _queue(visit: Visit) -> Any:
    return queue_by_key(visit.brand.pk, visit.queue_key) if visit.queue_key else default_queue(visit.brand.pk)


def _answer_hours(contact: Any) -> int:
    """Within how many hours a letter is answered, by the queue's target."""
    return max(1, round(contact.queue.letter_within_seconds / 3600))


def _items(messages: Sequence[Any], files: Mapping[int, tuple[ShownFile, ...]], *, zone: str, seen_to: int) -> Iterator[Item]:
    """Messages in order, a line where a day begins, and under the last own one whether it was read."""
    last_mine = max((message.number for message in messages if message.author == "customer"), default=0)
    day = None
    for message in messages:
        local = message.sent_at.astimezone(ZoneInfo(zone)).date()
        if local != day:
            day = local
            yield Item("day", f"day-{day}", "1", message.sent_at)
        key = f"m{message.number}"
        if message.author == "system":
            line = line_of(message, for_customer=True)
            if line:
                yield Item("line", key, "1", message.sent_at, text=line)
        elif message.author == "customer":
            receipt = (_("Read") if message.number <= seen_to else _("Sent")) if message.number == last_mine else ""
            yield Item("mine", key, receipt, message.sent_at, text=message.text, seen=receipt, files=files.get(message.pk, ()))
        else:
            author = message.membership.display_name if message.membership else ""
            kind = "ai" if message.author == "ai" else "expert"
            yield Item(kind, key, "1", message.sent_at, text=message.text, author=author, files=files.get(message.pk, ()))


def _unread(messages: Sequence[Any], read_to: int) -> int:
    return sum(message.author in ("expert", "ai") and message.number > read_to for message in messages)
