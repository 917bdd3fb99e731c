"""Making suggestions, and settling what became of them: once, and each fate kept apart."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.db import IntegrityError, transaction

from tandem.core.assistance.asking import asked_in
from tandem.core.assistance.drafting import Abstention, Depends, Draft
from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.applicability import Circumstances
from tandem.domain.assistance.suggestions.events import SuggestionMade, SuggestionSettled
from tandem.domain.assistance.suggestions.facts import cited_in, kinds_of, place_of
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.assistance.suggestions.queries import DISMISSALS, check_stands, made_for
from tandem.domain.assistance.suggestions.queries.answering import answer_to
from tandem.domain.knowledge.articles.queries.quoted import fallen, hold
from tandem.domain.knowledge.usage.actions.counting import count
from tandem.domain.service.conversations.queries import live_contact, recent_turns
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.domain.service.conversations.queries.writing import last_said, sent_from
from tandem.foundation import clock
from tandem.foundation.ai.provenance import generated, settle
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

ASSISTANT = Actor("ai", via="suggestions")
TURNS = 8
MOST_ATTEMPTS = 3  # of one suggestion, when its articles change while it is made
STILL_OPEN = timedelta(days=7)  # an older offer is no longer looked at, whatever changes in its articles
LONGEST_COMPARED = 5000  # characters; the comparison is quadratic


def suggest(brand_id: int, conversation_id: int, *, message_id: int) -> Suggestion | None:
    """Make the suggestion for a customer's message: a draft or an abstention, with its provenance row.

    None when it has one already, nobody is at work on the conversation, or the customer did not write last.
    """
    with writing_in(brand_id):
        contact = live_contact(conversation_id)
        if contact is None or made_for(message_id):
            return None
        turns = recent_turns(conversation_id, limit=TURNS)
        if not turns or turns[-1][0] != "customer":
            return None
        began = time.perf_counter()
        asked = asked_in(turns)
        name = contact.conversation.customer.name.strip().partition(" ")[0]
        answered = any(author != "customer" for author, _ in turns)
        matter = circumstances_of(contact.conversation, audience="customer")
        for _ in range(MOST_ATTEMPTS):
            made = answer_to(brand_id, asked, language=contact.language, name=name, greet=not answered, matter=matter)
            if _stands(made, matter):
                spent = (time.perf_counter() - began) * 1000
                return _offered(brand_id, contact.conversation, message_id, asked=asked, made=made, milliseconds=spent)
        return None


def suggest_anew(brand_id: int, conversation_id: int, *, since: datetime) -> Suggestion | None:
    """What was offered up to an instant for the customer's last message is withdrawn, and made again from what holds now."""
    with writing_in(brand_id):
        last = last_said(conversation_id)
        if last is None or last.author != "customer":
            return None
        for old in _open_in(conversation_id):
            if old.made_at <= since:
                _settle(ASSISTANT, old, fate="withdrawn", reason="made anew")
        return suggest(brand_id, conversation_id, message_id=last.pk)


def accept(actor: Actor, suggestion: Suggestion) -> None:
    """The expert takes the draft as it is. Raises Refused (`no_draft`, `draft_withdrawn`, `already_settled`)."""
    with writing_in(suggestion.brand_id):
        _check_draft(suggestion)
        check_stands(suggestion.generation_id)
        _settle(actor, suggestion, fate="accepted")


def edit(actor: Actor, suggestion: Suggestion, *, text: str) -> None:
    """The expert takes the draft and changes it to `text`. Raises Refused (`no_draft`, `draft_withdrawn`, `already_settled`)."""
    with writing_in(suggestion.brand_id):
        _check_draft(suggestion)
        check_stands(suggestion.generation_id)
        _settle(actor, suggestion, fate="edited", reason=_likeness(suggestion.text, text))


def dismiss(actor: Actor, suggestion: Suggestion, *, reason: str) -> None:
    """The expert does not want it, for one of DISMISSALS. Raises Invalid, Refused (`already_settled`)."""
    if reason not in DISMISSALS:
        raise Invalid("Choose why: %(choices)s.", named={"choices": ", ".join(DISMISSALS)}, field="reason")
    with writing_in(suggestion.brand_id):
        _settle(actor, suggestion, fate="dismissed", reason=reason)


def mark_used(actor: Actor, conversation_id: int, *, text: str, generation_id: int | None) -> None:
    """An expert's message was sent: the draft behind it was accepted or edited, the other open ones ignored.

    Safe to repeat: what is settled stays as it is.
    """
    for suggestion in _open_in(conversation_id):
        if suggestion.generation_id != generation_id:
            _settle(actor, suggestion, fate="ignored", reason="answered without it")
        elif text.strip() == suggestion.text.strip():
            _settle(actor, suggestion, fate="accepted")
        else:
            _settle(actor, suggestion, fate="edited", reason=_likeness(suggestion.text, text))


def ignore_open(conversation_id: int, *, reason: str) -> None:
    """Nobody will use what is still offered in this conversation."""
    for suggestion in _open_in(conversation_id):
        _settle(ASSISTANT, suggestion, fate="ignored", reason=reason)


def withdraw(article: str) -> None:
    """An article changed: what is still offered from it is no longer approved. What went out before that stays as it was."""
    recent = Suggestion.objects.filter(made_at__gte=clock.now() - STILL_OPEN, generation__fate="offered")
    found = list(recent.filter(articles__contains=[article]).select_related("conversation"))
    sent = sent_from([suggestion.generation_id for suggestion in found])
    for suggestion in found:
        if suggestion.generation_id in sent:
            continue
        _settle(ASSISTANT, suggestion, fate="withdrawn", reason="article changed")


def _stands(made: Draft | Abstention, matter: Circumstances) -> bool:
    """Whether what was found a moment ago still holds; the entries are held until the suggestion is written.

    It ends the race with a withdrawal that commits between the search and here: that one would find no suggestion to withdraw.
    """
    if isinstance(made, Draft):
        names, audience = [(quote.citation.article, quote.citation.version) for quote in made.quotes], "customer"
    else:
        names, audience = [(source.article, source.version) for source in made.sources], "expert"
    hold(names)
    return not fallen(names, circumstances=replace(matter, audience=audience))


def _offered(
    brand_id: int,
    conversation: Any,
    message_id: int,
    *,
    asked: str,
    made: Draft | Abstention,
    milliseconds: float,
) -> Suggestion | None:
    """Write suggestion and provenance row, in place of what was offered; None when a twin was first."""
    citations = (
        [{"text": q.text, "opens": q.opens, "item": q.item, **asdict(q.citation)} for q in made.quotes]
        if isinstance(made, Draft)
        else []
    )
    sources = [asdict(source) for source in made.sources] if isinstance(made, Abstention) else []
    before = list(_open_in(conversation.pk))
    try:
        with transaction.atomic():  # the constraint on the message ends the race of two workers
            generation = generated(
                brand_id,
                kind="suggestion",
                deployment=made.deployment[:80],
                subject=conversation.ref,
                given=asked,
                evidence=[_evidence(one) for one in citations or sources],
                confidence=made.confidence,
                milliseconds=milliseconds,
            )
            suggestion: Suggestion = Suggestion.objects.create(
                brand_id=brand_id,
                conversation=conversation,
                message_id=message_id,
                generation=generation,
                text=made.text if isinstance(made, Draft) else "",
                citations=citations,
                sources=sources,
                articles=sorted({one["article"] for one in citations or sources}),
                abstained=isinstance(made, Abstention),
                reason=made.reason if isinstance(made, Abstention) else "",
                depends=_as_kept(made.depends) if isinstance(made, Abstention) and made.depends else {},
                made_at=clock.now(),
            )
    except IntegrityError:
        return None
    for old in before:
        _settle(ASSISTANT, old, fate="ignored", reason="the customer wrote again")
    publish(ASSISTANT, brand_id, SuggestionMade(conversation.pk, conversation.ref, suggestion.ref, suggestion.abstained))
    return suggestion


def _as_kept(depends: Depends) -> dict[str, Any]:
    return {"place": depends.place, "values": list(depends.values)}


def _evidence(one: dict[str, Any]) -> dict[str, Any]:
    """Where a quote or source stands; never its words."""
    return {key: one[key] for key in ("article", "version", "section", "start", "end") if key in one}


def _open_in(conversation_id: int) -> Sequence[Suggestion]:
    rows = Suggestion.objects.filter(conversation_id=conversation_id, generation__fate="offered")
    return list(rows.select_related("conversation").order_by("id"))


def _check_draft(suggestion: Suggestion) -> None:
    if suggestion.abstained:
        raise Refused("There is no draft here, only sources.", code="no_draft")


def _settle(actor: Actor, suggestion: Suggestion, *, fate: str, reason: str = "") -> None:
    settle(suggestion.generation_id, fate=fate, by=actor.membership_id, reason=reason)
    if fate == "withdrawn":
        Suggestion.objects.filter(pk=suggestion.pk).update(withdrawn_at=clock.now())
    _count(suggestion, fate=fate, reason=reason, by=actor.membership_id)
    conversation = suggestion.conversation
    publish(
        actor, suggestion.brand_id, SuggestionSettled(conversation.pk, conversation.ref, suggestion.ref, fate)
    )


def _count(suggestion: Suggestion, *, fate: str, reason: str, by: int | None) -> None:
    """What became of it counts for its articles, in the transaction that settles it."""
    kinds = kinds_of(fate, abstained=suggestion.abstained)
    place = place_of(suggestion, by=by) if kinds else None
    if place is not None:
        why = reason if fate == "dismissed" else ""
        count(suggestion.brand_id, cited_in(suggestion), kinds=kinds, key=suggestion.ref, place=place, at=clock.now(), reason=why)


def _likeness(draft: str, sent: str) -> str:
    """How much of the draft is left: the ratio of matching characters, 0 to 1, as the fate's reason."""
    ratio = SequenceMatcher(None, draft[:LONGEST_COMPARED], sent[:LONGEST_COMPARED], autojunk=False).ratio()
    return f"similarity {ratio:.2f}"
