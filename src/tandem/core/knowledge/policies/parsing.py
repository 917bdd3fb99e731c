"""Reading a condition: words to values, each name known and each type right, or the place of the fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NoReturn, cast

from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.expressions import ALWAYS, Among, And, Compare, Expression, Flag, IsKnown, Mentions, Name, Not, Operator, Or
from tandem.core.knowledge.policies.truth import words_of
from tandem.core.knowledge.policies.vocabulary import MOST_DAYS, OF_A_CONVERSATION, Days, Fact, Type, Value, Vocabulary, folded

LONGEST = 2000  # characters of a condition
DEEPEST = 12  # parentheses and nots in one another
LONGEST_PHRASE = 120  # characters
MOST_LISTED = 60  # phrases, or values after `in`
MOST_DIGITS = 12  # of a number before its point
WORDS = frozenset(("and", "or", "not", "in", "is", "known", "always", "mentions", "day", "days"))

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<date>\d{4}-\d{2}-\d{2}(?![\w-]))|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<string>\"(?:\\[\"\\]|[^\"\\\n])*\")"
    r"|(?P<currency>[A-Z]{3}(?!\w))|(?P<name>[a-z_][a-z0-9_]*(?!\w))|(?P<sign>==|!=|<=|>=|[=<>(),])"
)
_ORDERED: tuple[Type, ...] = ("number", "money", "days", "date")
_EXAMPLES: dict[Type, Phrase] = {
    "text": Phrase('a text such as "refund"'), "prose": Phrase("mentions(…)"), "number": Phrase("a number"), "money": Phrase("an amount such as 75 GBP"),
    "days": Phrase("days such as 28 days"), "date": Phrase("a date such as 2026-01-31"), "flag": Phrase("no comparison: it is yes or no by itself"),
}  # fmt: skip


class Unread(Invalid):
    """A condition cannot be read: `line` and `column` count from one, `wanted` says what should stand there."""

    def __init__(self, wanted: Phrase, *, line: int, column: int) -> None:
        super().__init__(
            "Line %(line)d, column %(column)d: expected %(expected)s.",
            named={"line": line, "column": column, "expected": wanted}, field="when", code="unread",
        )  # fmt: skip
        self.line, self.column, self.wanted = line, column, wanted

    @property
    def expected(self) -> str:
        """What should stand there, in English."""
        return str(self.wanted)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(source: str, vocabulary: Vocabulary = OF_A_CONVERSATION) -> Expression:
    """The condition that a text says. Raises Unread where it cannot be read, or a name or a type is wrong.

    >>> parse('intent = "refund" and not verified')
    And(parts=(Compare(name='intent', operator='=', right='refund'), Not(part=Flag(name='verified'))))
    """
    return _Parser(source, vocabulary).whole()


class _Parser:
    """Reads one condition from left to right, one token ahead."""

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self._source, self._vocabulary, self._place, self._depth = source, vocabulary, 0, 0
        if len(source) > LONGEST:
            self._refuse(Phrase("at most %(longest)s characters", {"longest": LONGEST}), LONGEST)
        self._tokens = self._split()

    def whole(self) -> Expression:
        found = self._either()
        if self._next.kind != "end":
            self._refuse(Phrase("and, or, or the end"))
        return found

    def _split(self) -> list[_Token]:
        tokens, at = [], 0
        while at < len(self._source):
            match = _TOKEN.match(self._source, at)
            if match is None:
                self._refuse(Phrase('a name, a number, a text in straight quotes ("…") or a sign of comparison'), at)
            if match.lastgroup != "space":
                tokens.append(_Token(str(match.lastgroup), match.group(), at))
            at = match.end()
        return [*tokens, _Token("end", "", len(self._source))]

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _taken(self, *texts: str) -> str:
        """The next token, if it is one of these words or signs: then it is read."""
        token = self._next
        if token.kind in ("name", "sign") and token.text in texts:
            self._place += 1
            return token.text
        return ""

    def _must(self, text: str) -> None:
        if not self._taken(text):
            self._refuse(Phrase('"%(sign)s"', {"sign": text}))

    def _either(self) -> Expression:
        return self._joined("or", Or, self._both)

    def _both(self) -> Expression:
        return self._joined("and", And, self._contrary)

    def _joined(self, word: str, made: Callable[[tuple[Expression, ...]], Expression], part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self._taken(word):
            parts.append(part())
        return made(tuple(parts)) if len(parts) > 1 else parts[0]

    def _contrary(self) -> Expression:
        if self._next.text not in ("not", "("):
            return self._leaf()
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(Phrase("at most %(most)s parentheses and nots in one another", {"most": DEEPEST}))
        if self._taken("not"):
            found: Expression = Not(self._contrary())
        else:
            self._must("(")
            found = self._either()
            self._must(")")
        self._depth -= 1
        return found

    def _leaf(self) -> Expression:
        token = self._next
        if token.kind != "name" or token.text in WORDS - {"always", "mentions"}:
            self._refuse(Phrase('a fact, not, always, mentions(…) or "("'))
        self._place += 1
        if token.text == "always":
            return ALWAYS
        if token.text == "mentions":
            return Mentions(tuple(str(phrase) for phrase in self._listed(self._phrase)))
        return self._about(self._fact(token))

    def _about(self, fact: Fact) -> Expression:
        if self._taken("is"):
            self._must("known")
            return IsKnown(fact.name)
        if fact.type == "flag":
            return Flag(fact.name)
        if fact.type == "prose":
            self._refuse(Phrase("mentions(…) instead of %(fact)s", {"fact": fact.name}), self._tokens[self._place - 1].at)
        if self._taken("in"):
            return Among(fact.name, self._listed(lambda: self._literal(fact)))
        if self._next.text == "not" and self._tokens[self._place + 1].text == "in":
            self._place += 2
            return Not(Among(fact.name, self._listed(lambda: self._literal(fact))))
        return self._compared(fact)

    def _compared(self, fact: Fact) -> Expression:
        signs = ("=", "==", "!=", "<=", ">=", "<", ">") if fact.type in _ORDERED else ("=", "==", "!=")
        operator = self._taken(*signs)
        if not operator:
            self._refuse(Phrase("%(signs)s, in or is known", {"signs": ", ".join(sign for sign in signs if sign != "==")}))
        right: Value | Name
        if self._next.kind == "name" and self._next.text not in WORDS:
            token = self._next
            self._place += 1
            other = self._fact(token)
            if other.type != fact.type:
                self._refuse(Phrase("%(example)s, or a fact of that kind", {"example": _EXAMPLES[fact.type]}), token.at)
            right = Name(other.name)
        else:
            right = self._literal(fact)
        return Compare(fact.name, cast("Operator", "=" if operator == "==" else operator), right)

    def _fact(self, token: _Token) -> Fact:
        fact = self._vocabulary.find(token.text)
        if fact is None:
            self._refuse(Phrase("a known fact (%(facts)s)", {"facts": ", ".join(self._vocabulary.names())}), token.at)
        return fact

    def _listed(self, one: Callable[[], Value]) -> tuple[Value, ...]:
        self._must("(")
        found = [one()]
        while self._taken(","):
            found.append(one())
            if len(found) > MOST_LISTED:
                self._refuse(Phrase("at most %(most)s in a list", {"most": MOST_LISTED}))
        self._must(")")
        return tuple(found)

    def _phrase(self) -> str:
        text = self._text(Phrase("a phrase in quotes"))
        if not words_of(text):
            self._refuse(Phrase("a phrase with a word in it"), self._tokens[self._place - 1].at)
        return text

    def _text(self, wanted: Phrase) -> str:
        token = self._next
        if token.kind != "string" or len(token.text) > LONGEST_PHRASE + 2:
            self._refuse(wanted if token.kind != "string" else Phrase("at most %(longest)s characters", {"longest": LONGEST_PHRASE}))
        self._place += 1
        return re.sub(r"\\(.)", r"\1", token.text[1:-1])

    def _literal(self, fact: Fact) -> Value:
        token, wanted = self._next, _EXAMPLES[fact.type]
        if fact.type == "text":
            choices = {"choices": ", ".join(fact.choices)}
            text = self._text(Phrase("one of %(choices)s, in quotes", choices) if fact.choices else wanted)
            if fact.choices and folded(text) not in fact.choices:
                self._refuse(Phrase("one of %(choices)s", choices), token.at)
            return text
        if token.kind != ("date" if fact.type == "date" else "number"):
            self._refuse(wanted)
        self._place += 1
        if fact.type == "date":
            return self._date(token)
        return self._counted(fact.type, token, wanted)

    def _date(self, token: _Token) -> date:
        try:
            return date.fromisoformat(token.text)
        except ValueError:
            self._refuse(Phrase("a day of the calendar"), token.at)

    def _counted(self, kind: Type, token: _Token, wanted: Phrase) -> Value:
        number = Decimal(token.text)
        if len(token.text.lstrip("-").split(".")[0]) > MOST_DIGITS or len(token.text) > 2 * MOST_DIGITS:
            self._refuse(Phrase("a number of at most %(most)s digits", {"most": MOST_DIGITS}), token.at)
        if kind == "number":
            return number
        if kind == "days":
            if not self._taken("day", "days") or number != int(number) or not 0 <= number <= MOST_DAYS:
                self._refuse(wanted, token.at)
            return Days(int(number))
        if self._next.kind != "currency":
            self._refuse(Phrase("a currency such as GBP: %(example)s", {"example": wanted}))
        currency = self._next.text
        self._place += 1
        money = Money.of(number, currency)
        if money.amount != number:
            self._refuse(Phrase("no smaller part than %(currency)s has", {"currency": currency}), token.at)
        return money

    def _refuse(self, wanted: Phrase, at: int | None = None) -> NoReturn:
        place = self._next.at if at is None else at
        before = self._source[:place]
        raise Unread(wanted, line=before.count("\n") + 1, column=place - (before.rfind("\n") + 1) + 1)
