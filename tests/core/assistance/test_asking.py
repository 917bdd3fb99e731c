"""The open question in a conversation's last turns."""

import pytest

from tandem.core.assistance.asking import asked_in, content_words


@pytest.mark.proves("R23")
@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        ([], ""),
        ([("customer", "My train was cancelled, what now?")], "My train was cancelled, what now?"),
        (
            [("customer", "Train cancelled!"), ("customer", "Can I take the next fast service?")],
            "Train cancelled!\nCan I take the next fast service?",
        ),
        (
            [("customer", "My oak table wobbles badly"), ("expert", "Which one?"), ("customer", "the Alder")],
            "My oak table wobbles badly the Alder",
        ),
        ([("customer", "Where is it?"), ("expert", "On its way.")], ""),
        ([("expert", "Done."), ("customer", "ok thanks a lot, bye!")], ""),
        ([("expert", "Hello"), ("customer", "refund?")], "refund?"),
    ],
)
def test_what_is_asked(turns, asked):
    assert asked_in(turns) == asked


def test_words_that_carry_matter():
    assert content_words("Hi, I can’t find the lamp's BULB, thanks") == ("find", "lamps", "bulb")
