"""A brand goes live with knowledge, a forecast, people to escalate to and limits of authority, or not at all."""

import json
from datetime import timedelta

import pytest

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.policies.gate import OWNED
from tandem.domain.assistance.gaps.queries.supplying import check_may_go_live, lacking
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.models import Article
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.knowing import librarian, teach
from tests.ruling import ruled

pytestmark = pytest.mark.django_db
LIMIT = {"minor": 20000, "currency": "GBP"}


@pytest.fixture
def ready():
    """A house with all that is asked for."""
    house = make_house("rail")
    with scope(house.scope):
        teach(house.brand.pk, [Document(slug="pets", title="Pets", body="Dogs travel free.")])
        house.rules = {one: ruled(house.brand.pk, "escalation", {"class": one, "when": f'mentions("{one}")', "to": {"kind": "role", "key": "lead"},
                                                              "within_minutes": 5}, title=f"To a lead: {one}") for one in OWNED}  # fmt: skip
        house.rights = {one: ruled(house.brand.pk, "right", {"class": one, "role": "lead", **({"limit": LIMIT} if one == "refund" else {})},
                                   title=f"A lead: {one}") for one in OWNED}  # fmt: skip
    return house


def forecast(folder, *, days=30, contacts="4"):
    path = folder / "forecast.csv"
    first = clock.now()
    lines = [f"{first + timedelta(days=day):%Y-%m-%d %H:00},{contacts}" for day in range(days)]
    path.write_text("\n".join(["timestamp,contacts", *lines]))
    return path


def gone(house, entry):
    by = librarian(house.brand.pk, "approver")
    retire(by, article_for(by, entry.ref), reason="Not any more.")


@pytest.mark.proves("C8")
def test_a_brand_with_everything_may_go_live(run, ready, tmp_path):
    result = run("knowledge", "check", "--brand", "rail", "--gate", "--forecast", forecast(tmp_path))
    assert (result.exit_code, result.stdout.strip()) == (0, "rail may go live.")


@pytest.mark.proves("C8")
def test_a_brand_with_nothing_is_told_all_that_it_lacks(run, brand, tmp_path):
    result = run("knowledge", "check", "--brand", "rail", "--gate", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["may_go_live"]) == (1, False)
    assert [(one["condition"], one["of"]) for one in told["unmet"]] == [
        ("knowledge", "queues"), ("forecast", "contacts"), *(("contacts", one) for one in OWNED), *(("limits", one) for one in OWNED),
    ]  # fmt: skip


@pytest.mark.proves("C8")
@pytest.mark.parametrize("what", ["knowledge", "forecast", "contacts", "limits", "nobody"])
def test_each_of_them_is_asked_for(ready, what):
    until = clock.now() + timedelta(days=29)
    with scope(ready.scope):
        assert lacking(ready.brand.pk, foreseen_until=until) == ()
        check_may_go_live(ready.brand.pk, foreseen_until=until)
        if what == "knowledge":
            by = librarian(ready.brand.pk, "approver")
            for article in Article.objects.filter(kind="article"):
                retire(by, article, reason="Not any more.")
            expected = [("knowledge", "en")]
        elif what == "forecast":
            until -= timedelta(days=2)
            expected = [("forecast", "contacts")]
        elif what == "contacts":
            gone(ready, ready.rules["safety"])
            expected = [("contacts", "safety")]
        elif what == "limits":
            gone(ready, ready.rights["refund"])
            expected = [("limits", "refund")]
        else:
            Membership.objects.filter(brand_id=ready.brand.pk, roles__contains=["lead"]).update(ended_at=clock.now())
            expected = [*(("contacts", f"To a lead: {one}") for one in OWNED), *(("limits", one) for one in OWNED)]
        assert sorted((one.condition, one.of) for one in lacking(ready.brand.pk, foreseen_until=until)) == sorted(expected)
        with pytest.raises(Refused, match="cannot go live yet") as refusal:
            check_may_go_live(ready.brand.pk, foreseen_until=until)
        assert refusal.value.code == "not_ready"


@pytest.mark.parametrize(("text", "said"), [("timestamp,contacts\nsoon,4\n", "soon"), ("when\n1\n", "expected a column"),
                                            ("timestamp,contacts\n2026-01-01 10:00,0\n", "expected contacts in some interval")])  # fmt: skip
def test_a_forecast_that_is_none_is_refused(run, ready, tmp_path, text, said):
    path = tmp_path / "forecast.csv"
    path.write_text(text)
    result = run("knowledge", "check", "--brand", "rail", "--gate", "--forecast", path)
    assert result.exit_code == 2
    assert said in result.output


def test_a_gate_is_a_brands(run, folder):
    assert run("knowledge", "check", folder, "--gate").exit_code == 2

