"""Sentences that cannot both hold are found; those that can are left alone."""

import numpy as np
import pytest

from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.claims import claim_of
from tandem.core.knowledge.contradictions import Shelved, contradictions

MEANING = np.array([1.0, 0.0])
BASE = "Claims for delayed trains are open for 28 days after the journey."


def shelved(article, text, *, title="", section="s", heading="", **applies):
    return Shelved(article, section, title or f"About {article}", heading, text, "en", Applicability(**applies), MEANING)


def found(one, other, **changes):
    return [(c.kind, c.detail) for c in contradictions([shelved("a", one), shelved("b", other, **changes)])]


@pytest.mark.parametrize(
    ("one", "other", "kind", "detail"),
    [
        (BASE, "Claims for delayed trains are open for 60 days after the journey.", "duration", "28 days"),
        ("A lost ticket is replaced for £5 at any station.", "A lost ticket is replaced for £10 at any station.", "amount", "£5 / £10"),
        ("Students get a discount of 10% on season tickets.", "Students get a discount of 15 percent on season tickets.", "percent", "10 % / 15 %"),
        ("The winter timetable of night trains begins on 14 December.", "The winter timetable of night trains begins on December 12.", "date", "14.12."),
        ("The ticket office in Carrow opens at 6 a.m. on Sundays.", "The ticket office in Carrow opens at 07:30 on Sundays.", "time", "06:00 / 07:30"),
        ("Passengers may carry 2 large suitcases on local trains.", "Passengers may carry 3 large suitcases on local trains.", "count", "2 large / 3 large"),
        ("Reserve the wheelchair space at least 2 hours ahead.", "Reserve the wheelchair space at most 2 hours ahead.", "bound", "least 2 hours"),
        ("Bicycles are allowed on the early regional trains.", "Bicycles are not allowed on the early regional trains.", "condition", "yes / no"),
        ("Show the railcard before boarding the sleeper train.", "Show the railcard after boarding the sleeper train.", "condition", "before / after"),
        ("Guide dogs always travel in the quiet coach.", "Guide dogs never travel in the quiet coach.", "condition", "always / never"),
    ],
)
@pytest.mark.proves("R13")
def test_what_disagrees_is_found_with_its_evidence(one, other, kind, detail):
    listed = contradictions([shelved("a", one), shelved("b", other)])
    assert len(listed) == 1
    assert (listed[0].kind, listed[0].detail.startswith(detail)) == (kind, True)
    for evidence, text in ((listed[0].left, one), (listed[0].right, other)):
        assert evidence.span.of(text) == evidence.text


@pytest.mark.parametrize(
    "other",
    [
        BASE,
        "Claims for delayed trains are open for 4 weeks after the journey.",
        "Claims for lost luggage are open for 60 days after the journey.",
        "Claims for delayed trains are open for 60 days after the journey if you were in hospital.",
        "Claims for delayed trains are open for how many days after the journey?",
        "Refunds take 5 days.",
    ],
)
def test_what_may_both_hold_is_left_alone(other):
    assert found(BASE, other) == []


def test_what_never_applies_together_does_not_disagree():
    sixty = BASE.replace("28", "60")
    listed = contradictions([shelved("a", BASE, products=("gold",)), shelved("b", sixty, products=("basic",))])
    assert listed == ()
    assert len(contradictions([shelved("a", BASE, products=("gold",)), shelved("b", sixty)])) == 1


def test_variants_of_one_title_are_about_different_things():
    sixty = BASE.replace("28", "60")
    one, other = shelved("a", BASE, title="Gold card: claims and fees"), shelved("b", sixty, title="Blue card: claims and fees")
    assert contradictions([one, other]) == ()


def test_a_number_with_many_values_is_a_property_of_each():
    many = [shelved(f"a{days}", BASE.replace("28", str(days))) for days in (28, 30, 60)]
    assert contradictions(many) == ()


def test_lines_of_a_series_do_not_deny_one_another():
    series = "15 minutes of delay on the line: a quarter of the fare.\n30 minutes of delay on the line: a quarter of the fare."
    assert found(series, "45 minutes of delay on the line: a quarter of the fare.") == []


def test_who_says_both_knows_both_cases():
    assert found(BASE + "\n" + BASE.replace("28", "60"), BASE.replace("28", "60")) == []


def test_the_order_of_sections_does_not_matter():
    sections = [shelved("a", BASE), shelved("b", BASE.replace("28", "60")), shelved("c", "Dogs travel free on a lead.")]
    assert contradictions(sections) == contradictions(sections[::-1])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It costs $1,250.50.", [("amount", "$", 1250.5)]),
        ("Open 11:00 to 20:00.", [("time", "clock", 660.0), ("time", "clock", 1200.0)]),
        ("Two weeks or 10 working days.", [("duration", "time", 1_209_600.0), ("duration", "working time", 864_000.0)]),
        ("On 5 November 2026.", [("date", "date", 20_261_105.0)]),
        ("One of us.", []),
    ],
)
def test_numbers_are_read_in_their_units(text, wanted):
    assert [(one.kind, one.unit, one.value) for one in claim_of(text).quantities] == wanted
