"""Articles as files: read strictly, written so that they read back equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import (
    Document,
    Malformed,
    read_lines,
    read_markdown,
    slugged,
    write_line,
    write_markdown,
)

words = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
documents = st.builds(
    Document,
    slug=st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True),
    title=words,
    body=st.lists(words, min_size=1).map("\n".join),
    summary=st.one_of(st.just(""), words),
    topics=st.lists(words.filter(lambda t: "," not in t), max_size=3).map(tuple),
    language=st.sampled_from(["en", "de", "pt-BR"]),
)


@given(documents)
def test_what_is_written_reads_back_the_same(document):
    assert next(read_lines([write_line(document)])) == (1, document)
    if document.title != "---":
        again = read_markdown(write_markdown(document), slug=document.slug)
        assert again == document
        assert again.content_hash() == document.content_hash()


def test_a_first_heading_serves_as_the_title():
    assert read_markdown("# Pets\n\nDogs ride free.\n", slug="pets") == Document(
        slug="pets", title="Pets", body="Dogs ride free."
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("no title", 1, "front matter"),
        ("---\ntitle: A\ncolour: red\n---\n", 3, "expected one of title"),
        ("---\ntitle: A\ntitle: B\n---\n", 3, "second time"),
        ("---\ntopics: a\n---\nx", 1, "title"),
        ("---\ntitle: A", 2, "to end the front matter"),
        ("---\ntitle: " + "x" * 201 + "\n---\n", 1, "at most 200"),
        ("# A\n" + "é" * 50_001, 1, "100 kB"),
        ("# A\nb\x00c", 1, "NUL"),
    ],
)
def test_markdown_that_is_refused(text, line, words):
    with pytest.raises(Malformed, match=words) as refusal:
        read_markdown(text, slug="a")
    assert refusal.value.line == line


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ('{"id": "a", ', 13, "JSON"),
        ("[1]", 1, "JSON object"),
        ('{"id": "a", "title": 3, "content": "x"}', 13, 'text in "title"'),
        ('{"id": "a", "title": "T", "content": "x", "colour": 1}', 1, "unknown field 'colour'"),
        ('{"id": "a", "title": "T", "content": "x", "topics": "t"}', 43, "list of texts"),
        ('{"id": "a b", "title": "T", "content": "x"}', 1, "no spaces"),
        ('{"id": "a", "title": "T", "content": "\\u0000"}', 1, "NUL"),
        ('{"id": "a", "title": "T", "content": "\\ud800"}', 1, "surrogate"),
        ("[" * 100_000, 1, "nested too deep"),
    ],
)
def test_lines_that_are_refused(line, column, words):
    with pytest.raises(Malformed, match=words) as refusal:
        list(read_lines(['{"id": "z", "title": "Z", "content": "ok"}', line]))
    assert (refusal.value.line, refusal.value.column) == (2, column)


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
