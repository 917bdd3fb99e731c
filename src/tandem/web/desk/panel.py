"""The assist column: the customer, what they had read, earlier conversations, the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tandem.domain.assistance.readings.queries import Before, before
from tandem.domain.service.conversations.queries import cases_of, history_of
from tandem.web.desk import words


@dataclass(frozen=True, slots=True)
class Fact:
    """One detail of the customer; `hidden` ones are masked until somebody asks."""

    label: str
    value: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything about the customer beside the thread."""

    facts: tuple[Fact, ...]
    since: Any
    verified: bool
    masked: bool
    earlier: tuple[Any, ...]
    cases: tuple[Any, ...]
    before: Before | None


def panel_of(conversation: Any, *, revealed: bool = False) -> Panel:
    """The customer of a conversation; e-mail, phone and number are masked unless revealed."""
    customer = conversation.customer
    private = (
        (_("E-mail"), customer.email),
        (_("Phone"), customer.phone),
        (_("Customer number"), customer.external_id),
    )
    plain = ((_("Language"), words.language_name(conversation.language)), (_("Time zone"), customer.zone))
    facts = [Fact(label, value if revealed else words.masked(value), not revealed) for label, value in private if value]
    facts += [Fact(label, value) for label, value in plain if value]
    earlier = [each for each in history_of(conversation.customer_id) if each.pk != conversation.pk]
    return Panel(
        tuple(facts),
        customer.created_at,
        customer.is_verified,
        any(fact.hidden for fact in facts),
        tuple(earlier),
        tuple(cases_of(conversation.customer_id)),
        before(conversation),
    )
