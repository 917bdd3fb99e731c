"""Steps that follow events and the job that gathers. Each may run twice."""

from __future__ import annotations

import contextlib

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from tandem.domain.assistance.gaps.actions import noting
from tandem.domain.assistance.gaps.actions.gathering import close_covered, gather
from tandem.domain.assistance.gaps.actions.learning import propose_answers, propose_ends
from tandem.domain.assistance.gaps.actions.noting import note
from tandem.domain.assistance.suggestions.facts import unanswered
from tandem.domain.knowledge.usage.queries.flags import conversation_of_flag
from tandem.domain.service.conversations.queries.asked import asked, last_asked
from tandem.foundation.events.publishing import Happened
from tandem.foundation.jobs import job

WAITS_SECONDS = 60  # so that a busy hour is gathered once a minute at most


def note_thin(happened: Happened) -> None:
    """The assistant abstained for thin support (SuggestionMade): the question found no good article."""
    message_id = unanswered(happened.data["suggestion"]) if happened.data["abstained"] else None
    question = asked([message_id]).get(message_id) if message_id else None
    if question is not None:
        note(happened.brand_id, question, source="thin")


def note_flagged(happened: Happened) -> None:
    """Somebody said that an article is wrong (ArticleFlagged): what the customer asked then has no good article."""
    conversation = conversation_of_flag(happened.data["flag"])
    question = last_asked(conversation) if conversation else None
    if question is not None:
        note(happened.brand_id, question, source="flagged")


def note_unused(happened: Happened) -> None:
    """A contact was resolved (ContactResolved): what an expert found for it and left unused says a little."""
    noting.note_unused(happened.brand_id, happened.data["conversation_id"])


def gather_soon(happened: Happened) -> None:
    """A question was noted (QuestionNoted): one look waits for each brand, however much is asked."""
    waits = f"gaps-{happened.brand_id}"
    later = gather_questions.configure(queueing_lock=waits, lock=waits, schedule_in={"seconds": WAITS_SECONDS})
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        later.defer(brand_id=happened.brand_id)


@job()
def gather_questions(brand_id: int) -> None:
    """Gather, close what is covered, propose what served and what no longer does."""
    gather(brand_id)
    close_covered(brand_id)
    propose_answers(brand_id)
    propose_ends(brand_id)
