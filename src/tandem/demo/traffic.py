"""Live traffic through the public HTTP API: customers arrive, write, wait, give up, rate; experts accept, answer, decline.

`python -m tandem.demo.traffic NOTES PORT`. Whoever is signed in for real is served, and serves, among them.
"""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tandem.demo.notes import load, printed
from tandem.demo.programs import Declined, Program
from tandem.demo.script import Kind, Script, script_of

log = logging.getLogger(__name__)

ARRIVAL_SECONDS = 22.0  # mean, a brand
LOOK_SECONDS = 1.0
HEARTBEAT_SECONDS = 20.0
ON_DUTY = 5  # experts a brand at a time
BESIDE_A_VISITOR = 1  # while somebody sits at a desk for real: who comes last is asked last, and nobody waits ten minutes for that
PATIENCE_SECONDS = 240.0
SPELL_SECONDS = 900.0
PACE = 0.4  # of the scripted handling time: a visitor of the demo has not ten minutes


@dataclass
class Chat:
    """A customer of the demo in one conversation."""

    kind: Kind
    first: str
    rounds: int
    answered: bool = False
    ended: bool = False


@dataclass
class Desk:
    """An expert of the demo at their app."""

    name: str
    app: Program
    online: bool = False
    holds: set[str] = field(default_factory=set)


class BrandTraffic:
    """One brand's customers and experts."""

    def __init__(self, slug: str, tokens: dict[str, Any], client: httpx.AsyncClient) -> None:
        self.script: Script = script_of(slug)
        self.rng = random.Random()  # live traffic need not repeat itself
        self.customers = Program(client, tokens["customers"])
        self.brand = tokens["brand"]
        real = printed()
        self.desks = {e["desk"]: Desk(e["name"], Program(client, e["token"])) for e in tokens["experts"] if e["name"] not in real}
        self.visitors: set[str] = set()  # desks of people who are online for real
        self.chats: dict[str, Chat] = {}
        self.running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._arrivals(), self._duty(), self._heartbeats(), self._follow())

    def later(self, mean: float, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `step` after about `mean` seconds; refusals and hiccups end it quietly."""

        async def wait() -> None:
            await asyncio.sleep(2.0 + mean * self.rng.lognormvariate(0, 0.5) / 1.133)
            await _quietly(step)

        task = asyncio.create_task(wait())
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _arrivals(self) -> None:
        while True:
            await asyncio.sleep(self.rng.expovariate(1 / ARRIVAL_SECONDS))
            await _quietly(self._arrive)

    async def _arrive(self) -> None:
        name, kind = self.script.name(self.rng), self.script.pick_kind(self.rng)
        customer = await self.customers.post("/customers", {"name": name})
        text = self.script.fill(self.rng.choice(kind.openers), self.rng, first=name.split()[0])
        made = await self.customers.post("/conversations", {"customer": customer["ref"], "text": text, "queue": kind.queue})
        chat = Chat(kind, name.split()[0], self.rng.choices((1, 2, 3), weights=(5, 4, 1))[0])
        self.chats[made["ref"]] = chat
        self.later(max(30.0, self.rng.expovariate(1 / PATIENCE_SECONDS)), lambda: self._lose_patience(made["ref"], chat))

    async def _lose_patience(self, ref: str, chat: Chat) -> None:
        if chat.answered or chat.ended:
            return
        if chat.kind.impatient and self.rng.random() < 0.6:
            await self.customers.say(ref, self.rng.choice(chat.kind.impatient))
            self.later(40, lambda: self._leave(ref, chat))
        else:
            await self._leave(ref, chat)

    async def _leave(self, ref: str, chat: Chat) -> None:
        if not chat.answered and not chat.ended:
            await self.customers.delete(f"/conversations/{ref}/contact")
            chat.ended = True

    async def _duty(self) -> None:
        """Keep about ON_DUTY experts online; spells end, others begin. Beside a visitor the idle make room."""
        while True:
            wanted = BESIDE_A_VISITOR if self.visitors else ON_DUTY
            idle = [desk for desk in self.desks.values() if desk.online and not desk.holds]
            spare = sum(desk.online for desk in self.desks.values()) - wanted
            for desk in idle[: max(spare, 0)]:
                await _quietly(lambda desk=desk: self._go(desk, "offline"))  # type: ignore[misc]
            off = [desk for desk in self.desks.values() if not desk.online]
            while off and len(self.desks) - len(off) < wanted:
                desk = off.pop(self.rng.randrange(len(off)))
                await _quietly(lambda desk=desk: self._go(desk, "online"))  # type: ignore[misc]
                if not desk.online:
                    break
                self.later(SPELL_SECONDS, lambda desk=desk: self._finish(desk))  # type: ignore[misc]
            await asyncio.sleep(5)

    async def _go(self, desk: Desk, state: str, reason: str = "") -> None:
        await desk.app.put("/experts/me/availability", {"state": state, "reason": reason})
        desk.online = state == "online"

    async def _finish(self, desk: Desk) -> None:
        """No new work, then home when the last chat is done."""
        await self._go(desk, "away", "personal")
        self.later(30, lambda: self._leave_desk(desk))

    async def _leave_desk(self, desk: Desk) -> None:
        if desk.holds:
            self.later(15, lambda: self._leave_desk(desk))
        else:
            await self._go(desk, "offline")

    async def _heartbeats(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            for desk in self.desks.values():
                if desk.online or desk.holds:
                    await _quietly(lambda desk=desk: desk.app.post("/experts/me/heartbeat"))  # type: ignore[misc]

    async def _follow(self) -> None:
        """What happened since, every second: the demo's people notice and act."""
        cursor = ""
        while True:
            try:
                if not cursor:
                    cursor = (await self.customers.post("/live/tickets", {"topics": [f"floor:{self.brand}"]}))["after"]
                page = await self.customers.get("/events", after=cursor, limit=100)
            except (Declined, httpx.HTTPError):
                await asyncio.sleep(3)
                continue
            cursor = page["next_cursor"]
            for event in page["items"]:
                self._notice(event["kind"], event["data"])
            if not page["items"]:
                await asyncio.sleep(LOOK_SECONDS)

    def _notice(self, kind: str, data: dict[str, Any]) -> None:
        desk = self.desks.get(data.get("desk", ""))
        ref = data.get("conversation", "")
        if kind == "AvailabilityChanged" and desk is None and data.get("desk"):
            (self.visitors.add if data.get("state") == "online" else self.visitors.discard)(data["desk"])
        match kind:
            case "OfferMade" if desk:
                self._consider(desk, data["offer"])
            case "ContactAssigned" if desk:
                desk.holds.add(ref)
                self.later(12, lambda: self._answer(desk, ref))
            case "ContactResolved" | "ContactTakenBack" | "ContactTransferred" if desk:
                desk.holds.discard(ref)
        chat = self.chats.get(ref)
        if kind == "MessagePosted" and data["author"] == "expert" and chat is not None:
            chat.answered = True
            self.later(chat.kind.handle_minutes * 20 * PACE, lambda: self._reply(ref, chat))
        elif kind == "MessagePosted" and data["author"] == "customer" and desk:
            self.later(chat.kind.handle_minutes * 15 * PACE if chat else 15, lambda: self._answer(desk, ref))
        elif kind == "ContactResolved" and chat is not None:
            chat.ended = True
            self.later(20, lambda: self._rate(ref, chat))

    def _consider(self, desk: Desk, offer: str) -> None:
        fate = self.rng.random()
        if fate < 0.94:
            self.later(4, lambda: desk.app.post(f"/offers/{offer}/acceptance"))
        elif fate < 0.98:
            self.later(5, lambda: desk.app.post(f"/offers/{offer}/refusal", {"reason": "too_busy"}))

    async def _answer(self, desk: Desk, ref: str) -> None:
        """An expert writes: a greeting and what the knowledge says, later a closing line and the end."""
        page = await desk.app.get(f"/conversations/{ref}/messages", limit=100)
        words = [message for message in page["items"] if message["author"] in ("customer", "expert")]
        if not words or words[-1]["author"] == "expert":
            return
        chat = self.chats.get(ref)
        names = {"first": chat.first if chat else "there", "me": desk.name.split()[0]}
        answers = sum(message["author"] == "expert" for message in words)
        if chat is not None and chat.rounds <= 0:
            await desk.app.say(ref, self.script.fill(self.rng.choice(self.script.lines["closing"]), self.rng, **names))
            self.later(10, lambda: self._close(desk, ref))
            return
        found = await self._looked_up(desk, words[-1]["text"])
        opening = self.script.fill(self.rng.choice(self.script.lines["greeting"]), self.rng, **names) if answers == 0 else ""
        middle = found or self.rng.choice(self.script.lines["ask"])
        await desk.app.say(ref, " ".join(part for part in (opening, middle) if part))
        if chat is None:
            self.later(240, lambda: self._close_if_quiet(desk, ref))

    async def _looked_up(self, desk: Desk, question: str) -> str:
        page = await desk.app.get("/articles/search", q=question[:200], most=1)
        if not page["items"]:
            return ""
        return " ".join(str(page["items"][0]["text"]).split())[:320].rsplit(". ", 1)[0].rstrip(".") + "."

    async def _reply(self, ref: str, chat: Chat) -> None:
        if chat.ended or chat.rounds <= 0:
            return
        chat.rounds -= 1
        words = chat.kind.followups if chat.rounds > 0 or not chat.kind.closers else chat.kind.closers
        await self.customers.say(ref, self.rng.choice(words))

    async def _close(self, desk: Desk, ref: str) -> None:
        await desk.app.post(f"/conversations/{ref}/closure", {"disposition": "solved"})

    async def _close_if_quiet(self, desk: Desk, ref: str) -> None:
        """A real visitor of the chat: their thread ends when they have not written for a while."""
        page = await desk.app.get(f"/conversations/{ref}/messages", limit=100)
        if page["items"] and page["items"][-1]["author"] == "expert":
            await self._close(desk, ref)

    async def _rate(self, ref: str, chat: Chat) -> None:
        if self.rng.random() < 0.5:
            weights = {"calm": (1, 2, 6, 24, 40), "happy": (0, 1, 3, 16, 50), "annoyed": (4, 5, 12, 26, 22), "upset": (6, 7, 12, 22, 18)}[chat.kind.mood]
            await self.customers.put(f"/conversations/{ref}/survey", {"score": self.rng.choices((1, 2, 3, 4, 5), weights=weights)[0]})
        self.chats.pop(ref, None)


async def _quietly(step: Callable[[], Awaitable[Any]]) -> None:
    try:
        await step()
    except (Declined, httpx.HTTPError) as refusal:
        log.info("passed over: %s", refusal)


async def main(notes: Path, port: str) -> None:
    """Both brands, until SIGTERM."""
    _, tokens = load(notes)
    loop = asyncio.get_running_loop()
    own = asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, own.cancel if own else sys.exit)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=15) as client:
        await asyncio.gather(*(BrandTraffic(slug, own_tokens, client).run() for slug, own_tokens in tokens.items()))


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
    except asyncio.CancelledError:
        sys.exit(0)
