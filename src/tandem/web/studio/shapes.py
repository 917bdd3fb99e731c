"""The forms of policies: which places each kind has, what people read beside them. The names are the paths of the content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.authority.rights import CLASSES, ROLES
from tandem.core.knowledge.policies.fields import IN_MACROS, TYPES
from tandem.core.knowledge.policies.guides import OUTCOMES
from tandem.core.knowledge.policies.macros import SOURCES
from tandem.core.knowledge.policies.rules import MOMENTS, RAISED_BY, SERVING

WORDS: dict[str, Any] = {
    "refund": _("Refund"), "hardship": _("Hardship"), "safety": _("Safety"), "identity": _("Identity"), "disclosure": _("Disclosure"),
    "complaint": _("Complaint"), "contract": _("Contract"), "other": _("Anything else"), "expert": _("Expert"), "lead": _("Lead"),
    "decision_owner": _("Decision owner"), "brand_owner": _("Brand owner"), "ai": _("AI"), "either": _("Expert or AI"), "before": _("Before answering"),
    "with": _("With the answer"), "closing": _("At closing"), "gig": _("Gig experts"), "vendor": _("Partner’s experts"), "in_house": _("In-house team"),
    "role": _("A role"), "queue": _("A queue"), "member": _("A named person"), "text": _("Text"), "number": _("Number"), "money": _("Amount of money"),
    "date": _("Date"), "days": _("Days"), "choice": _("Choice"), "yes_no": _("Yes or no"), "resolved": _("Resolved"), "handed_over": _("Handed over"),
    "refused": _("Refused"), "waiting": _("Waiting"), "stopped": _("Broken off"), "customer.name": _("The customer’s name"),
    "conversation.ref": _("The conversation’s reference"), "expert.name": _("The expert’s name"), "brand.name": _("The brand’s name"),
    "brand.phone": _("The brand’s telephone"), "brand.email": _("The brand’s e-mail"), "today": _("Today’s date"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a form. `kind`: line, text, when, money, count, yes, lines, choice or rows."""

    name: str
    label: Any
    kind: str = "line"
    choices: tuple[str, ...] = ()
    help: Any = ""
    rows: tuple[Spot, ...] = ()
    optional: bool = False
    one: Any = ""  # what the button calls one row


CONDITION = _("Such as: amount > 75 GBP and intent = \"refund\". Empty: always.")  # fmt: skip
MONEY = _("Such as 75 GBP. Empty: none.")
INTENTS = Spot("intents", _("For these intents"), "lines", help=_("One a line. Empty: for any."), optional=True)
WHEN = Spot("when", _("When"), "when", help=CONDITION, optional=True)
CLASS = Spot("class", _("Kind of decision"), "choice", CLASSES)


def _places(types: tuple[str, ...], *, sources: tuple[str, ...] = ()) -> tuple[Spot, ...]:
    own = (
        Spot("key", _("Name"), help=_("Small letters, digits and _.")), Spot("label", _("What people read")), Spot("type", _("Type"), "choice", types),
        Spot("required", _("Required"), "yes", optional=True), Spot("choices", _("Choices, one a line"), "lines", optional=True),
    )  # fmt: skip
    return (*own, Spot("source", _("Usually from"), "choice", sources, optional=True)) if sources else own


STEP = (
    Spot("key", _("Name"), help=_("Small letters, digits and _. Other steps lead here by it.")), Spot("title", _("Title")),
    Spot("say", _("What to say"), "text", optional=True), Spot("fields", _("What to ask for"), "rows", rows=_places(TYPES), one=_("Add a question")),
    Spot("branches", _("Where it leads, if"), "rows", one=_("Add a branch"), rows=(Spot("when", _("If"), "when"), Spot("to", _("go to step")))),
    Spot("then", _("Otherwise go to step"), optional=True), Spot("outcome.kind", _("Or the guide ends"), "choice", OUTCOMES, optional=True),
    Spot("outcome.note", _("Note on the outcome"), optional=True),
)  # fmt: skip
SHAPES: dict[str, tuple[Spot, ...]] = {
    "escalation": (
        CLASS, WHEN, Spot("to.kind", _("Goes to"), "choice", ("role", "queue", "member")),
        Spot("to.key", _("Which one"), help=_("A role such as lead, a queue’s short name, or a person’s reference.")),
        Spot("within_minutes", _("Within, in minutes"), "count"), Spot("raised_by", _("Who raises it"), "choice", RAISED_BY),
        Spot("instructions", _("What to do"), "text", optional=True), Spot("say", _("What to say, word for word"), "text", optional=True),
    ),
    "boundary": (
        CLASS, WHEN, Spot("ai_may", _("The AI may"), "text", help=_("Empty: nothing, it hands over."), optional=True),
        Spot("expert_may", _("Experts may"), "text", help=_("Empty: nothing, they hand over."), optional=True),
        Spot("owner_decides", _("Its owner decides"), "text"), Spot("limit", _("Limit"), "money", help=MONEY, optional=True),
        Spot("days", _("Within, in days"), "count", optional=True),
        Spot("pools", _("Otherwise for a pool"), "rows", one=_("Add a pool"), rows=(
            Spot("pool", _("Pool"), "choice", SERVING), Spot("may", _("They may"), "text", optional=True),
            Spot("limit", _("Limit"), "money", optional=True), Spot("days", _("Days"), "count", optional=True),
        )),
    ),
    "disclosure": (Spot("text", _("Word for word"), "text"), Spot("moment", _("When it is said"), "choice", MOMENTS), INTENTS, WHEN),
    "right": (
        CLASS, Spot("role", _("Role"), "choice", ROLES), Spot("limit", _("Up to"), "money", help=MONEY, optional=True),
        Spot("certification", _("Certification"), help=_("Needed besides the role, such as refunds."), optional=True),
        Spot("four_eyes_above", _("Two people above"), "money", help=MONEY, optional=True),
    ),
    "guide": (INTENTS, WHEN, Spot("steps", _("Steps"), "rows", rows=STEP, one=_("Add a step"), help=_("It begins at the first."))),
    "macro": (
        Spot("text", _("Text"), "text", help=_("{name} is a place to fill; two braces stand for one.")),
        Spot("placeholders", _("Places"), "rows", rows=_places(IN_MACROS, sources=SOURCES), one=_("Add a place")), INTENTS, WHEN,
    ),
    "voice": (
        Spot("tone", _("Tone, one a line"), "lines"), Spot("greetings", _("Greetings"), "lines", optional=True),
        Spot("sign_offs", _("Sign-offs"), "lines", optional=True), Spot("do", _("We do"), "lines", optional=True),
        Spot("dont", _("We do not"), "lines", optional=True),
        Spot("banned", _("Words we do not use"), "rows", one=_("Add a word"), rows=(Spot("phrase", _("Not")), Spot("instead", _("But"), optional=True))),
    ),
}  # fmt: skip
