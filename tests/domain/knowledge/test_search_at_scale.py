"""Search of a large brand ranks a shortlist: what is filtered stays filtered, and what is found is the same."""

import pytest
from django.db import connection

from tandem.core.knowledge.applicability import Circumstances
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.queries import searching as queries
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import teach

THINGS = ("lamp", "chair", "table", "sofa", "shelf", "mirror", "carpet", "clock", "vase", "stool", "desk", "bench")
ACTS = ("Returning", "Cleaning", "Repairing", "Ordering")
ARTICLES = [
    Document(slug=f"{act.lower()}-{thing}", title=f"{act} a {thing}", body=f"{act} your {thing} takes {n + 2} days. Code {thing[:2].upper()}-{n}.")
    for n, act in enumerate(ACTS)
    for thing in THINGS
]


@pytest.fixture
def brand(db):
    made = Brand.objects.create(slug="hall", name="Hall", created_at=clock.now())
    with scope(Scope(brands=(made.pk,))):
        teach(made.pk, ARTICLES)
        yield made


def large(*, many):
    """From here on ten articles are many; above `many` the index of neighbours is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tandem.search_few', '10', true), set_config('tandem.search_many', %s, true)", [str(many)])


def found(brand, text, **options):
    return [p.slug for p in queries.search(brand.pk, text, sections_each=1, **options)]


@pytest.mark.proves("R17", "R22")
@pytest.mark.parametrize("many", [1000, 20])
def test_a_shortlist_finds_what_the_whole_finds(brand, many):
    asked = ["how do I return the mirror", "my clock needs repair", "wipe the carpet", "I want to buy a stool"]
    whole = [found(brand, text, k=1) for text in asked]
    assert whole == [["returning-mirror"], ["repairing-clock"], ["cleaning-carpet"], ["ordering-stool"]]
    large(many=many)
    assert [found(brand, text, k=1) for text in asked] == whole


@pytest.mark.proves("L5", "R17")
@pytest.mark.parametrize("many", [1000, 20])
def test_a_shortlist_holds_nothing_that_is_filtered(brand, many):
    large(many=many)
    assert found(brand, "returning a lamp", at=clock.now().replace(year=2020)) == []
    assert found(brand, "returning a lamp", language="fr") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tandem.brands', '', true)")
    assert found(brand, "returning a lamp") == []


@pytest.mark.proves("R17")
@pytest.mark.parametrize("many", [1000, 20])
def test_what_does_not_apply_is_left_out_before_ranking(brand, many):
    only = [Document(slug=f"gold-{thing}", title=f"Returning a {thing}", body=f"Gold returns of a {thing}.", applies=gold()) for thing in THINGS]
    teach(brand.pk, only)
    large(many=many)
    plain = found(brand, "returning a lamp", k=30, circumstances=Circumstances(audience="customer", plans=("plain",)))
    assert plain[0] == "returning-lamp"
    assert len(plain) == 30
    assert not [slug for slug in plain if slug.startswith("gold-")]
    assert "gold-lamp" in found(brand, "returning a lamp", k=2, circumstances=Circumstances(audience="customer", plans=("gold",)))


def gold():
    from tandem.core.knowledge.applicability import Applicability

    return Applicability(plans=("gold",))
