"""Texts can be translated: written out in one piece, what is filled in has a name, and nothing on a page is left out."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.texts import UNNAMED, of_call, texts
from tests.web.pseudo import bare_words

EVERY = tuple(texts())


def test_every_text_is_written_out_in_one_piece():
    assert [f"{one.where}: {one.text}" for one in EVERY if not one.whole] == []
    assert len({one.text for one in EVERY}) > 600  # else the reading of the source is broken


def test_whatever_is_filled_into_a_text_has_a_name():
    assert [f"{one.where}: {one.text}" for one in EVERY if UNNAMED.search(one.text)] == []


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ('_("Sent")', True),
        ('_(f"Sent to {name}")', False),
        ('_("Sent " + name)', False),
        ('Invalid("Too long", field="text")', True),
        ('Invalid(f"Over {longest}")', False),
        ('Refused(_("Taken"))', False),
        ('Refused("Choose: " + names)', False),
    ],
)
def test_the_rule_sees_what_no_catalogue_could_hold(source, whole):
    (found,) = of_call(ast.parse(source, mode="eval").body, "here")
    assert found.whole is whole


@pytest.mark.parametrize(
    ("text", "unnamed"),
    [("%s sent", True), ("%d of %(all)d", True), ("{} sent", True), ("%(name)s sent", False), ("{name} sent", False), ("80 %", False), ("100%% sure", False)],
)
def test_the_rule_sees_what_has_no_name(text, unnamed):
    assert bool(UNNAMED.search(text)) is unnamed


@pytest.mark.parametrize(
    ("html", "bare"),
    [
        ("<p>Sent</p>", ["Sent"]),
        ("<p>⟦Sent⟧</p>", []),
        ("<p>⟦Sent by <b>Αμαρα</b> today⟧</p>", []),
        ("<p>⟦Sent⟧ today</p>", ["today"]),
        ('<button aria-label="Close">×</button>', ["Close"]),
        ('<input placeholder="Write">', ["Write"]),
        ('<img alt="A bar">', ["A bar"]),
        ("<p>⟦%(count)d of ⟦ten⟧⟧</p>", []),
        ('<p translate="no">import hashlib</p><span class="kbd">Ctrl</span><script>let found;</script>', []),
        ('<script id="ui-words" type="application/json">{"undo": "Undo"}</script>', ["Undo"]),
        ("<p>Αμαρα, a@b.example, cnv_1234abcd, Europe/London, en</p>", []),
    ],
)
def test_bare_words_are_found(html, bare):
    assert [text.strip() for text in bare_words(html)] == bare
