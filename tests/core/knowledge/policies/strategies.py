"""Any condition, any facts: for properties."""

from datetime import date

from hypothesis import strategies as st

from tandem.core.kit.money import Money
from tandem.core.knowledge.policies.expressions import ALWAYS, OPERATORS, Among, And, Compare, Flag, IsKnown, Mentions, Name, Not, Or
from tandem.core.knowledge.policies.vocabulary import OF_A_CONVERSATION, Days, Fact, Vocabulary

NAMES = Vocabulary((*OF_A_CONVERSATION.facts, Fact("booked_on", "date", "when they booked"), Fact("fare", "money", "the fare")))
ORDERED = ("number", "money", "days", "date")

texts = st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs", "Cc")), max_size=40)
phrases = st.lists(st.sampled_from(["hurt", "bleeding", "Café", "a person", "don't", "火災"]), min_size=1, max_size=3).map(" ".join)
moneys = st.builds(Money, st.sampled_from(["GBP", "EUR", "JPY", "KWD"]), st.integers(-(10**9), 10**9))
numbers = st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False, places=3)
VALUES = {
    "text": texts, "prose": texts, "number": numbers, "money": moneys, "days": st.integers(0, 36_500).map(Days), "date": st.dates(date(1000, 1, 1)),
    "flag": st.booleans(),
}  # fmt: skip


def value_of(fact):
    return st.sampled_from(fact.choices) if fact.choices else VALUES[fact.type]


def _of(fact):
    if fact.type == "flag":
        return st.just(Flag(fact.name)) | st.just(IsKnown(fact.name))
    if fact.type == "prose":
        return st.lists(phrases, min_size=1, max_size=3).map(lambda given: Mentions(tuple(given))) | st.just(IsKnown(fact.name))
    operators = st.sampled_from(OPERATORS if fact.type in ORDERED else OPERATORS[:2])
    twins = [Name(other.name) for other in NAMES.facts if other.type == fact.type]
    return st.one_of(
        st.builds(Compare, st.just(fact.name), operators, value_of(fact) | st.sampled_from(twins)),
        st.builds(Among, st.just(fact.name), st.lists(value_of(fact), min_size=1, max_size=4).map(tuple)),
        st.just(IsKnown(fact.name)),
    )


leaf = st.just(ALWAYS) | st.sampled_from(NAMES.facts).flatmap(_of)
conditions = st.recursive(
    leaf,
    lambda parts: st.builds(Not, parts) | st.builds(lambda kind, many: kind(tuple(many)), st.sampled_from([And, Or]), st.lists(parts, min_size=2, max_size=3)),
    max_leaves=8,
)
knowns = st.sets(st.sampled_from(NAMES.facts)).flatmap(lambda facts: st.fixed_dictionaries({fact.name: value_of(fact) for fact in facts}))
