"""What the customer asks, taken from the last turns of a conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# Words that carry no matter: they neither make a question nor are they looked for in an answer.
EMPTY_WORDS = frozenset(
    _WORD.findall(
        """a about after again all also am an and any anyone are as at back be because been before but by
        bye can cant cheers come could did do does doing done dont else even ever for from get gets
        getting go going good got great had has have having he hello help her here hey hi him his hope
        how i id if ill im in into is isnt it its ive just know let like lot made make me mean mine
        more morning most much my need no not now of off oh ok okay on one only or our out over people
        please put really right said same say see she should so some still sure take tell than thank
        thanks that thats the their them then there these they thing things this though thx to told too
        try ty u up ur us very want was wasnt way we well were what whats when where which while who
        why will with wont would yeah yep yes you your"""
    )
)
ENOUGH_WORDS = 4  # with fewer a message leans on what was said before ("and my receipt?")
SHORTEST_QUESTION = 1  # content words


def content_words(text: str) -> tuple[str, ...]:
    """The words of a text that carry its matter, in lower case.

    >>> content_words("Hi, can I take my bike?")
    ('bike',)
    """
    words = (word.replace("'", "").replace("’", "") for word in _WORD.findall(text.casefold()))
    return tuple(word for word in words if word not in EMPTY_WORDS)


def asked_in(turns: Sequence[tuple[str, str]]) -> str:
    """The open question of (author, text) turns, oldest first: what the customer wrote since the last answer.

    A message of few words takes the customer's message before it along. Empty when the customer did not write
    last, or wrote nothing that carries matter.

    >>> asked_in([("customer", "My lamp flickers."), ("expert", "Which one?"), ("customer", "the small")])
    'My lamp flickers. the small'
    """
    if not turns or turns[-1][0] != "customer":
        return ""
    last: list[str] = []
    before: list[str] = []
    for author, text in reversed(turns):
        if author != "customer":
            before = [text for who, text in turns[: len(turns) - len(last)] if who == "customer"]
            break
        last.insert(0, text)
    asked = "\n".join(last)
    if len(content_words(asked)) < SHORTEST_QUESTION:
        return ""
    if len(content_words(asked)) < ENOUGH_WORDS and before:
        return f"{before[-1]} {asked}"
    return asked
