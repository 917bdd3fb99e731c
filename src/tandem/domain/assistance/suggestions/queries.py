"""What the desk shows of a suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from django.utils.translation import gettext_noop as noop

from tandem.core.assistance.drafting import WORDS, Reason
from tandem.core.kit.refusals import Absent
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.service.conversations.queries import recent_turns

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


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A sentence of the draft and the number of its reference."""

    text: str
    cite: int
    item: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class DeskSuggestion:
    """All that the panel beside the composer needs. `percent` is the confidence, as a whole number."""

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

    @property
    def offered(self) -> bool:
        """Whether there is a draft to accept, edit or dismiss."""
        return self.state == "draft"


def suggestion_for_desk(conversation_id: int) -> DeskSuggestion | None:
    """The latest suggestion of a conversation; None before there is one. `fresh`: the customer wrote last."""
    rows = Suggestion.objects.filter(conversation_id=conversation_id).select_related("generation")
    suggestion = rows.order_by("-made_at", "-id").first()
    if suggestion is None:
        return None
    turns = recent_turns(conversation_id, limit=1)
    references = _references(suggestion)
    numbers = {(r.article, r.section): r.number for r in references}
    return DeskSuggestion(
        ref=suggestion.ref,
        state=_state(suggestion),
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
        words=_words(suggestion),
        dismissals=tuple(DISMISSALS.items()),
        made_at=suggestion.made_at,
        fresh=bool(turns) and turns[-1][0] == "customer",
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
    """Whether the message has its suggestion already."""
    return bool(Suggestion.objects.filter(message_id=message_id).exists())


def _state(suggestion: Suggestion) -> State:
    if suggestion.generation.fate == "withdrawn":
        return "withdrawn"
    if suggestion.abstained:
        return "sources" if suggestion.sources else "none"
    return "draft" if suggestion.generation.fate == "offered" else "settled"


def _words(suggestion: Suggestion) -> str:
    if suggestion.generation.fate == "withdrawn":
        return noop("This draft was withdrawn because its article changed.")
    return WORDS[cast("Reason", suggestion.reason)] if suggestion.reason else ""


def _references(suggestion: Suggestion) -> tuple[DeskReference, ...]:
    """Each section once, numbered in the order of the draft."""
    given: list[dict[str, Any]] = suggestion.sources if suggestion.abstained else suggestion.citations
    once = {(one["article"], one["section"]): one for one in reversed(given)}
    ordered = sorted(once.values(), key=given.index)
    return tuple(
        DeskReference(
            number,
            one["article"],
            one["title"],
            one["version"],
            one["section"],
            one["heading"],
            round(100 * one["confidence"]) if one.get("confidence") else None,
        )
        for number, one in enumerate(ordered, start=1)
    )
