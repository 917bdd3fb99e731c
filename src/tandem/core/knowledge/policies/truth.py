"""Whether a condition holds: yes, no or unknown, and why, in words.

Three-valued logic (Kleene 1938, strong): a comparison with an unknown fact is unknown; `and` is no as soon as one
part is no, `or` yes as soon as one part is yes. What an unknown then does is each kind's rule:
it never gives a promise (a boundary, a limit, a branch, an ordinary rule) and always wakes a rule of safety and
asks for a disclosure.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase, Phrases
from tandem.core.knowledge.policies.expressions import (
    Always,
    Among,
    And,
    Expression,
    Flag,
    IsKnown,
    Leaf,
    Mentions,
    Name,
    Not,
    Operator,
    Or,
    printed,
)  # fmt: skip
from tandem.core.knowledge.policies.vocabulary import Known, Value, folded, worded

# Writing without spaces between words is compared letter by letter.
_LETTERS = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_LETTERS}]|[^\W_{_LETTERS}]+")
_COMPARED: dict[Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition, the value it met, and whether it held (None: unknown)."""

    condition: str
    met: Phrases
    holds: bool | None

    @property
    def value(self) -> str:
        """The value it met, in English."""
        return str(self.met)

    def __str__(self) -> str:
        """In English."""
        verdict = {True: "holds", False: "does not hold", None: "cannot be told"}[self.holds]
        return f"{self.condition}: {self.value}, so it {verdict}"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without case and accents; no stemming, so that "hurts" is not "hurt".

    >>> words_of("Ça m'a BLESSÉ!")
    ('ca', 'm', 'a', 'blesse')
    """
    return tuple(_WORD.findall(folded(text)))


def holds(expression: Expression, known: Known) -> bool | None:
    """Whether a condition holds for what is known; None when that cannot be told.

    >>> holds(And((Flag("verified"), Among("intent", ("refund",)))), {"intent": "change"})
    False
    """
    if isinstance(expression, Not):
        truth = holds(expression.part, known)
        return None if truth is None else not truth
    if isinstance(expression, And | Or):
        settling = isinstance(expression, Or)  # the truth of one part that settles the whole
        truths = [holds(part, known) for part in expression.parts]
        if settling in truths:
            return settling
        return None if None in truths else not settling
    return _met(expression, known)[0]


def explained(expression: Expression, known: Known) -> tuple[Reason, ...]:
    """Each single condition with the value it met, in order; a contrary is said as one condition."""
    if isinstance(expression, And | Or):
        return tuple(reason for part in expression.parts for reason in explained(part, known))
    if isinstance(expression, Not):
        inner = expression.part
        if isinstance(inner, And | Or | Not):
            values = {str(part): part for reason in explained(inner, known) for part in reason.met.parts}
            return (Reason(printed(expression), Phrases(tuple(values.values())), holds(expression, known)),)
        truth, value = _met(inner, known)
        return (Reason(printed(expression), Phrases((value,)), None if truth is None else not truth),)
    truth, value = _met(expression, known)
    return (Reason(printed(expression), Phrases((value,)), truth),)


def _met(leaf: Leaf, known: Known) -> tuple[bool | None, Phrase]:
    """(whether it holds, the value it met in words)."""
    match leaf:
        case Always():
            return True, Phrase("whatever is known")
        case Mentions(phrases):
            return _mentioned(phrases, known.get("text"))
        case IsKnown(name):
            return name in known, Phrase("%(value)s", {"value": worded(known.get(name))})
    value = known.get(leaf.name)
    if value is None:
        return None, Phrase("%(fact)s is unknown", {"fact": leaf.name})
    met = {"fact": leaf.name, "value": worded(value)}
    said = Phrase("%(fact)s is %(value)s", met)
    if isinstance(leaf, Flag):
        return (value if isinstance(value, bool) else None), said
    if isinstance(leaf, Among):
        truths = [_compared("=", value, one) for one in leaf.values]
        return (True if True in truths else None if None in truths else False), said
    right = known.get(leaf.right.name) if isinstance(leaf.right, Name) else leaf.right
    if isinstance(leaf.right, Name):
        said = Phrase("%(fact)s is %(value)s, %(other)s is %(right)s", {**met, "other": leaf.right.name, "right": worded(right)})
    return (None if right is None else _compared(leaf.operator, value, right)), said


def _compared(sign: Operator, left: Value, right: Value) -> bool | None:
    """None where the two cannot be compared: other types, or other currencies."""
    if isinstance(left, str) and isinstance(right, str):
        left, right = folded(left), folded(right)
    if type(left) is not type(right) or (isinstance(left, Money) and isinstance(right, Money) and left.currency != right.currency):
        return None
    return _COMPARED[sign](left, right)


def _mentioned(phrases: tuple[str, ...], text: Value | None) -> tuple[bool | None, Phrase]:
    if not isinstance(text, str):
        return None, Phrase("nothing they wrote is known")
    within = f" {' '.join(words_of(text))} "
    found = [phrase for phrase in phrases if f" {' '.join(words_of(phrase))} " in within]
    return bool(found), Phrase("they wrote %(phrases)s", {"phrases": ", ".join(found)}) if found else Phrase("they wrote none of it")
