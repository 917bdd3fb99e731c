"""The shelf is read through: what disagrees is listed with its evidence, ruled on once, and gone when it is mended."""

import pytest

from tandem.core.kit.refusals import Absent, Forbidden, Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.contradictions.access import contradiction_for
from tandem.domain.knowledge.contradictions.actions import look_through, rule
from tandem.domain.knowledge.contradictions.models import Contradiction, Ruling
from tandem.domain.knowledge.contradictions.queries import count_open, listed
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, person
from tests.knowing import in_force, reworded

pytestmark = pytest.mark.django_db
SAYS = "Claims for delayed trains are open for {days} days after the journey."


def wording(slug, days):
    return Document(slug=slug, title=f"About {slug}", body=SAYS.format(days=days))


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope):
        made.one = in_force(made.brand.pk, wording("delays", 28))
        made.other = in_force(made.brand.pk, wording("works", 60))
        yield made


def look(house):
    return look_through(house.brand.pk)


@pytest.mark.proves("R13", "R17")
def test_what_disagrees_is_listed_with_its_evidence(house):
    assert look(house) == 1
    row = listed()[0]
    assert (row.kind, row.state, {row.left.text, row.right.text}) == ("duration", "open", {SAYS.format(days=28), SAYS.format(days=60)})
    assert (look(house), Contradiction.objects.count(), count_open()) == (0, 1, 1)


def test_it_is_gone_when_one_of_them_is_mended(house):
    look(house)
    reworded(house.one, wording("delays", 60))
    look(house)
    assert listed(state="") == ()
    assert Contradiction.objects.get().gone_at is not None


def test_what_is_dismissed_stays_so_when_a_version_comes_around_it(house):
    look(house)
    rule(person(house.jonas), Contradiction.objects.get(), confirmed=False, reason="Works are another scheme.")
    reworded(house.one, Document(slug="delays", title="About delays", body=SAYS.format(days=28) + "\n\nDogs travel free."))
    look(house)
    assert (count_open(), [(row.state, row.reason, row.decided_by) for row in listed(state="")]) == (0, [("dismissed", "Works are another scheme.", "Jonas")])


def test_a_ruling_has_its_person_its_reason_and_happens_once(house):
    look(house)
    row = contradiction_for(person(house.lena), Contradiction.objects.get().ref)
    with pytest.raises(Absent):
        contradiction_for(person(house.amara), row.ref)
    with pytest.raises(Forbidden):
        rule(person(house.lena), row, confirmed=True)
    with pytest.raises(Invalid):
        rule(person(house.jonas), row, confirmed=False, reason=" ")
    assert Ruling.objects.count() == 0
    rule(person(house.jonas), row, confirmed=True)
    with pytest.raises(Refused, match="decided this already"):
        rule(person(house.jonas), row, confirmed=False, reason="No.")
    assert [ruling.confirmed for ruling in Ruling.objects.all()] == [True]
