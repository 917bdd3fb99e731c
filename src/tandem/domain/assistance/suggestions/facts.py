"""Suggestions as what is counted: what a settled one means for its articles, and which questions the articles do not answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from tandem.core.assistance.settling import Kind
from tandem.core.knowledge.measures import Cited
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.usage.actions.counting import Place
from tandem.domain.service.conversations.queries.holding import last_holder
from tandem.foundation.tenancy.models import Membership

UNASKED = ("no_question", "language", "long_story", "depends")  # of "depends" another is made once somebody says what it is about
THIN = ("nothing_relevant", "unsure")  # abstentions for want of an article, not for want of a question

# What each fate says of the sections; a withdrawn draft says nothing of them.
COUNTED = {
    "accepted": ("shown", "used"),
    "edited": ("shown", "used", "edited"),
    "dismissed": ("shown", "dismissed"),
    "ignored": ("shown",),
}


# Of a dismissal's reasons those that say the article was not the one; tone and "a better answer" do not.
NOT_THE_ARTICLE = ("fact_wrong", "out_of_date", "not_asked")
KEPT_OF_EDITED = 0.3  # of the draft's characters: with fewer left the expert wrote anew, and says nothing of its article


@dataclass(frozen=True, slots=True)
class Taught:
    """What a settled suggestion says of the message's question."""

    message_id: int
    kind: Kind
    cause: str
    articles: tuple[str, ...]
    by: int | None


def taught_by(ref: str) -> Taught | None:
    """What can be learnt of a settled suggestion; None for what says nothing of its articles."""
    row = Suggestion.objects.filter(ref=ref).select_related("generation").first()
    if row is None:
        return None
    fate, reason = row.generation.fate, row.generation.fate_reason
    articles = tuple(sorted({one["article"] for one in row.citations}))
    by = row.generation.fate_by_id
    if fate == "accepted" or (fate == "edited" and _kept(reason) >= KEPT_OF_EDITED):
        return Taught(row.message_id, "right", fate, articles, by)
    if fate == "dismissed" and reason in NOT_THE_ARTICLE and articles:
        return Taught(row.message_id, "wrong", fate, articles, by)
    if fate == "ignored" and row.abstained and row.reason in THIN:
        return Taught(row.message_id, "unanswered", "own_words", (), by)
    return None


def _kept(reason: str) -> float:
    """The share of a draft's characters that an edit left, as its fate's reason says."""
    share = reason.rpartition(" ")[2]
    return float(share) if share.replace(".", "", 1).isdigit() else 0.0


def cited_in(suggestion: Suggestion) -> tuple[Cited, ...]:
    """The sections that it quotes, or offers to read."""
    given = suggestion.sources if suggestion.abstained else suggestion.citations
    return tuple(Cited(one["article"], one["version"], one["section"]) for one in given)


def kinds_of(fate: str, *, abstained: bool) -> tuple[str, ...]:
    """What is counted; sources beside an abstention were shown, whatever became of them."""
    counted = COUNTED.get(fate, ())
    return counted[:1] if abstained else counted


def place_of(suggestion: Suggestion, *, by: int | None) -> Place | None:
    """Who had it before them: whoever settled it, else whoever held the conversation since; None when nobody did."""
    conversation = suggestion.conversation
    if by is None:
        holder = last_holder(suggestion.conversation_id, since=suggestion.made_at)
        by = holder.membership_id if holder else None
    member = Membership.objects.filter(pk=by).first() if by is not None else None
    if member is None:
        return None
    return Place(
        surface="desk", channel=conversation.channel, conversation=conversation.ref, pool_id=member.pool_id, vendor_id=member.vendor_id,
        generation_id=suggestion.generation_id,
    )  # fmt: skip


def unanswered(ref: str) -> int | None:
    """The message that a suggestion left without a draft because the articles do not answer it; None otherwise."""
    found: int | None = Suggestion.objects.filter(ref=ref, abstained=True, reason__in=THIN).values_list("message_id", flat=True).first()
    return found


def answers_since(instant: datetime, *, language: str, most: int) -> list[tuple[int, bool]]:
    """(message, whether the articles gave a draft) of the questions since then, the newest first."""
    rows = Suggestion.objects.filter(made_at__gt=instant, conversation__language=language).exclude(reason__in=UNASKED)
    return [(message_id, not abstained) for message_id, abstained in rows.order_by("-made_at").values_list("message_id", "abstained")[:most]]


def coverage_by_queue(since: datetime) -> list[tuple[str, int, int]]:
    """(queue, conversations, of these the first question got a draft): which matters are covered, as far as queues tell them apart."""
    rows = Suggestion.objects.filter(made_at__gte=since).exclude(reason__in=UNASKED)
    firsts = rows.order_by().values("conversation_id").annotate(first=Min("pk")).values("first")
    counted = Suggestion.objects.filter(pk__in=firsts).order_by().values_list("conversation__queue__name")
    counted = counted.annotate(n=Count("pk"), good=Count("pk", filter=Q(abstained=False)))
    return sorted(counted, key=lambda row: (-row[1], row[0]))


def drafted_in(conversation_ids: Collection[int]) -> frozenset[int]:
    """Those of these conversations in which the articles gave a draft."""
    rows = Suggestion.objects.filter(conversation_id__in=list(conversation_ids), abstained=False)
    return frozenset(rows.values_list("conversation_id", flat=True).distinct())
