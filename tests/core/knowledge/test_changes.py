"""Two wordings compared: what is the same, added and removed adds up to both of them."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.changes import Block, Piece, changes_of

BEFORE = "## Time\n\nClaims are open for 28 days.\n\n- By form\n- By fax\n"
AFTER = "## Time\n\nClaims are open for 60 days.\n\n- By form\n"


def test_words_that_changed_are_told_apart():
    assert changes_of(BEFORE, AFTER) == (
        Block("heading", (Piece("same", "Time"),)),
        Block(
            "text",
            (
                Piece("same", "Claims are open for "),
                Piece("removed", "28"),
                Piece("added", "60"),
                Piece("same", " days."),
            ),
        ),
        Block("item", (Piece("same", "By form"),)),
        Block("item", (Piece("removed", "By fax"),)),
    )


def test_a_line_that_became_a_heading_is_shown_as_both():
    assert [(block.kind, block.pieces[0].fate) for block in changes_of("Fees", "# Fees")] == [
        ("text", "removed"),
        ("heading", "added"),
    ]


def test_the_same_text_has_no_changes():
    assert not any(block.is_changed for block in changes_of(BEFORE, BEFORE))


words = st.text(alphabet="ab \n#-", max_size=60)


def told(blocks, fates):
    return "".join("".join(p.text for p in block.pieces if p.fate in fates) for block in blocks).replace(
        " ", ""
    )


def plain(text):
    return told(changes_of(text, text), ("same",))


@given(words, words)
def test_nothing_is_lost_or_made_up(before, after):
    blocks = changes_of(before, after)
    assert sorted(told(blocks, ("same", "removed"))) == sorted(plain(before))
    assert sorted(told(blocks, ("same", "added"))) == sorted(plain(after))
