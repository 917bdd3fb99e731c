"""Contents of every kind: what is written reads back the same, what is wrong is told with its place, all of it at once."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.knowledge.policies.contents import POLICY_KINDS, faults_of, kind_of, read_content, written_content
from tandem.core.knowledge.policies.reading import Faulty

GOOD = {
    "escalation": {
        "class": "safety", "when": 'mentions("hurt", "injured")', "to": {"kind": "role", "key": "lead"}, "within_minutes": 5, "raised_by": "either",
        "instructions": "Ask where they are.", "say": "Please sit down somewhere safe.",
    },
    "boundary": {
        "class": "refund", "when": 'intent = "refund"', "ai_may": "Explain the rule", "expert_may": "Up to their limit", "owner_decides": "Everything above",
        "limit": {"minor": 5000, "currency": "GBP"}, "days": 28,
        "pools": [{"pool": "gig", "may": "Up to £75", "limit": {"minor": 7500, "currency": "GBP"}}, {"pool": "vendor", "days": 0}],
    },
    "disclosure": {"text": "You may complain to the Ombuds.", "moment": "closing", "intents": ["complaint"], "when": 'region = "UK"'},
    "right": {"class": "refund", "role": "decision_owner", "limit": {"minor": 50000, "currency": "GBP"}, "certification": "refunds"},
    "guide": {
        "intents": ["identity"],
        "steps": [
            {"key": "ask", "title": "Ask", "fields": [{"key": "booking", "label": "Booking", "type": "text", "required": True}], "then": "match"},
            {"key": "match", "title": "Does it match?", "fields": [{"key": "matches", "label": "Matches", "type": "yes_no", "required": True}],
             "branches": [{"when": "matches", "to": "done"}, {"when": "failed_checks < 2", "to": "ask"}], "then": "over"},
            {"key": "done", "title": "Known", "outcome": {"kind": "resolved"}},
            {"key": "over", "title": "Hand over", "outcome": {"kind": "handed_over", "note": "To the identity desk."}},
        ],
    },
    "macro": {"text": "Dear {who}, {{ok}}", "placeholders": [{"key": "who", "label": "Customer", "type": "text", "required": True, "source": "customer.name"}]},
    "voice": {"tone": ["Plain and warm."], "greetings": ["Hello"], "do": ["Say it."], "banned": [{"phrase": "valued customer", "instead": "you"}]},
}  # fmt: skip


def as_text(kind, **changes):
    return json.dumps({**GOOD[kind], **changes})


@pytest.mark.parametrize("kind", POLICY_KINDS)
def test_a_content_is_written_and_read_back_the_same(kind):
    content = read_content(kind, json.dumps(GOOD[kind]))
    assert kind_of(content) == kind
    assert json.loads(written_content(content)) == GOOD[kind]
    assert read_content(kind, written_content(content)) == content


@pytest.mark.proves("R15")
@pytest.mark.parametrize(
    ("kind", "changes", "faults"),
    [
        ("escalation", {"when": "colour"}, [("when", "a known fact (")]),
        ("escalation", {"to": {"kind": "role", "key": "boss"}}, [("to.key", "one of expert, lead, decision_owner, brand_owner")]),
        ("escalation", {"to": None, "class": "weather", "within_minutes": 0},
         [("to", "an object with key, kind"), ("to.kind", "one of role"), ("to.key", "text"), ("class", "one of refund"), ("within_minutes", "a whole")]),
        ("escalation", {"colour": 1}, [("colour", "one of class, instructions")]),
        ("boundary", {"limit": {"minor": 7.5, "currency": "GBP"}}, [("", "JSON without fractions")]),
        ("boundary", {"limit": {"minor": -1, "currency": "GBP"}}, [("limit.minor", "minor units")]),
        ("boundary", {"limit": {"minor": 5, "currency": "pounds"}}, [("limit.currency", "three capital letters")]),
        ("boundary", {"pools": [{"pool": "gig"}, {"pool": "gig"}]}, [("pools[1].pool", "another than gig")]),
        ("boundary", {"pools": [{"pool": "ai"}]}, [("pools[0].pool", "one of gig, vendor, in_house")]),
        ("boundary", {"days": True}, [("days", "a whole number")]),
        ("disclosure", {"moment": "later", "text": " "}, [("text", "text"), ("moment", "one of before, with, closing")]),
        ("right", {"limit": {"minor": 10, "currency": "GBP"}, "four_eyes_above": {"minor": 11, "currency": "GBP"}}, [("four_eyes_above", "an")]),
        ("right", {"role": "author"}, [("role", "one of expert, lead")]),
        ("macro", {"text": "Hi {name} {", "placeholders": []},
         [("text", "a placeholder that is described below, not {name}"), ("text", "{name}, or two braces")]),
        ("macro", {"text": "Hi"}, [("placeholders[0].key", "a place that the text uses; {who} is not in it")]),
        ("macro", {"placeholders": [{"key": "who", "label": "C", "type": "yes_no", "source": "moon"}]},
         [("placeholders[0].type", "one of text"), ("placeholders[0].source", "one of customer.name")]),
        ("macro", {"placeholders": [{"key": "who", "label": "C", "type": "choice", "choices": ["A", "a"]}]},
         [("placeholders[0].choices[1]", "another than a")]),
        ("voice", {"tone": [], "banned": [{"phrase": "!"}]}, [("tone", "at least one line"), ("banned[0].phrase", "a phrase with a word")]),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_place(kind, changes, faults):
    found = faults_of(kind, as_text(kind, **changes))
    assert [(one.path, one.expected[: len(wanted[1])]) for one, wanted in zip(found, faults, strict=True)] == faults


def steps(*given):
    return json.dumps({"steps": list(given)})


def step(key, **more):
    return {"key": key, "title": key.title(), **more}


END = step("end", outcome={"kind": "resolved"})


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        (steps(), ["steps: expected a list of 1 to 60"]),
        (steps(step("a", then="b"), END), ["steps[0].then: expected a step of this guide, not b", "steps[1]: expected a step that some way leads to"]),
        (steps(step("a", then="end"), step("lost", then="end"), END), ["steps[1]: expected a step that some way leads to"]),
        (steps(step("a", then="b"), step("b", then="a")),
         [f"steps[{n}]: expected a way on to an outcome; this one goes round in a circle" for n in (0, 1)]),
        (steps(step("a", then="b", branches=[{"when": "verified", "to": "end"}]), step("b", then="a"), END), []),
        (steps(step("a", then="end"), step("a", then="end"), END), ["steps[1].key: expected another than a, which stands there already"]),
        (steps({**END, "then": "end"}), ["steps[0].outcome: expected no way on, since the guide ends here"]),
        (steps(step("a"), END), ["steps[0].then: expected the step that comes next, or an outcome", "steps[1]: expected a step that some way leads to"]),
        (steps(step("a", fields=[{"key": "amount", "label": "A", "type": "money"}], then="end"), END),
         ["steps[0].fields[0].key: expected another name than amount, which is taken"]),
        (steps(step("a", fields=[{"key": "age", "label": "A", "type": "number"}], branches=[{"when": 'age > "x"', "to": "end"}], then="end"), END),
         ["steps[0].branches[0].when: expected a number (line 1, column 7)"]),
        (steps(step("a", branches=[{"to": "end"}], then="end"), END), ["steps[0].branches[0].when: expected a condition"]),
        (steps(7), ["steps[0]: expected an object with branches, fields, key, outcome, say, then, title",
                    "steps[0].key: expected a name of small letters, digits and _", "steps[0].title: expected text",
                    "steps[0].then: expected the step that comes next, or an outcome"]),
    ],
)  # fmt: skip
def test_guides_lead_somewhere(source, faults):
    assert [str(fault) for fault in faults_of("guide", source)] == faults


@pytest.mark.parametrize("source", ["", "{", "[1.5]", "NaN", "[" * 5000, "x" * 60_001])
def test_what_is_no_json_is_refused(source):
    with pytest.raises(Faulty):
        read_content("macro", source)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["key", "steps", "fields", "type", "when", "to", "text", "class"]), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(POLICY_KINDS), st.data())
@settings(max_examples=300)
def test_any_json_is_read_or_refused_with_places(kind, data):
    part = data.draw(st.sampled_from(sorted(GOOD[kind])))
    source = json.dumps({**GOOD[kind], part: data.draw(anything)})
    try:
        content = read_content(kind, source)
    except Faulty as faulty:
        assert faulty.faults
        assert faulty.field == faulty.faults[0].path
    else:
        assert read_content(kind, written_content(content)) == content
