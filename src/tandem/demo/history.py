"""Three weeks of history: customers and experts of one brand, played on virtual time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tandem.core.kit.refusals import Refused
from tandem.demo.notes import shifts
from tandem.demo.replay import Replay
from tandem.demo.rhythm import arrivals, block
from tandem.demo.script import Kind, Script, script_of
from tandem.domain.assistance.guidance.queries import unsaid_in
from tandem.domain.assistance.replies.actions import resolve, send
from tandem.domain.assistance.suggestions.queries import draft_behind, suggestion_for_desk
from tandem.domain.orchestration.routing import actions as routing
from tandem.domain.orchestration.routing import tasks as routing_tasks
from tandem.domain.orchestration.routing.access import offer_for
from tandem.domain.service.channels.actions import start_chat
from tandem.domain.service.conversations.actions.closing import leave_queue
from tandem.domain.service.conversations.actions.marking import answer_survey
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.customers.actions import create_customer
from tandem.domain.workforce.experts import tasks as expert_tasks
from tandem.domain.workforce.experts.access import expert_in_scope
from tandem.domain.workforce.experts.actions import set_availability, set_capacity
from tandem.domain.workforce.experts.queries import roster
from tandem.foundation.events.publishing import Happened
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand, Membership
from tandem.foundation.tenancy.scope import Scope, scope

RETURNING = 0.12  # share of arrivals by somebody who was here before
RATES = 0.46
PATIENCE_MINUTES = 9.0  # mean of an exponential: what bank customers show, somewhat kinder
RULED_DAYS, ASSISTED_DAYS = 3, 1  # rules and the AI beside the experts are new here: there is a before and an after to compare
GREW_A_DAY, LEAST = 0.02, 0.6  # both brands came to this service lately: each day brings so much more of today's arrivals
TAKES_AS_IT_IS, TAKES_DRAFT = 0.5, 0.8  # shares of drafts sent as they are, and sent at all
STATES = 0.35  # share of contacts in which the expert says what it is about, once rules are there
CAPACITY = {"gig": 8, "vendor": 12, "in_house": 8}  # twelfths


@dataclass
class Chat:
    """One conversation as its two people see it."""

    id: int
    customer: Any
    kind: Kind
    rounds: int
    holder: Membership | None = None
    stated: bool = False
    ended: bool = False


@dataclass
class People:
    """Who works when."""

    members: dict[int, Membership]
    pools: dict[int, str]
    known: list[Any] = field(default_factory=list)


class History:
    """Plays one brand's past. Same seed, same past."""

    def __init__(self, brand: Brand, *, start: datetime, until: datetime, seed: int, home: set[str]) -> None:
        self.brand, self.script, self.start, self.until = brand, script_of(brand.slug), start, until
        self.rng = random.Random(f"{brand.slug}:{seed}")
        self.zone = ZoneInfo(brand.zone)
        self.assisted_from = until - timedelta(days=ASSISTED_DAYS)
        self.ruled_from = until - timedelta(days=RULED_DAYS)
        self.replay = Replay(brand.pk, start, watch=self.watch, later={".suggestions.": self.assisted_from, ".guidance.": self.ruled_from})
        self.chats: dict[int, Chat] = {}
        self.people = self._people(home)
        self.count = 0
        self.pending: Chat | None = None

    def play(self, progress: Callable[[datetime], None]) -> int:
        """Everything from the start until the end; returns how many conversations there were.

        Nobody arrives in the last half hour, and at the end whoever is left is seen off: the past is complete.
        """
        self._schedule(self.until - timedelta(minutes=30))
        self.replay.run(self.until, progress=progress)
        self.replay.at(self.until, self._see_off)
        self.replay.run(self.until + timedelta(microseconds=1), progress=progress)
        return self.count

    def _see_off(self) -> None:
        for chat in self.chats.values():
            if chat.ended:
                continue
            if chat.holder is not None:
                self._resolves(chat)
            else:
                self._loses_patience(chat)
        for member in self.people.members.values():
            self._go(member, "offline")

    def _people(self, home: set[str]) -> People:
        with scope(Scope(brands=(self.brand.pk,), purpose="demo")):
            rows = [row for row in roster([self.brand.pk]) if row.name in home]
            members = {m.pk: m for m in Membership.objects.filter(pk__in=[row.membership_id for row in rows])}
            for row in rows:
                actor = Actor("system", via="demo", simulated=True)
                set_capacity(actor, self.brand.pk, expert_in_scope(row.ref), capacity=CAPACITY[str(row.pool_kind)])
        return People(members, {row.membership_id: str(row.pool_kind) for row in rows})

    def _schedule(self, last: datetime) -> None:
        of_shift = shifts()
        opens, closes = (int(text[:2]) for text in self.script.brand["hours"][0])
        first, today = (instant.astimezone(self.zone).date() for instant in (self.start, self.until))
        for ago in range((today - first).days, -1, -1):
            day = today - timedelta(days=ago)
            a_day = self.script.brand["arrivals_a_day"] * max(LEAST, 1 - GREW_A_DAY * ago)
            for instant in arrivals(day, zone=self.zone, a_day=a_day, hours=(opens, closes), rng=self.rng):
                if self.start < instant < last:
                    self.replay.at(instant, self._arrive)
            for member in self.people.members.values():
                worked = block(day, zone=self.zone, pool_kind=self.people.pools[member.pk], shift=of_shift[member.display_name], rng=self.rng)
                if worked and worked[0] > self.start:
                    self._schedule_block(member, *worked)

    def _schedule_block(self, member: Membership, begins: datetime, ends: datetime) -> None:
        self.replay.at(begins, lambda: self._go(member, "online"))
        self.replay.at(ends, lambda: self._go(member, "offline"))
        if ends - begins > timedelta(hours=5):
            middle = begins + (ends - begins) / 2
            self.replay.at(middle, lambda: self._go(member, "away", "lunch"))
            self.replay.at(middle + timedelta(minutes=30), lambda: self._go(member, "online"))

    def _go(self, member: Membership, state: str, reason: str = "") -> None:
        set_availability(self._actor(member), [member], state=state, reason=reason)

    def _actor(self, member: Membership) -> Actor:
        return Actor("person", member.person_id, membership_id=member.pk, via="demo", simulated=True)

    def _customer(self) -> Any:
        known = self.people.known
        if known and self.rng.random() < RETURNING:
            return self.rng.choice(known[-400:])
        name = self.script.name(self.rng)
        email = f"{''.join(c for c in name.casefold() if c.isascii() and c.isalpha())}{self.count}@mail.example"
        customer = create_customer(Actor("system", via="demo", simulated=True), self.brand.pk, name=name, email=email)
        known.append(customer)
        return customer

    def _arrive(self) -> None:
        customer, kind = self._customer(), self.script.pick_kind(self.rng)
        self.count += 1
        text = self.script.fill(self.rng.choice(kind.openers), self.rng, first=customer.name.split()[0])
        actor = Actor("customer", customer.pk, via="demo", simulated=True)
        rounds = self.rng.choices((1, 2, 3), weights=(5, 4, 1))[0]
        self.pending = Chat(0, customer, kind, rounds)  # its id comes with the event
        start_chat(actor, self.brand.pk, customer_id=customer.pk, text=text, client_id=f"h{self.count}", queue_key=kind.queue)

    def _later(self, mean_seconds: float, step: Callable[[], None], *, least: float = 2.0) -> None:
        spread = self.rng.lognormvariate(0, 0.5) / 1.133  # mean one
        self.replay.at(self.replay.clock.instant + timedelta(seconds=least + mean_seconds * spread), step)

    def watch(self, happened: Happened) -> None:
        """What the played people notice, and when they act on it."""
        data = happened.data
        match happened.kind:
            case "ContactOpened":
                self._notice_opened(data)
            case "OfferMade":
                self._notice_offer(data)
            case "ContactAssigned":
                chat = self.chats.get(data["conversation_id"])
                if chat:
                    chat.holder = self.people.members.get(self._membership_of(data["person_id"]))
                    self._later(25, lambda: self._expert_writes(chat, first=True))
            case "ContactTakenBack":
                if data["conversation_id"] in self.chats:
                    self.chats[data["conversation_id"]].holder = None
            case "AvailabilityChanged" if data["state"] == "wrap_up":
                self.replay.at(self.replay.clock.instant + timedelta(seconds=20), lambda: _ignore(expert_tasks.end_wrap_ups))

    def _membership_of(self, person_id: int) -> int:
        return next((m.pk for m in self.people.members.values() if m.person_id == person_id), 0)

    def _notice_opened(self, data: dict[str, Any]) -> None:
        conversation_id = data["conversation_id"]
        chat = self.pending
        if conversation_id not in self.chats and chat is not None:
            chat.id = conversation_id
            self.chats[conversation_id] = chat
            self.pending = None
        chat = self.chats.get(conversation_id)
        if chat is None:
            return
        chat.ended = False
        self.replay.at(self.replay.clock.instant + timedelta(seconds=90.5), lambda: _ignore(routing_tasks.route_due))
        patience = self.rng.expovariate(1 / (PATIENCE_MINUTES * 60))
        self.replay.at(self.replay.clock.instant + timedelta(seconds=max(20, patience)), lambda: self._loses_patience(chat))

    def _loses_patience(self, chat: Chat) -> None:
        if chat.holder is None and not chat.ended:
            leave_queue(Actor("customer", chat.customer.pk, via="demo", simulated=True), self.brand.pk, chat.id)
            chat.ended = True

    def _notice_offer(self, data: dict[str, Any]) -> None:
        fate = self.rng.random()
        member = self.people.members.get(self._membership_of(data["person_id"]))
        if member is None:
            return
        if fate < 0.94:
            self._later(7, lambda: routing.accept(self._actor(member), offer_for([member], data["offer"])))
        elif fate < 0.98:
            self._later(
                9, lambda: routing.decline(self._actor(member), offer_for([member], data["offer"]), reason=self.rng.choice(("too_busy", "not_my_field")))
            )
        else:
            self.replay.at(self.replay.clock.instant + timedelta(seconds=30.5), lambda: _ignore(routing_tasks.lapse_due_offers))

    def _expert_writes(self, chat: Chat, *, first: bool = False) -> None:
        member = chat.holder
        if member is None or chat.ended:
            return
        if first and self.replay.clock.instant >= self.ruled_from and self.rng.random() < STATES:
            state_matter(self._actor(member), self.brand.pk, chat.id, topic=chat.kind.key)
            chat.stated = True
        text, generation_id = self._drafted(chat) if self.replay.clock.instant >= self.assisted_from else ("", None)
        text = text or reply_text(self.script, self.rng, chat, member, first=first)
        self._sends(chat, member, self._told(chat, member, text, moment="before"), generation_id)
        share = chat.kind.handle_minutes * 60 / (chat.rounds + 1)
        if chat.rounds > 0:
            self._later(share * 0.6, lambda: self._customer_writes(chat))
        else:
            self._later(share * 0.5, lambda: self._resolves(chat), least=15)

    def _sends(self, chat: Chat, member: Membership, text: str, generation_id: int | None = None) -> None:
        client_id = f"{chat.id}-{self.rng.getrandbits(40)}"
        send(self._actor(member), member, chat.id, text=text, client_id=client_id, generation_id=generation_id)

    def _told(self, chat: Chat, member: Membership, text: str, *, moment: str) -> str:
        """`text` with what must be said by then, as the desk inserts it."""
        while chat.stated and (due := unsaid_in(chat.id, member, moment=moment, text=text)):
            text = f"{text}\n\n{due.rule.text}".strip()
        return text

    def _drafted(self, chat: Chat) -> tuple[str, int | None]:
        """The AI's draft, if there is one and the expert takes it: as it is, or with a line of their own."""
        offered = suggestion_for_desk(chat.id)
        fate = self.rng.random()
        if offered is None or not offered.offered or not offered.fresh or fate > TAKES_DRAFT:
            return "", None
        own = "" if fate < TAKES_AS_IT_IS else " " + self.script.fill(self.rng.choice(self.script.lines["ask"]), self.rng)
        return offered.text + own, draft_behind(chat.id, offered.ref)

    def _customer_writes(self, chat: Chat) -> None:
        if chat.ended:
            return
        chat.rounds -= 1
        words = chat.kind.followups if chat.rounds > 0 or not chat.kind.closers else chat.kind.closers
        post_message(
            Actor("customer", chat.customer.pk, via="demo", simulated=True), self.brand.pk, chat.id, author="customer",
            text=self.rng.choice(words), client_id=f"c{self.rng.getrandbits(40)}",
        )  # fmt: skip
        if chat.holder is not None:
            self._later(chat.kind.handle_minutes * 14, lambda: self._expert_writes(chat))

    def _resolves(self, chat: Chat) -> None:
        if chat.holder is None or chat.ended:
            return
        if last := self._told(chat, chat.holder, "", moment="closing"):
            self._sends(chat, chat.holder, last)
        resolve(self._actor(chat.holder), chat.holder, chat.id)
        chat.ended, chat.holder = True, None
        if self.rng.random() < RATES:
            self._later(120, lambda: self._rates(chat))

    def _rates(self, chat: Chat) -> None:
        weights = {"calm": (1, 2, 6, 24, 40), "happy": (0, 1, 3, 16, 50), "annoyed": (4, 5, 12, 26, 22), "upset": (6, 7, 12, 22, 18)}[chat.kind.mood]
        score = self.rng.choices((1, 2, 3, 4, 5), weights=weights)[0]
        answer_survey(Actor("customer", chat.customer.pk, via="demo", simulated=True), self.brand.pk, chat.id, score=score)


def reply_text(script: Script, rng: random.Random, chat: Chat, member: Membership, *, first: bool) -> str:
    """An expert's words: a greeting with a question, or a closing line."""
    lines = script.lines
    names = {"first": chat.customer.name.split()[0], "me": member.display_name.split()[0]}
    chosen = f"{rng.choice(lines['greeting'])} {rng.choice(lines['ask'])}" if first else rng.choice(lines["closing"])
    return script.fill(chosen, rng, **names)


def _ignore(sweep: Callable[[], int]) -> None:
    try:
        sweep()
    except Refused:
        return
