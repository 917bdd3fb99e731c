"""How many people approve what: the brand's owner says so, and everybody sees who did."""

import pytest

from tandem.core.knowledge.releases import Rule
from tandem.domain.knowledge.articles.models import Version
from tandem.domain.knowledge.releases.models import ReleaseRule
from tandem.domain.knowledge.releases.queries.rules import rule_for
from tandem.foundation.audit.models import Entry
from tandem.foundation.tenancy.scope import scope
from tests.web.studio.house import library, sent, signed_in, written
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db
RULE = {"kind": "article", "approvals": "1", "approvals_for_money": "2", "expires_after_days": "365"}


@pytest.fixture
def house():
    return library()


@pytest.mark.proves("R13")
def test_the_owner_sets_a_rule_and_it_is_on_record(house):
    client = signed_in(house, "olga")
    assert client.post("/knowledge/rules/", RULE).status_code == 302
    with scope(house.scope):
        assert rule_for("article") == Rule(1, 2, 365)
        entry = Entry.objects.get(verb="knowledge.rule")
        assert (entry.facts, entry.subject) == ({"approvals": 1, "for_money": 2, "days": 365}, "article")
    said = text_of(client.get("/knowledge/rules/"))
    assert "Articles 1 approval, 2 when it touches money, expires after 365 days Olga," in said


@pytest.mark.proves("R13")
def test_what_is_sent_from_then_on_needs_it(house):
    signed_in(house, "olga").post("/knowledge/rules/", {**RULE, "approvals": "2"})
    article = written(house, published=False)
    sent(house, article)
    with scope(house.scope):
        version = Version.objects.get()
        assert (version.approvals_needed, version.expires_at is None) == (2, False)


@pytest.mark.parametrize("name", ["jonas", "ada", "lena"])
def test_others_read_the_rules_and_change_none(house, name):
    client = signed_in(house, name)
    assert "The brand’s owner changes these." in text_of(client.get("/knowledge/rules/"))
    assert client.post("/knowledge/rules/", RULE).status_code == 422
    with scope(house.scope):
        assert ReleaseRule.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"approvals": "0"}, "approvals"),
        ({"approvals": "3"}, "approvals_for_money"),
        ({"expires_after_days": "0"}, "expires_after_days"),
        ({"kind": "poem"}, "kind"),
    ],
)
def test_a_senseless_rule_is_refused(house, changes, field):
    answer = signed_in(house, "olga").post("/knowledge/rules/", {**RULE, **changes})
    assert answer.status_code == 422
    with scope(house.scope):
        assert ReleaseRule.objects.count() == 0
