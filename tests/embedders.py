"""What tests of embedders share: one is chosen for this process until the test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tandem.foundation.ai.embedding import embedder


@pytest.fixture
def chosen(monkeypatch) -> Iterator[Callable[[str], None]]:
    """Choose an embedder for this process, until the test ends."""

    def choose(name: str) -> None:
        monkeypatch.setenv("TANDEM_EMBEDDER", name)
        embedder.cache_clear()

    yield choose
    embedder.cache_clear()
