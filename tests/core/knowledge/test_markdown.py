"""Markdown as HTML that is safe, and as plain text in sections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.markdown import (
    LONGEST_SECTION,
    SectionText,
    empty_headings,
    links_of,
    render,
    sections_of,
)


def test_headings_cut_the_text_and_carry_their_parents():
    body = (
        "# Bags\n\nOne *bag* is free.\n\n## Abroad\n\nPay more.\n\n### Asia\n\nPay most.\n\n"
        "## Bikes\n\nBook [here](https://x.example/b)."
    )
    assert sections_of(body, title="Bags") == (
        SectionText("", "One bag is free."),
        SectionText("Abroad", "Pay more."),
        SectionText("Abroad > Asia", "Pay most."),
        SectionText("Bikes", "Book here (https://x.example/b)."),
    )


def test_lists_tables_and_code_become_lines():
    body = (
        "1. First\n2. Second\n   - inner\n\n   more\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\n```\n"
    )
    assert sections_of(body)[0].text == "1. First\n2. Second\n- inner\nmore\na | b\n1 | 2\nx = 1"


def test_long_sections_are_continued_under_their_heading():
    body = "## Long\n\n" + "\n\n".join(f"Sentence {n} " + "word " * 40 for n in range(20))
    found = sections_of(body)
    assert len(found) == 4
    assert {section.heading for section in found} == {"Long"}
    assert max(len(section.text) for section in found) <= LONGEST_SECTION


@pytest.mark.proves("R13")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://spy.example/i.png)", "<p>x</p>\n"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"),
    ],
)
def test_nothing_written_runs(text, html):
    assert render(text) == html


@given(st.text())
def test_any_text_renders_without_a_script_and_is_cut_without_loss_of_order(text):
    assert "<script" not in render(text).casefold()
    assert all(section.text.strip() for section in sections_of(text))


def test_what_a_check_looks_for():
    assert empty_headings("## A\n\n## B\n\n### C\n\ntext\n\n## D") == ("A", "D")
    assert links_of("[a](b.md) and [c](https://d.example)") == ("b.md", "https://d.example")
