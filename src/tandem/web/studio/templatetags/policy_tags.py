"""What templates of policies ask: words for choices, amounts and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase, Phrases
from tandem.core.knowledge.policies.rules import condition
from tandem.core.knowledge.policies.vocabulary import OF_A_CONVERSATION, Fact, shown
from tandem.web import refusals
from tandem.web.studio.shapes import WORDS
from tandem.web.studio.shaping import lines_of

register = template.Library()


@register.filter
def word_for(key: str) -> str:
    """A role, class, pool, type or outcome in the reader's words; what has none as it is."""
    return str(WORDS.get(key, key))


@register.filter
def money_words(money: Money) -> str:
    """An amount with its currency."""
    return shown(money)


@register.filter
def said(ours: Phrase | Phrases) -> str:
    """A phrase of the core in the reader's language."""
    return refusals.said(ours)


@register.filter
def condition_words(when: Any) -> str:
    """A condition as it is written; nothing where it always holds."""
    return condition(when)


@register.filter
def named(names: Mapping[str, Any], key: str) -> Any:
    """What stands under a key."""
    return names.get(key)


@register.filter
def policy_lines(content: Mapping[str, Any], kind: str) -> str:
    """A policy's content as lines that people read."""
    return lines_of(kind, content)


@register.simple_tag
def known_facts() -> tuple[Fact, ...]:
    """The facts that a condition may name."""
    return OF_A_CONVERSATION.facts
