"""The drafter quotes to the character, cites each sentence, keeps lists whole, and abstains."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.assistance.confidence import BIAS, WEIGHTS, confidences
from tandem.core.assistance.drafting import (
    RELEVANT_FROM,
    SHOWN_FROM,
    Abstention,
    Draft,
    body_of,
    drafted,
    sources_by_words,
)
from tandem.core.assistance.evidence import FEATURES, Candidate, Sentence, features
from tandem.core.knowledge.passages import Passage
from tandem.core.knowledge.sentences import sentence_spans


def passage(text, *, article="art_1", section="sec_1", score=4.0, coverage=1.0, position=0):
    return Passage(
        section_id=1,
        section_ref=section,
        version_id=7,
        version=3,
        article_id=1,
        article=article,
        slug=article,
        title="Refunds",
        heading="When",
        text=text,
        position=position,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        score=score,
        dense=0.6,
        lexical=1.0,
        coverage=coverage,
        cosine=0.6,
        section_coverage=coverage,
    )


def candidate(text, cosines, **values):
    found = passage(text, **values)
    return Candidate(
        (found,), tuple(Sentence(found, s, c) for s, c in zip(sentence_spans(text), cosines, strict=True))
    )


WEAK = candidate("Lamps need a bulb.", [0.1], article="art_9", score=0.5, coverage=0.1)
CLEAR = candidate("Refunds take 5 days. Bring the card. We like cats.", [0.9, 0.82, 0.1])


@pytest.mark.proves("R23", "C22")
def test_a_draft_quotes_the_best_sentences_in_order_with_citations():
    draft = drafted([WEAK, CLEAR], name="Priya")
    assert isinstance(draft, Draft)
    assert draft.text == "Hello Priya,\n\nRefunds take 5 days. Bring the card."
    assert [
        (q.citation.article, q.citation.version, q.citation.section, q.citation.start, q.citation.end)
        for q in draft.quotes
    ] == [
        ("art_1", 3, "sec_1", 0, 20),
        ("art_1", 3, "sec_1", 21, 36),
    ]
    assert drafted([CLEAR, WEAK], name="Priya") == draft
    assert drafted([CLEAR, WEAK], greet=False).text == "Refunds take 5 days. Bring the card."
    assert drafted([CLEAR, WEAK]).text.startswith("Hello,\n\n")


@pytest.mark.proves("R30", "C22")
@given(
    st.lists(st.lists(st.text(max_size=60), min_size=1, max_size=4).map("\n- ".join), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_nothing_is_said_that_no_section_says(texts, chance):
    made = []
    for n, text in enumerate(texts):
        spans = sentence_spans(text)
        if spans:
            made.append(
                candidate(
                    text, [chance.random() for _ in spans], article=f"art_{n}", score=chance.random() * 8
                )
            )
    outcome = drafted(made)
    if isinstance(outcome, Abstention):
        assert outcome.confidence < SHOWN_FROM or all(c.lead.text.rstrip().endswith(":") for c in made)
        return
    assert outcome.confidence >= SHOWN_FROM
    assert outcome.text == "Hello,\n\n" + body_of(outcome.quotes)
    for quote in outcome.quotes:
        section = next(c.lead.text for c in made if c.lead.article == quote.citation.article)
        assert quote.text == section[quote.citation.start : quote.citation.end]


@pytest.mark.proves("R23")
def test_a_list_comes_with_the_line_that_introduces_it():
    text = "Bring these:\n- Your card.\n- The order number.\nThen wait."
    by_item = drafted([candidate(text, [0.1, 0.95, 0.2, 0.1]), WEAK], greet=False)
    assert by_item.text == "Bring these:\n- Your card."
    by_line = drafted([candidate(text, [0.95, 0.2, 0.1, 0.1]), WEAK], greet=False)
    assert by_line.text == "Bring these:\n- Your card.\n- The order number."


def test_a_line_that_introduces_nothing_is_not_quoted():
    only = drafted([candidate("You can pay:", [0.95]), WEAK])
    assert isinstance(only, Abstention)
    assert (only.reason, [s.article for s in only.sources]) == ("unsure", ["art_1"])
    both = drafted([candidate("You can pay:\nBy card.", [0.95, 0.9]), WEAK], greet=False)
    assert both.text == "By card."


def test_an_item_alone_is_a_plain_sentence():
    text = "First read this.\n- Bring your card.\n- Wait."
    assert drafted([candidate(text, [0.1, 0.95, 0.2]), WEAK], greet=False).text == "Bring your card."
    both = drafted([candidate(text, [0.9, 0.95, 0.9]), WEAK], greet=False)
    assert both.text == "First read this.\n- Bring your card.\n- Wait."


def test_a_draft_stays_short():
    text = " ".join(f"Sentence {n} says {'more ' * 40}." for n in range(6))
    draft = drafted([candidate(text, [0.9] * 6), WEAK])
    assert len(draft.quotes) == 2


@pytest.mark.proves("R30")
def test_it_abstains_with_words_and_sources():
    unsure = drafted([candidate("Refunds take 5 days.", [0.3], score=2.0, coverage=0.5), WEAK])
    assert isinstance(unsure, Abstention)
    assert RELEVANT_FROM <= unsure.confidence < SHOWN_FROM
    assert (unsure.reason, [s.article for s in unsure.sources]) == ("unsure", ["art_1"])
    assert unsure.words.startswith("The approved articles may not answer")
    alone = drafted([WEAK, CLEAR], sources_alone=True)
    assert (alone.reason, [s.article for s in alone.sources]) == ("unsure", ["art_1"])
    nothing = drafted([WEAK, candidate("Cats.", [0.1], score=0.4, coverage=0.0)])
    assert (nothing.reason, nothing.sources, nothing.words) == (
        "nothing_relevant",
        (),
        "No approved article answers this.",
    )
    assert drafted([]).reason == "nothing_relevant"


@pytest.mark.proves("R23", "R30")
def test_a_long_story_gets_sources_in_the_order_of_the_search():
    found = [candidate("Lamps.", [0.1], article=f"art_{n}", score=0.5, coverage=0.1) for n in (5, 3, 9, 2)]
    story = drafted([*found[:2], CLEAR, *found[2:], *found], long_story=True)
    assert (story.reason, [s.article for s in story.sources]) == ("long_story", ["art_5", "art_3", "art_1", "art_9", "art_2", "art_5"])
    assert {s.confidence for s in story.sources} == {0.0}  # it was not fitted on such, so none is shown


@pytest.mark.proves("R30")
def test_a_language_that_the_embedder_does_not_know_gets_sources_by_words():
    found = [
        passage("Geld.", article="art_1", score=1.0),
        passage("Karte.", article="art_2", score=2.0),
        passage("x", article="art_3", coverage=0.0),
    ]
    outcome = sources_by_words(found)
    assert (outcome.reason, [s.article for s in outcome.sources]) == ("language", ["art_2", "art_1"])
    assert sources_by_words([]).reason == "nothing_relevant"


def test_confidence_is_the_stated_logistic():
    both = [CLEAR, WEAK]
    table = features(both)
    assert table.shape == (2, len(FEATURES))
    assert table[0] == pytest.approx([4.0, 1.0, 0.86, 3.5, 0.8])
    assert confidences(both) == pytest.approx(1 / (1 + np.exp(-(table @ WEIGHTS + BIAS))))
    assert confidences([]).shape == (0,)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-2, 6), st.floats(0, 1))
def test_more_support_is_never_less_sure(cosine, coverage, score, more):
    weak = candidate("Yes.", [cosine], score=score, coverage=coverage)
    strong = candidate("Yes.", [cosine + more], score=score + more, coverage=coverage)
    assert confidences([strong, WEAK])[0] >= confidences([weak, WEAK])[0] - 1e-12


def test_a_candidate_needs_sentences():
    with pytest.raises(ValueError, match="passages and sentences"):
        Candidate((passage("x"),), ())
