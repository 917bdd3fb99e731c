"""Sentences are spans: exact to the character, in order, and nothing but marks and space between them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.sentences import Span, sentence_spans, sentences

PIECES = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [". ", "! ", "? ", "\n", "\n- ", "\n3. ", "e.g. ", "5 p.m. ", "Mr. X ", "。", "؟ ", "…"]
        ),
    )
).map("".join)


@pytest.mark.proves("C22")
@given(PIECES)
def test_spans_are_exact_and_leave_only_space_and_markers_out(text):
    left_out = re.compile(r"(?:\s|[-*•](?=\s)|\d{1,3}[.)](?=\s))*")
    at = 0
    for span in sentence_spans(text):
        assert span.start >= at
        assert left_out.fullmatch(text[at : span.start] + " ")
        assert span.of(text) == text[span.start : span.end] == span.of(text).strip()
        at = span.end
    assert left_out.fullmatch(text[at:] + " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claim within 28 days. Use the form.", ("Claim within 28 days.", "Use the form.")),
        (
            "It costs £4.50, e.g. by card. Mr. Lee agrees!",
            ("It costs £4.50, e.g. by card.", "Mr. Lee agrees!"),
        ),
        (
            "Open until 5 p.m. on weekdays. Shut at 6 p.m. Ring first.",
            ("Open until 5 p.m. on weekdays.", "Shut at 6 p.m.", "Ring first."),
        ),
        ("Bring:\n- a card.\n2. a form", ("Bring:", "a card.", "a form")),
        ("what now?? i waited. nobody came", ("what now??", "i waited.", "nobody came")),
        ('He said "wait." Then he left.', ('He said "wait."', "Then he left.")),
        ("返金できますか。はい。", ("返金できますか。", "はい。")),
        ("", ()),
    ],
)
def test_where_sentences_end(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_runs_forward(start, end):
    with pytest.raises(ValueError, match="runs forward"):
        Span(start, end)
