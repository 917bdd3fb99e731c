"""References that survive an edit; findings of a check; recall with intervals."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.checking import findings
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.markdown import SectionText
from tandem.core.knowledge.passages import near, parts_of
from tandem.core.knowledge.retrieval_scores import Asked, bootstrap, recall, reciprocal_rank
from tandem.core.knowledge.versions import carried
from tests.core.assistance.test_drafting import passage

sections = st.lists(
    st.builds(SectionText, st.sampled_from(["", "A", "a", "B"]), st.sampled_from(["x", "y", "z"])), max_size=6
)


@pytest.mark.proves("R13", "C22")
@given(sections, sections)
def test_each_reference_is_kept_at_most_once_and_an_unchanged_text_keeps_all(before, after):
    refs = [f"sec_{n}" for n in range(len(before))]
    kept = [ref for ref in carried(list(zip(refs, before, strict=True)), after) if ref]
    assert len(kept) == len(set(kept))
    assert carried(list(zip(refs, before, strict=True)), before) == tuple(refs)


def test_a_section_is_known_by_its_heading_or_else_by_its_text():
    before = [
        ("r1", SectionText("Fees", "One.")),
        ("r2", SectionText("Time", "Two.")),
        ("r3", SectionText("Fees", "Three.")),
    ]
    after = [
        SectionText("New", "n"),
        SectionText("Fees", "One, changed."),
        SectionText("How long", "Two."),
        SectionText("FEES", "3"),
    ]
    assert carried(before, after) == (None, "r1", "r2", "r3")


def test_findings():
    long = "word " * 36 + "end."
    documents = [
        Document(
            slug="a",
            title="One",
            body=f"## Empty\n\n## Full\n\n{long} [b](b.md) [c](c) [d](https://d.example/x) [e](http://)",
        ),
        Document(slug="b", title="one ", body="Same  text."),
        Document(slug="c2", title="Three", body="same text."),
        Document(slug="d", title="Four", body=""),
    ]
    assert [(f.slug, f.kind, f.detail[:12]) for f in findings(documents)] == [
        ("a", "empty_section", "Empty"),
        ("a", "dead_link", "c"),
        ("a", "dead_link", "http://"),
        ("a", "long_sentence", "word word wo"),
        ("d", "no_text", "The article "),
        ("b", "duplicate_title", "the same tit"),
        ("c2", "duplicate_text", "the same tex"),
    ]


def test_recall_counts_what_could_be_there():
    asked = Asked(("a", "b", "c"), frozenset({"c", "x"}))
    assert [recall(asked, k) for k in (1, 2, 3)] == [0.0, 0.0, 0.5]
    assert reciprocal_rank(asked) == pytest.approx(1 / 3)
    assert reciprocal_rank(Asked((), frozenset({"c"}))) == 0.0
    with pytest.raises(ValueError, match="at least one article"):
        Asked(("a",), frozenset())


def test_the_interval_holds_the_mean_and_narrows_with_more_questions():
    few, many = bootstrap([0.0, 1.0] * 5, seed=7), bootstrap([0.0, 1.0] * 500, seed=7)
    assert few.mean == many.mean == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    assert bootstrap([0.0, 1.0] * 5, seed=7) == few
    with pytest.raises(ValueError, match="at least one question"):
        bootstrap([], seed=7)


def test_a_short_message_is_one_query_and_a_story_is_asked_by_sentence():
    assert parts_of("My lamp flickers. Help.") == ("My lamp flickers. Help.",)
    story = "I bought a lamp. It flickers now. I tried a new bulb. Nothing helped. Ok. What can I do?"
    assert parts_of(story) == (
        "I bought a lamp.",
        "It flickers now.",
        "I tried a new bulb.",
        "What can I do?",
    )
    assert parts_of("  \n ") == ()


@pytest.mark.parametrize(("cosine", "coverage", "is_shown"), [(0.3, 0.0, True), (0.299, 0.0, False), (0.0, 0.01, True)])
def test_a_passage_is_near_by_its_meaning_or_by_a_word(cosine, coverage, is_shown):
    one = replace(passage("Refunds take 5 days."), cosine=cosine, coverage=coverage)
    assert near([one]) == ((one,) if is_shown else ())
