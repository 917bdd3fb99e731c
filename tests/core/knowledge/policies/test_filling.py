"""Macros filled, guides walked, a text held against the brand's voice."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.kit.money import Money
from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.policies.contents import read_content
from tandem.core.knowledge.policies.fields import TYPES, Field, restored, stored, typed
from tandem.core.knowledge.policies.guides import answered, known_of, next_step
from tandem.core.knowledge.policies.macros import rendered
from tandem.core.knowledge.policies.vocabulary import Days
from tandem.core.knowledge.policies.voices import Banned, Voice, slips
from tests.core.knowledge.policies.strategies import VALUES
from tests.core.knowledge.policies.test_contents import GOOD

MACRO = read_content("macro", json.dumps({
    "text": "Dear {who}, {sum} reaches you by {day} ({{ref}}: {ref}). {n} {pick}",
    "placeholders": [
        {"key": "who", "label": "Customer", "type": "text", "required": True, "source": "customer.name"},
        {"key": "sum", "label": "Sum", "type": "money", "required": True}, {"key": "day", "label": "Day", "type": "date", "required": True},
        {"key": "ref", "label": "Reference", "type": "text"}, {"key": "n", "label": "Number", "type": "number"},
        {"key": "pick", "label": "Way", "type": "choice", "choices": ["card", "bank"]},
    ],
}))  # fmt: skip
VALUES_OF_MACRO = {"sum": Money("GBP", 7500), "day": date(2026, 3, 1), "pick": "card", "n": Decimal("2.50")}


def test_a_macro_is_filled_from_values_and_from_where_they_usually_come():
    text = rendered(MACRO, VALUES_OF_MACRO, sources={"customer.name": "Priya <b>"})
    assert text == "Dear Priya <b>, 75.00 GBP reaches you by 2026-03-01 ({ref}: ). 2.5 card"
    assert rendered(MACRO, {**VALUES_OF_MACRO, "who": "Sam"}, sources={"customer.name": "Priya"}, say=lambda v: "~").startswith("Dear ~, ~ reaches")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "who"), ({"who": "Sam", "sum": None}, "sum"), ({"who": "Sam", "sum": "75"}, "sum"), ({"who": "Sam", "day": "soon"}, "day"),
        ({"who": "Sam", "pick": "cash"}, "pick"), ({"who": "Sam", "n": True}, "n"), ({"who": "Sam", "extra": "x"}, "extra"), ({"who": 5}, "who"),
    ],
)  # fmt: skip
def test_what_is_missing_or_of_another_type_is_refused(changes, field):
    values = {key: value for key, value in {**VALUES_OF_MACRO, **changes}.items() if value is not None}
    with pytest.raises(Invalid) as refusal:
        rendered(MACRO, values)
    assert refusal.value.field == field


@given(st.sampled_from(["number", "money", "days", "date", "yes_no"]), st.data())
def test_a_kept_value_comes_back_the_same(kind, data):
    value = data.draw(VALUES[{"yes_no": "flag"}.get(kind, kind)])
    assert restored(Field("a", "A", kind), json.loads(json.dumps(stored(value)))) == value


@given(st.sampled_from(TYPES), st.text(max_size=12))
def test_what_is_typed_fits_or_is_refused(kind, text):
    place = Field("a", "A", kind, choices=("card", "bank") if kind == "choice" else ())
    try:
        value = typed(place, text)
    except Invalid as refusal:
        assert refusal.field == "a"
    else:
        assert value is None or restored(place, stored(value)) == value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("money", "75 GBP", Money("GBP", 7500)), ("money", "7.505KWD", Money("KWD", 7505)), ("days", "28", Days(28)), ("yes_no", "Yes", True),
        ("choice", "CARD", "card"), ("date", "2026-02-28", date(2026, 2, 28)), ("number", "-2.5", Decimal("-2.5")), ("text", "  ", None),
    ],
)  # fmt: skip
def test_what_people_type(kind, text, value):
    assert typed(Field("a", "A", kind, choices=("card", "bank")), text) == value


GUIDE = read_content("guide", json.dumps(GOOD["guide"]))


def test_a_guide_is_walked_by_its_answers():
    ask, match = GUIDE.step("ask"), GUIDE.step("match")
    answers = answered(ask, {"booking": " NWR-1 "})
    assert answers == {"booking": "NWR-1"}
    assert next_step(GUIDE, "ask", known_of(GUIDE, answers)) == "match"
    answers |= answered(match, {"matches": "no"})
    assert next_step(GUIDE, "match", known_of(GUIDE, answers)) == "over", "an unknown does not open a branch"
    assert next_step(GUIDE, "match", {**known_of(GUIDE, answers), "failed_checks": Decimal(1)}) == "ask"
    assert next_step(GUIDE, "match", {"matches": True}) == "done"
    assert next_step(GUIDE, "done", {}) == ""


@pytest.mark.parametrize(("given", "field"), [({}, "booking"), ({"booking": "x", "colour": "red"}, "colour")])
def test_a_step_takes_what_it_asks_for_and_nothing_else(given, field):
    with pytest.raises(Invalid) as refusal:
        answered(GUIDE.step("ask"), given)
    assert refusal.value.field == field
    with pytest.raises(Refused):
        GUIDE.step("nowhere")


def test_banned_words_are_found_where_they_stand():
    voice = Voice(("calm",), banned=(Banned("customer", ""), Banned("valued customer", "you"), Banned("naïve")))
    text = "Dear VALUED customer, customers are not naive."
    assert [(text[slip.start : slip.end], slip.instead) for slip in slips(voice, text)] == [("VALUED customer", "you"), ("naive", "")]
    assert slips(voice, "All is well.") == ()
