"""Knowledge as files: whatever a wording holds comes back from every format; what is wrong is said by line."""

import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.applicability import AUDIENCES, Applicability
from tandem.core.knowledge.documents import Document, canonical
from tandem.core.knowledge.files.faults import together
from tandem.core.knowledge.files.reading import FORMATS, read_file, written

texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=30)
lines = texts.map(lambda t: t.replace("\n", " ").replace("\r", " ")).filter(str.strip)
slugs = st.from_regex(r"[a-z0-9]{2,9}", fullmatch=True)
keys = st.lists(lines.map(str.strip), max_size=2).map(tuple)
bodies = st.lists(texts.map(lambda t: t.replace("\r", "")), min_size=1, max_size=4).map("\n\n".join).filter(lambda t: t.strip("\n"))
documents = st.builds(
    Document,
    slug=slugs.map(lambda s: f"s-{s}"), title=lines, body=bodies, summary=st.just("") | texts, topics=st.lists(lines, max_size=3).map(tuple),
    language=st.sampled_from(["en", "de", "pt-BR"]), needs=st.lists(slugs, max_size=2).map(tuple), related=st.lists(slugs, max_size=2).map(tuple),
    formerly=st.lists(slugs.map(lambda s: f"f-{s}"), max_size=2, unique=True).map(tuple),
    applies=st.builds(Applicability, audience=st.sampled_from([AUDIENCES, ("customer",), ("expert", "lead")]), products=keys, plans=keys,
                      applies_from=st.none() | st.datetimes(timezones=st.just(UTC))),
)  # fmt: skip


@pytest.mark.proves("R17")
@pytest.mark.parametrize("form", FORMATS)
@given(document=documents)
def test_a_round_trip_loses_nothing(form, document):
    ((name, text),) = written([document], form=form).items()
    found = read_file(name, text.encode())
    assert found.faults == ()
    assert [(back, back.content_hash()) for back in found.documents] == [(document, document.content_hash())]


@pytest.mark.parametrize("form", FORMATS)
def test_a_policy_comes_back_with_its_rules(form):
    rule = Document(slug="hurt", title="Somebody is hurt", body="", kind="escalation", content=canonical({"when": "mentions('hurt')", "within": 5}))
    ((name, text),) = written([rule], form=form).items()
    assert read_file(name.rpartition("/")[2], text.encode()).documents == (rule,)


def test_html_becomes_markdown():
    page = (
        '<html lang="de"><head><title>Gebühren</title></head><body><h1>Gebühren</h1><p>Bitte <b>5 €</b> zahlen: '
        '<a href="https://a.example/x">hier</a>.<ul><li>Eins<li>Zwei</ul><table><tr><th>A<th>B<tr><td>1<td>2</table></body></html>'
    )
    (document,) = read_file("fees.html", page.encode()).documents
    assert (document.slug, document.title, document.language) == ("fees", "Gebühren", "de")
    assert document.body == (
        "Bitte **5 €** zahlen: [hier](https://a.example/x).\n\n- Eins\n- Zwei\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"
    )


def test_a_page_that_somebody_changed_is_read_as_it_is_seen():
    ((name, text),) = written([Document(slug="fees", title="Fees", body="Five pounds.", topics=("money",))], form="html").items()
    assert read_file(name, text.replace("<p>Five pounds.", "<p>Six pounds.").encode()).documents[0].body == "Six pounds."


@pytest.mark.proves("C51")
@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>a\n<script>alert(1)</script>", "a.html:2:1: expected no <script>"),
        ('<p>a</p><img src="x" onerror="alert(1)">', "a.html:1:9: expected no onerror"),
        ('<a href="java\nscript:alert(1)">x</a>', "a.html:1:1: expected a web, mail or telephone address in href"),
        ('<img src="data:image/svg+xml;base64,AA">', "a.html:1:1: expected a web, mail or telephone address in src"),
        ('<iframe src="https://a.example"></iframe>', "a.html:1:1: expected no <iframe>"),
        ('<meta http-equiv="refresh" content="0">', "a.html:1:1: expected no http-equiv"),
        ("<svg><script>x</script></svg>", "a.html:1:1: expected no <svg>"),
        ('<form action="https://a.example"><input></form>', "a.html:1:1: expected no <form>"),
    ],
)
def test_dangerous_html_is_refused_with_its_place(html, fault):
    found = read_file("a.html", html.encode())
    assert found.entries == ()
    assert str(found.faults[0]).startswith(fault)


def article(**changes):
    return json.dumps({"id": "a", "title": "A", "content": "x"} | changes)


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        ("a.md", b"no title", ['a.md:1:1: expected "---" (front matter)']),
        ("a.md", b"---\ntitle: A\ncolour: red\ntitle: B\n---\n", ["a.md:3:1: expected one of title", "a.md:4:1: title stands here a second time"]),
        ("a.md", b"---\ntopics: a\n---\nx", ['a.md:1:1: expected "title']),
        ("a.md", b"---\ntitle: A", ['a.md:2:1: expected "---" to end']),
        ("a.md", b'---\ntitle: "A\n---\nx', ["a.md:2:8: expected a text"]),
        ("a.md", b"---\ntitle: A\napplies_from: soon\n---\nx", ["a.md:1:1: applies_from: expected a date"]),
        ("a.md", b"# A\n\nx\xff", ["a.md:3:2: expected UTF-8 text."]),
        ("a.md", b"# A\nb\x00", ["a.md:2:2: expected text without NUL bytes."]),
        ("a.md", b"# A\n" + "é".encode() * 50_001, ["a.md:1:1: body: A version holds at most 100 kB"]),
        ("a.jsonl", f"{article()}\n{{oops\n[1]\n{article(title=3)}\n{article(colour=1)}".encode(),
         ["a.jsonl:2:2: expected a JSON object", "a.jsonl:3:1: expected a JSON object with", 'a.jsonl:4:13: title: expected text in "title"',
          "a.jsonl:5:1: unknown field 'colour'"]),
        ("a.jsonl", b"[" * 100_000, ["a.jsonl:1:1: expected a flat JSON object"]),
        ("a.jsonl", article(content="\ud800").encode(), ["a.jsonl:1:27: body: The text holds half a character"]),
        ("a.csv", b"id,title\na,A", ["a.csv:1:1: expected a header with content"]),
        ("a.csv", b"id,title,content,colour\n", ["a.csv:1:1: unknown column 'colour'"]),
        ("a.csv", b'id,title,content\na,A,"x\ny"\nb,B\nc,,z', ["a.csv:4:1: expected 3 values, found 2", 'a.csv:5:1: title: expected text']),
        ("a.csv", b'id,title,content\na,A,"x', ["a.csv:2:1: expected comma-separated values"]),
        ("a.json", b'{"articles": [\n{"title": "A"},\n{"title": "B", "body": "<script>"}]}',
         ['a.json:2:1: expected text in "body"', "a.json:3:1: expected no <script>"]),
        ("a.json", b'{"data": {}}', ['a.json:1:1: expected an object with a list "data"']),
        ("a.json", b"{", ["a.json:1:2: expected JSON"]),
        ("a.pdf", b"%PDF", ["a.pdf:1:1: expected a file that ends in"]),
    ],
)  # fmt: skip
def test_each_fault_is_a_line_of_its_own(name, content, faults):
    found = read_file(name, content)
    assert len(found.faults) == len(faults), found.faults
    for fault, words in zip(found.faults, faults, strict=True):
        assert str(fault).startswith(words)


def test_names_come_once_and_former_names_lead_one_way():
    one = lambda slug, *formerly: read_file(f"{slug}.md", f"---\ntitle: {slug}\nformerly: {', '.join(formerly)}\n---\nx".encode())  # noqa: E731
    said = lambda *found: [str(fault).partition(": ")[2] for fault in together(found).faults]  # noqa: E731
    assert said(one("a", "old"), one("b")) == []
    assert said(one("a"), one("a")) == ["the short name a came at a.md:1:1; expected another."]
    assert said(one("a", "b"), one("b", "a"))[0] == "formerly: b and a lead to each other in a circle; expected a name that nothing else has."
    assert said(one("a", "b"), one("b")) == ["formerly: b is the short name of b.md:1:1; expected a name that nothing else has."]
    assert said(one("a", "old"), one("b", "old")) == ["formerly: old leads to a.md:1:1 already; expected one."]


def test_exports_of_other_houses_are_read():
    zendesk = {"articles": [{"id": 7, "name": "How to pay?", "body": "<p>By card.</p>", "locale": "en-us", "label_names": ["pay"],
                             "html_url": "https://h.example/hc/en-us/articles/7-How-to-pay"}], "count": 1}  # fmt: skip
    (paid,) = read_file("articles.json", json.dumps(zendesk).encode()).documents
    assert (paid.slug, paid.title, paid.body, paid.language, paid.topics) == ("how-to-pay", "How to pay?", "By card.", "en-US", ("pay",))
    given = {"type": "article", "id": "9", "title": "Lost key", "description": "What to do", "body": "<h2>First</h2><p>Call.</p>"}
    intercom = {"type": "list", "data": [given]}
    (lost,) = read_file("x.json", json.dumps(intercom).encode()).documents
    assert (lost.slug, lost.summary, lost.body) == ("lost-key", "What to do", "## First\n\nCall.")
