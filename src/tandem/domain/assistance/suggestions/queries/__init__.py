"""What the desk shows of a suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from django.utils.translation import gettext_noop as noop

from tandem.core.assistance.drafting import WORDS, Depends, Reason
from tandem.core.kit.refusals import Absent, Refused
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.articles.queries.quoted import Fallen, fallen, hold, quotable
from tandem.domain.knowledge.articles.queries.steps import Step, needed_with
from tandem.domain.service.conversations.queries import recent_turns
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.domain.service.conversations.queries.writing import hold_conversation

State = Literal["draft", "sources", "none", "withdrawn", "settled"]

# Why a draft may be dismissed: code -> the words of the menu.
DISMISSALS: dict[str, str] = {
    "fact_wrong": noop("The fact is wrong"),
    "out_of_date": noop("The article is out of date"),
    "tone": noop("The tone is off"),
    "not_asked": noop("Not what the customer asked"),
    "better_answer": noop("I have a better answer"),
}


@dataclass(frozen=True, slots=True)
class DeskReference:
    """An article behind the draft, or worth reading where there is none; sentences cite its `number`."""

    number: int
    article: str
    title: str
    version: int
    section: str
    heading: str
    percent: int | None = None
    is_internal: bool = False
    needs: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A sentence of the draft and the number of its reference."""

    text: str
    cite: int
    item: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class DeskSuggestion:
    """All that the panel beside the composer needs. `percent` is the confidence, as a whole number; `depends`: what nobody said yet."""

    ref: str
    state: State
    fate: str
    percent: int
    text: str
    lines: tuple[DeskLine, ...]
    references: tuple[DeskReference, ...]
    reason: str
    words: str
    dismissals: tuple[tuple[str, str], ...]
    made_at: datetime
    fresh: bool
    depends: Depends | None = None

    @property
    def offered(self) -> bool:
        """Whether there is a draft to accept, edit or dismiss."""
        return self.state == "draft"


def suggestion_for_desk(conversation_id: int) -> DeskSuggestion | None:
    """The latest suggestion of a conversation; None before there is one. `fresh`: the customer wrote last."""
    rows = Suggestion.objects.filter(conversation_id=conversation_id).select_related("generation", "conversation__customer")
    suggestion = rows.order_by("-made_at", "-id").first()
    if suggestion is None:
        return None
    turns = recent_turns(conversation_id, limit=1)
    gone = changed_under(suggestion)
    references = _references(suggestion, gone)
    numbers = {(r.article, r.section): r.number for r in references}
    return DeskSuggestion(
        ref=suggestion.ref,
        state=_state(suggestion, gone),
        fate=suggestion.generation.fate,
        percent=round(100 * (suggestion.generation.confidence or 0.0)),
        text=suggestion.text,
        lines=tuple(
            DeskLine(
                quote["text"], numbers[quote["article"], quote["section"]], quote["item"], quote["opens"]
            )
            for quote in suggestion.citations
        ),
        references=references,
        reason=suggestion.reason,
        words=_words(suggestion, gone),
        dismissals=tuple(DISMISSALS.items()),
        made_at=suggestion.made_at,
        fresh=bool(turns) and turns[-1][0] == "customer",
        depends=Depends(suggestion.depends["place"], tuple(suggestion.depends["values"])) if suggestion.depends else None,
    )


def draft_behind(conversation_id: int, suggestion_ref: str) -> int:
    """The generation of a draft of this conversation, for the message that it becomes. Raises Absent."""
    rows = Suggestion.objects.filter(conversation_id=conversation_id, ref=suggestion_ref, abstained=False)
    found: int | None = (
        rows.values_list("generation_id", flat=True).first() if "\x00" not in suggestion_ref else None
    )
    if found is None:
        raise Absent("There is no such suggestion.")
    return found


def made_for(message_id: int) -> bool:
    """Whether the message has a suggestion that was not withdrawn."""
    return bool(Suggestion.objects.filter(message_id=message_id, withdrawn_at__isnull=True).exists())


def changed_under(suggestion: Suggestion) -> tuple[Fallen, ...]:
    """What it quotes or offers and no longer may, for what its conversation is about now."""
    audience = "expert" if suggestion.abstained else "customer"
    return fallen(_names(suggestion), circumstances=circumstances_of(suggestion.conversation, audience=audience))


def check_stands(generation_id: int) -> None:
    """Whether a draft may still be used; for the transaction that uses it. Raises Refused (`draft_withdrawn`).

    Its conversation and its entries are held until the commit: whoever says that it is about something else, retires or
    replaces one is seen here, or comes after the words went out.
    """
    suggestion = Suggestion.objects.filter(generation_id=generation_id).first()
    conversation = hold_conversation(suggestion.conversation_id) if suggestion is not None else None
    if suggestion is None or conversation is None:
        return
    suggestion.conversation = conversation
    hold(_names(suggestion))
    gone = changed_under(suggestion)
    if gone:
        raise _refusal(gone[0])
    if Suggestion.objects.filter(pk=suggestion.pk, withdrawn_at__isnull=False).exists():
        raise Refused("This draft was withdrawn. Take the new one, or send words of your own.", code="draft_withdrawn")


def _refusal(gone: Fallen) -> Refused:
    """What happened to the article, and what to do now."""
    named, code = {"title": gone.title}, "draft_withdrawn"
    if gone.how == "retired":
        return Refused("“%(title)s” was retired after this draft was made. Read what changed, then send words of your own.", code=code, named=named)
    if gone.how == "expired":
        return Refused("“%(title)s” has expired since this draft was made. Read what changed, then send words of your own.", code=code, named=named)
    if gone.how == "replaced":
        return Refused("“%(title)s” was reworded after this draft was made. Read what changed, then send words of your own.", code=code, named=named)
    return Refused("“%(title)s” does not apply to what this conversation is about. Read it, then send words of your own.", code=code, named=named)


def _names(suggestion: Suggestion) -> list[tuple[str, int]]:
    given = suggestion.sources if suggestion.abstained else suggestion.citations
    return [(one["article"], one["version"]) for one in given]


def _state(suggestion: Suggestion, gone: Sequence[Fallen]) -> State:
    """A draft whose article changed is withdrawn, whether or not anybody has written it down yet."""
    if suggestion.generation.fate == "withdrawn":
        return "withdrawn"
    if suggestion.abstained:
        return "sources" if len(gone) < len(set(_names(suggestion))) else "none"
    if suggestion.generation.fate != "offered":
        return "settled"
    return "withdrawn" if gone else "draft"


def _words(suggestion: Suggestion, gone: Sequence[Fallen]) -> str:
    if suggestion.generation.fate == "withdrawn" or (gone and not suggestion.abstained):
        return noop("This draft was withdrawn because its article changed.")
    return WORDS[cast("Reason", suggestion.reason)] if suggestion.reason else ""


def _references(suggestion: Suggestion, gone: Sequence[Fallen]) -> tuple[DeskReference, ...]:
    """Each section once, numbered in the order of the draft; of sources only those that still stand."""
    left_out = {(one.article, one.number) for one in gone} if suggestion.abstained else set()
    quoted: list[dict[str, Any]] = suggestion.sources if suggestion.abstained else suggestion.citations
    given = [one for one in quoted if (one["article"], one["version"]) not in left_out]
    once = {(one["article"], one["section"]): one for one in reversed(given)}
    ordered = sorted(once.values(), key=given.index)
    needs = needed_with(
        {(one["article"], one["version"]) for one in given}, circumstances=circumstances_of(suggestion.conversation, audience="expert"),
        language=suggestion.conversation.language,
    )  # fmt: skip
    open_to_customers = quotable({(one["article"], one["version"]) for one in given})
    once_told: set[tuple[str, int]] = set()
    references = []
    for number, one in enumerate(ordered, start=1):
        name = (one["article"], one["version"])
        references.append(
            DeskReference(
                number, one["article"], one["title"], one["version"], one["section"], one["heading"],
                round(100 * one["confidence"]) if one.get("confidence") else None, is_internal=name not in open_to_customers,
                needs=() if name in once_told else needs.get(name, ()),
            )
        )  # fmt: skip
        once_told.add(name)
    return tuple(references)
