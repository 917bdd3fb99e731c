"""Conditions as values: what one says, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from tandem.core.kit.money import Money
from tandem.core.knowledge.policies.vocabulary import Days, Value, plain

Operator = Literal["=", "!=", "<", "<=", ">", ">="]
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
LITERALS = (str, Decimal, Money, Days, date)


@dataclass(frozen=True, slots=True)
class Always:
    """Holds whatever is known."""


@dataclass(frozen=True, slots=True)
class Name:
    """A fact on the right-hand side of a comparison."""

    name: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A fact that is yes or no, standing by itself."""

    name: str


@dataclass(frozen=True, slots=True)
class IsKnown:
    """Whether a fact is known at all; never unknown itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact beside a literal or beside another fact of its type."""

    name: str
    operator: Operator
    right: Value | Name


@dataclass(frozen=True, slots=True)
class Among:
    """A fact is one of these literals."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """The customer's text holds one of these phrases, word for word, without regard to case and accents."""

    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary; of an unknown, unknown."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Expression, ...]


Leaf = Always | Flag | IsKnown | Compare | Among | Mentions
Expression = Leaf | Not | And | Or
ALWAYS = Always()


def printed(expression: Expression) -> str:
    """The condition as text; parsing it gives the same condition again.

    >>> printed(And((Compare("intent", "=", "refund"), Compare("amount", ">", Money("GBP", 7500)))))
    'intent = "refund" and amount > 75.00 GBP'
    """
    if isinstance(expression, And | Or):
        word = " and " if isinstance(expression, And) else " or "
        return word.join(_grouped(part) for part in expression.parts)
    if isinstance(expression, Not):
        return f"not {_grouped(expression.part)}"
    return _leaf(expression)


def leaves(expression: Expression) -> Iterator[Leaf]:
    """The single conditions in it, in order of appearance."""
    if isinstance(expression, And | Or):
        for part in expression.parts:
            yield from leaves(part)
    elif isinstance(expression, Not):
        yield from leaves(expression.part)
    else:
        yield expression


def named_in(expression: Expression) -> frozenset[str]:
    """The facts that it asks for."""
    names: set[str] = set()
    for leaf in leaves(expression):
        if isinstance(leaf, Mentions):
            names.add("text")
        elif not isinstance(leaf, Always):
            names.add(leaf.name)
            names |= {leaf.right.name} if isinstance(leaf, Compare) and isinstance(leaf.right, Name) else set()
    return frozenset(names)


def literal(value: Value) -> str:
    """A literal as it is written in a condition."""
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, Days):
        return "1 day" if value.count == 1 else f"{value.count} days"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case Always():
            return "always"
        case Flag(name):
            return name
        case IsKnown(name):
            return f"{name} is known"
        case Compare(name, operator, Name(other)):
            return f"{name} {operator} {other}"
        case Compare(name, operator, right) if not isinstance(right, Name):
            return f"{name} {operator} {literal(right)}"
        case Among(name, values):
            return f"{name} in ({', '.join(literal(value) for value in values)})"
        case Mentions(phrases):
            return f"mentions({', '.join(literal(phrase) for phrase in phrases)})"
    raise TypeError(f"no condition: {leaf!r}")


def _grouped(part: Expression) -> str:
    return f"({printed(part)})" if isinstance(part, And | Or) else printed(part)
