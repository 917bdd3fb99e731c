"""To whom a wording applies is settled before anything is ranked: in SQL as in the core, for any restriction."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.core.kit.refusals import Absent, Invalid
from tandem.core.knowledge.applicability import AUDIENCES, Applicability, Circumstances, applies
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.foundation import clock
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.tenancy.actor import Actor
from tests.knowing import in_force, teach

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NUMBERS = count()

some = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple)
days = st.none() | st.integers(-3, 3).map(lambda n: NOW + timedelta(days=n))
restricted = st.builds(
    lambda audience, products, plans, regions, channels, begins, ends: Applicability(
        audience=tuple(audience), products=products, plans=plans, regions=regions, channels=channels, applies_from=begins,
        applies_until=ends if begins is None or ends is None or begins < ends else None,
    ),
    st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=3), some, some, some, some, days, days,
)  # fmt: skip
asked = st.builds(Circumstances, st.sampled_from(AUDIENCES), some, some, some, some)


@pytest.mark.proves("R13")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(restricted, min_size=1, max_size=6), st.lists(asked, min_size=1, max_size=4))
def test_search_shows_what_applies_and_nothing_else(house, wordings, askers):
    batch = next(NUMBERS)
    with clock.on(VirtualClock(NOW)):
        made = {f"w{batch}-{n}": wording for n, wording in enumerate(wordings)}
        body = f"Parking costs marker{batch} ten pounds."
        teach(house.brand.pk, [Document(slug=slug, title=f"Parking {slug}", body=body, applies=wording) for slug, wording in made.items()])
        for circumstances in askers:
            found = search(house.brand.pk, f"what does parking marker{batch} cost", k=100, circumstances=circumstances)
            shown = {passage.slug for passage in found} & set(made)
            assert shown == {slug for slug, wording in made.items() if applies(wording, circumstances, at=NOW)}


@pytest.mark.proves("R13")
def test_an_article_for_plan_x_is_never_shown_for_plan_y_nor_for_an_unknown_plan(house, wording):
    for plan in ("gold", "basic"):
        in_force(house.brand.pk, wording(slug=plan, title=f"Refunds on {plan}", applies=Applicability(plans=(plan,))))
    asking = lambda *plans: [p.slug for p in search(house.brand.pk, "refund", sections_each=1, circumstances=Circumstances(plans=plans))]  # noqa: E731
    assert (asking("gold"), asking("basic"), asking(" GOLD "), asking("silver"), asking()) == (["gold"], ["basic"], ["gold"], [], [])


@pytest.mark.proves("R13", "C51")
def test_what_is_for_staff_alone_is_absent_to_customers(house, wording):
    staff = in_force(house.brand.pk, wording(slug="account-check", title="How we check refunds", applies=Applicability(audience=("expert", "lead"))))
    assert search(house.brand.pk, "refund", circumstances=Circumstances(audience="customer")) == ()
    assert article_for(house.expert, staff.ref).pk == staff.pk
    with pytest.raises(Absent):
        article_for(Actor("customer", 1), staff.ref)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"audience": ()}, "audience"),
        ({"audience": ("robot",)}, "audience"),
        ({"plans": ("x" * 61,)}, "plans"),
        ({"regions": ("a\x00",)}, "regions"),
        ({"applies_from": datetime(2026, 1, 1)}, "applies_from"),  # noqa: DTZ001  without a zone: the refusal
        ({"applies_from": NOW, "applies_until": NOW}, "applies_until"),
    ],
)
def test_nonsense_is_refused_with_its_field(given, field):
    with pytest.raises(Invalid) as refusal:
        Applicability(**given)
    assert refusal.value.field == field
