"""Conditions: what they say, what they do with what is unknown, and that they can do nothing else."""

import string
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.kit.money import Money
from tandem.core.knowledge.policies.expressions import And, Compare, Mentions, Name, Not, Or, named_in, printed
from tandem.core.knowledge.policies.parsing import DEEPEST, LONGEST, Unread, parse
from tandem.core.knowledge.policies.truth import explained, holds, words_of
from tandem.core.knowledge.policies.vocabulary import Days
from tests.core.knowledge.policies.strategies import NAMES, conditions, knowns

FACTS = {
    "intent": "refund", "amount": Money("GBP", 12000), "pool": "gig", "verified": False, "asked_for_person": Decimal(2),
    "days_since_event": Days(12), "text": "My son was HURT — the café seat burnt him. I don't want vouchers.", "limit": Money("GBP", 7500),
}  # fmt: skip


@given(conditions)
@settings(max_examples=300)
def test_what_is_printed_is_read_back_the_same(condition):
    text = printed(condition)
    if len(text) <= LONGEST:
        try:
            assert parse(text, NAMES) == condition
        except Unread as unread:
            assert f"{DEEPEST} parentheses" in unread.expected


@given(conditions, knowns)
@settings(max_examples=300)
def test_every_condition_comes_to_an_answer_and_says_why(condition, known):
    truth = holds(condition, known)
    assert truth in (True, False, None)
    assert holds(Not(condition), known) is (None if truth is None else not truth)
    reasons = explained(condition, known)
    assert reasons
    assert all(reason.holds in (True, False, None) and reason.condition and str(reason) for reason in reasons)


@given(conditions, knowns)
@settings(max_examples=300)
def test_more_knowledge_never_turns_a_yes_into_a_no(condition, known):
    """Unless it asks what is known: an answer that rests on some facts stands when others become known."""
    if any(" is known" in part for part in [printed(condition)]):
        return
    truth = holds(condition, {})
    if truth is not None:
        assert holds(condition, known) is truth


@given(st.text(max_size=80) | st.text(string.printable, max_size=120))
@settings(max_examples=400)
def test_any_text_is_read_or_refused_at_a_place(source):
    try:
        parse(source)
    except Unread as unread:
        assert unread.line >= 1
        assert unread.column >= 1
        assert unread.expected


@pytest.mark.parametrize(
    ("source", "truth"),
    [
        ('intent = "Refund"', True),
        ('intent != "refund"', False),
        ("amount > 75 GBP", True),
        ("amount > 120.00 GBP", False),
        ("amount > 75 EUR", None),
        ("amount > limit", True),
        ('intent in ("change", "REFUND") and pool = "gig"', True),
        ('intent not in ("change", "refund")', False),
        ("not verified", True),
        ("vulnerable", None),
        ("vulnerable or not verified", True),
        ("vulnerable and verified", False),
        ("vulnerable is known", False),
        ("asked_for_person >= 2", True),
        ("days_since_event <= 28 days", True),
        ("days_open > 1 day", None),
        ('mentions("hurt")', True),
        ('mentions("Cafe")', True),
        ('mentions("burn")', False),
        ('mentions("don\'t want")', True),
        ('mentions("on fire", "son was")', True),
        ("always", True),
        ("not always", False),
    ],
)
def test_examples(source, truth):
    assert holds(parse(source), FACTS) is truth


def test_the_reading_of_and_or_and_parentheses():
    a, b, c = (Compare("intent", "=", word) for word in "abc")
    assert parse('intent = "a" or intent = "b" and intent == "c"') == Or((a, And((b, c))))
    assert parse('(intent = "a" or intent = "b") and intent = "c"') == And((Or((a, b)), c))
    assert parse('not (intent = "a" and intent = "b")') == Not(And((a, b)))
    assert parse("amount > limit") == Compare("amount", ">", Name("limit"))
    assert named_in(parse('mentions("x") and amount > limit or verified')) == {"text", "amount", "limit", "verified"}


@pytest.mark.parametrize(
    ("source", "line", "column", "expected"),
    [
        ("", 1, 1, 'a fact, not, always, mentions(…) or "("'),
        ("colour = 3", 1, 1, "a known fact (intent, topic,"),
        ('intent = "refund" and\n  amount >', 2, 11, "an amount such as 75 GBP"),
        ("amount > 75", 1, 12, "a currency such as GBP"),
        ("amount > 75.005 GBP", 1, 10, "no smaller part than GBP has"),
        ('amount > "much"', 1, 10, "an amount such as 75 GBP"),
        ('intent > "a"', 1, 8, "=, !=, in or is known"),
        ("intent = 3", 1, 10, 'a text such as "refund"'),
        ("intent = amount", 1, 10, 'a text such as "refund", or a fact of that kind'),
        ('pool = "freelance"', 1, 8, "one of gig, vendor, in_house, ai"),
        ("days_open > 3", 1, 13, "days such as 28 days"),
        ("days_open > 1.5 days", 1, 13, "days such as 28 days"),
        ('text = "x"', 1, 1, "mentions(…) instead of text"),
        ('mentions("!")', 1, 10, "a phrase with a word in it"),
        ("mentions()", 1, 10, "a phrase in quotes"),
        ('intent = "a" intent = "b"', 1, 14, "and, or, or the end"),
        ('(intent = "a"', 1, 14, '")"'),
        ("“refund”", 1, 1, "a name, a number, a text in straight quotes"),
        ("verified = 1", 1, 10, "and, or, or the end"),
        ("not " * 13 + "verified", 1, 49, "at most 12 parentheses"),
        ("x" * 2001, 1, 2001, "at most 2000 characters"),
        ("and", 1, 1, "a fact"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(source, line, column, expected):
    with pytest.raises(Unread) as refusal:
        parse(source)
    assert (refusal.value.line, refusal.value.column) == (line, column)
    assert refusal.value.expected.startswith(expected)


@pytest.mark.parametrize(
    "source",
    ["intent.__class__", "__import__('os')", "intent[0]", "intent()", "lambda: 1", "amount * 2 > 3 GBP", "open('x')", "{intent}", "intent = f\"x\"", "1 = 1"],
)
def test_nothing_but_conditions_can_be_said(source):
    with pytest.raises(Unread):
        parse(source)


def test_why_in_words():
    reasons = explained(parse('intent = "refund" and not (verified or vulnerable) and mentions("hurt", "burnt")'), FACTS)
    assert [str(reason) for reason in reasons] == [
        'intent = "refund": intent is refund, so it holds',
        "not (verified or vulnerable): verified is no; vulnerable is unknown, so it cannot be told",
        'mentions("hurt", "burnt"): they wrote hurt, burnt, so it holds',
    ]


def test_a_reason_never_repeats_what_the_customer_wrote():
    (reason,) = explained(Mentions(("fire",)), {"text": "my card number is 4111"})
    assert "4111" not in str(reason)


def test_words_without_spaces_are_found_too():
    assert words_of("火災です") == ("火", "災", "で", "す")
    assert holds(Mentions(("火災",)), {"text": "家が火災です"}) is True
