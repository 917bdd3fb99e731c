"""A wording as a value: what is refused, and the short names made of titles."""

import pytest

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import Document, slugged


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "a\nb"},
        {"language": "english"},
        {"topics": ("",)},
        {"slug": "a/b"},
        {"slug": "x" * 121},
    ],
)
def test_wording_that_is_refused(wrong):
    with pytest.raises(Invalid) as refusal:
        Document(**{"slug": "a", "title": "A", "body": "text"} | wrong)
    assert refusal.value.field == next(iter(wrong))


def test_short_names_from_titles():
    assert [slugged(title) for title in ("Refunds: how long?", "Übergrößen", "!?")] == [
        "refunds-how-long",
        "übergrössen",
        "article",
    ]
