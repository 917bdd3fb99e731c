"""Noting what readers do: opened, voted, asked all the same; and settling what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from tandem.core.kit.refusals import Invalid, TooMany
from tandem.core.knowledge.deflection import REASONS, WINDOW
from tandem.core.knowledge.measures import Cited
from tandem.domain.assistance.readings.access import Brought
from tandem.domain.assistance.readings.events import ReaderVoted
from tandem.domain.assistance.readings.models import FATES, Asking, Read, Session, Settlement, Vote
from tandem.domain.assistance.readings.queries import fate_now, read_in
from tandem.domain.knowledge.articles.queries.public import Card
from tandem.domain.knowledge.usage.actions.counting import Place, count
from tandem.foundation import clock
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

MOST_VOTES = 30  # of one session: nobody reads more with care
LONGEST_COMMENT = 400
IN_HELP = Place("help")

PASSED = """INSERT INTO readings_passing (brand_id, article_id, version_id, day, count) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (version_id, day) DO UPDATE SET count = readings_passing.count + 1"""


def note_read(brand_id: int, card: Card, *, session: str) -> None:
    """A wording was opened: by a session, or (empty) by somebody who is not followed, who is counted by the day."""
    now = clock.now()
    with writing_in(brand_id, savepoint=False):
        row = _session(brand_id, session, at=now) if session else None
        if row is None or Settlement.objects.filter(session=row).exists():
            with connection.cursor() as cursor:
                cursor.execute(PASSED, [brand_id, card.article_id, card.version_id, now.date()])
            return
        _opened(row, card, at=now)


def vote(actor: Actor, brand_id: int, card: Card, *, session: str, helpful: bool, reason: str = "", comment: str = "") -> None:
    """Whether a wording helped; whoever says it again says it anew. Raises Invalid (`reason`, `comment`), TooMany."""
    if reason and reason not in REASONS:
        raise Invalid("Choose one of the reasons.", field="reason")
    if len(comment) > LONGEST_COMMENT or "\x00" in comment:
        raise Invalid("Write at most %(most)s characters.", named={"most": LONGEST_COMMENT}, field="comment")
    now = clock.now()
    with writing_in(brand_id):
        row = _session(brand_id, session, at=now)
        if Vote.objects.filter(session=row).exclude(version_id=card.version_id).count() >= MOST_VOTES:
            raise TooMany("You have said what you think of many articles today. Go on tomorrow.")
        _opened(row, card, at=now)
        said = {"helpful": helpful, "reason": "" if helpful else reason, "comment": comment.strip(), "at": now}
        Vote.objects.update_or_create(session=row, version_id=card.version_id, defaults=said, create_defaults={**said, **_of(row, card)})
        publish(actor, brand_id, ReaderVoted(card.article_id, card.ref, card.number, helpful))


def ask(brand_id: int, conversation: Any, *, session: str, brought: Brought) -> None:
    """A conversation begins with what its customer brings from the help centre; reading did not spare them from asking.

    Without a session, what they brought is all that is known of them. Twice is once.
    """
    if not session and not brought:
        return
    now = clock.now()
    with writing_in(brand_id):
        row = _session(brand_id, session or f"hlp_{conversation.ref.partition('_')[2]}", at=now)
        if brought.card is not None:
            _opened(row, brought.card, at=now)
        _belongs_to(row, conversation.customer_id)
        given = {"brand_id": brand_id, "words": brought.words, "at": now}
        Asking.objects.get_or_create(session=row, conversation=conversation, defaults=given)


def recognise(brand_id: int, session: str, customer_id: int) -> None:
    """The browser that reads is this customer's: whatever way they ask by is theirs. Whoever was known first stays."""
    with writing_in(brand_id, savepoint=False):
        row = Session.objects.filter(ref=session, customer__isnull=True).first()
        if row is not None:
            _belongs_to(row, customer_id)


def settle(brand_id: int, session_id: int) -> None:
    """Say what became of a session whose window is over, once; what was spared is counted for each wording read."""
    with writing_in(brand_id):
        # The lock ends the race of two workers, and of one with a reader who opens another article just now.
        row = Session.objects.select_for_update().get(pk=session_id)
        fate = fate_now(row)
        if fate not in FATES or Settlement.objects.filter(session=row).exists():
            return
        now = clock.now()
        Settlement.objects.create(brand_id=brand_id, session=row, fate=fate, at=now)
        if fate == "deflected":
            cited = [Cited(article, number) for article, number in read_in(row)]
            count(brand_id, cited, kinds=["deflected"], key=row.ref, place=IN_HELP, at=now)


def _session(brand_id: int, ref: str, *, at: datetime) -> Any:
    """The session's row, locked, made when this is the first that is written of it."""
    Session.objects.bulk_create([Session(brand_id=brand_id, ref=ref, began_at=at)], ignore_conflicts=True)
    return Session.objects.select_for_update().get(ref=ref)  # the lock ends the race of two articles opened at once


def _opened(row: Any, card: Card, *, at: datetime) -> None:
    _read, is_new = Read.objects.update_or_create(session=row, version_id=card.version_id, defaults={"at": at}, create_defaults={**_of(row, card), "at": at})
    row.due_at = at + WINDOW
    row.save(update_fields=["due_at"])
    if is_new:
        count(row.brand_id, [Cited(card.ref, card.number)], kinds=["shown"], key=row.ref, place=IN_HELP, at=at)


def _of(row: Any, card: Card) -> dict[str, Any]:
    return {"brand_id": row.brand_id, "session": row, "article_id": card.article_id, "version_id": card.version_id}


def _belongs_to(row: Any, customer_id: int) -> None:
    if row.customer_id is None and customer_id:
        row.customer_id = customer_id
        row.save(update_fields=["customer"])
