"""Policies in the studio: lists, a form for each kind without scripts, review through the same card, and nothing half-saved."""

import json
import re

import pytest

from tandem.core.knowledge.policies.contents import POLICY_KINDS, read_content, written_content
from tandem.domain.knowledge.articles.models import Article, Version
from tandem.domain.knowledge.policies.queries import policies_in_force
from tandem.foundation.tenancy.scope import scope
from tandem.web.studio.shaping import content_of, inputs_of, lines_of, state_of, typed_state
from tests.core.knowledge.policies.test_contents import GOOD
from tests.ruling import HURT, ruled
from tests.web.studio.house import library, signed_in
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db
EVERYBODY = ["customer", "expert", "lead"]
ABOUT = {
    "title": "A policy", "summary": "", "language": "en", "audience": EVERYBODY, "products": "", "plans": "", "regions": "", "channels": "",
    "applies_from": "", "applies_until": "", "reason": "", "began_from": "",
}  # fmt: skip


@pytest.fixture
def house():
    return library()


def flat(inputs):
    """What a browser would send of a form."""
    sent = {}
    for one in inputs:
        if one.spot.kind == "rows":
            for row in one.rows:
                sent |= flat(row.inputs)
        elif not (one.spot.kind == "yes" and not one.value):
            sent[one.path] = one.value
    return sent


def sent(kind, content=None, **more):
    return {**ABOUT, **flat(inputs_of(kind, state_of(kind, content or GOOD[kind]))), "save": "1", **more}


def kept(house):
    with scope(house.scope):
        return [(v.article.kind, v.status, v.content) for v in Version.objects.select_related("article").order_by("id")]


@pytest.mark.parametrize("kind", POLICY_KINDS)
def test_a_form_says_what_a_content_says_and_gives_it_back(kind):
    state = state_of(kind, GOOD[kind])
    content, faults = content_of(kind, state, currency="GBP")
    assert faults == []
    assert read_content(kind, json.dumps(content)) == read_content(kind, json.dumps(GOOD[kind]))
    typed, _ = content_of(kind, typed_state(kind, sent(kind)), currency="GBP")
    assert written_content(read_content(kind, json.dumps(typed))) == written_content(read_content(kind, json.dumps(GOOD[kind])))
    assert "{" not in lines_of(kind, {**GOOD[kind], "text": "words"}), "people read no JSON"


@pytest.mark.proves("R13", "R15")
@pytest.mark.parametrize("kind", POLICY_KINDS)
def test_each_kind_is_written_sent_approved_and_read(house, kind):
    author, approver = signed_in(house, "ada"), signed_in(house, "jonas")
    answer = author.post(f"/knowledge/policies/{kind}/new/", sent(kind), follow=True)
    assert (answer.status_code, [(k, s) for k, s, _ in kept(house)]) == (200, [(kind, "draft")])
    with scope(house.scope):
        ref = Article.objects.get().ref
    assert author.post(f"/knowledge/{ref}/submission/").status_code == 302
    assert author.post(f"/knowledge/{ref}/approval/").status_code == 403
    waiting = text_of(approver.get("/knowledge/waiting/"))
    assert "A policy" in waiting
    assert str(inputs_of(kind, state_of(kind, GOOD[kind]))[0].spot.label) in waiting, "what waits is told in words"
    with scope(house.scope):
        seal = Version.objects.get().seal
    answer = approver.post(f"/knowledge/{ref}/approval/", {"seen": seal})
    assert answer["Location"] == f"/knowledge/policies/entry/{ref}/"
    with scope(house.scope):
        assert [policy.ref for policy in policies_in_force(kind)] == [ref]
    for address in (f"/knowledge/policies/{kind}/", f"/knowledge/policies/entry/{ref}/"):
        page = signed_in(house, "amara").get(address)
        assert page.status_code == 200
        assert "A policy" in text_of(page)
        assert "{&quot;" not in page.content.decode()


def test_a_form_with_faults_saves_nothing_and_says_each_beside_its_place(house):
    bad = sent("escalation", {**GOOD["escalation"], "when": "colour = 1"}, within_minutes="soon", title="")
    answer = signed_in(house, "ada").post("/knowledge/policies/escalation/new/", bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 things are to be mended; nothing was saved." in text_of(answer)
    assert 'id="at_when_error"' in page
    assert "Expected a known fact (intent, topic" in page
    assert 'id="at_within_minutes_error"' in page
    assert "colour = 1" in page, "what was typed stays"
    assert kept(house) == []


@pytest.mark.parametrize("kind", ["guide", "escalation"])
def test_each_fault_leads_to_a_place_on_the_page(house, kind):
    page = signed_in(house, "ada").post(f"/knowledge/policies/{kind}/new/", {"title": "Empty", "save": "1"}).content.decode()
    leads = re.findall(r'href="#(at_[^"]*)"', page)
    assert leads
    assert [where for where in leads if f'id="{where}"' not in page] == []


def test_steps_are_added_moved_and_removed_without_scripts_and_nothing_is_saved(house):
    client, typed = signed_in(house, "ada"), sent("guide")
    del typed["save"]
    address = "/knowledge/policies/guide/new/"
    added = client.post(address, {**typed, "add": "steps"}).content.decode()
    assert 'name="steps[4].key"' in added
    more = client.post(address, {**typed, "add": "steps[0].fields"}).content.decode()
    assert 'name="steps[0].fields[1].label"' in more
    moved = client.post(address, {**typed, "up": "steps[1]"}).content.decode()
    assert 'name="steps[0].key" value="match"' in moved
    fewer = client.post(address, {**typed, "remove": "steps[3]"}).content.decode()
    assert 'name="steps[3].key"' not in fewer
    for nonsense in ("steps[99]", "nowhere[0]", "steps", "steps[0].fields[7]", "["):
        assert client.post(address, {**typed, "remove": nonsense, "up": nonsense, "add": nonsense}).status_code == 200
    assert kept(house) == []


def test_a_row_left_empty_is_no_row(house):
    empty = {"steps[4].key": "", "steps[4].title": "", "steps[4].outcome.kind": "", "steps[0].fields[1].key": "", "steps[0].fields[1].type": "text"}
    typed = sent("guide", **empty)
    signed_in(house, "ada").post("/knowledge/policies/guide/new/", typed)
    assert [(kind, status, content) for kind, status, content in kept(house)] == [("guide", "draft", GOOD["guide"])]


def test_a_new_version_shows_what_changes(house):
    with scope(house.scope):
        entry = ruled(house.brand.pk, "escalation", HURT, title="Hurt")
    ada = signed_in(house, "ada")
    ada.post(f"/knowledge/policies/entry/{entry.ref}/draft/", sent("escalation", {**HURT, "raised_by": "either"}, title="Hurt", within_minutes="2"))
    page = ada.get(f"/knowledge/policies/entry/{entry.ref}/?view=changes&version=2").content.decode()
    assert "<del>5</del>" in page
    assert "<ins>2</ins>" in page
    with scope(house.scope):
        assert [policy.content.within_minutes for policy in policies_in_force("escalation")] == [5]


@pytest.mark.proves("R13")
@pytest.mark.parametrize("kind", POLICY_KINDS)
def test_each_kind_says_to_whom_where_and_when_it_applies(house, kind):
    """On its form and on its page; what is sent away narrows is kept when a row is added, and a later form begins with it."""
    author, address = signed_in(house, "ada"), f"/knowledge/policies/{kind}/new/"
    narrow = {
        "audience": ["expert"], "products": "Annual, Day", "plans": "gold", "regions": "UK", "channels": "chat", "applies_from": "2026-01-05T09:00",
        "applies_until": "2027-01-05T09:00",
    }  # fmt: skip
    typed = sent(kind, **narrow)
    again = author.post(address, {**{name: value for name, value in typed.items() if name != "save"}, "look": "1"})
    assert again.context["form"].about["audience"].value() == ["expert"]
    assert 'value="2026-01-05T09:00"' in again.content.decode()
    page = text_of(author.post(address, typed, follow=True))
    for words in ("Who may read it Experts Products", "Products annual, day", "Plans gold", "Regions uk", "Channels chat", "Applies from", "Applies until"):
        assert words in page, words
    with scope(house.scope):
        version = Version.objects.get()
        assert (version.audience, version.products, version.plans, version.regions, version.channels) == (
            ["expert"], ["annual", "day"], ["gold"], ["uk"], ["chat"],
        )  # fmt: skip
        assert (version.applies_from.isoformat(), version.applies_until.isoformat()) == ("2026-01-05T09:00:00+00:00", "2027-01-05T09:00:00+00:00")
        ref = version.article.ref
    form = author.get(f"/knowledge/policies/entry/{ref}/draft/").context["form"].about
    assert (form["audience"].value(), form["products"].value(), form.where().is_open) == (["expert"], "annual, day", True)


@pytest.mark.parametrize(
    ("field", "given"), [("audience", []), ("applies_until", "2025-01-01T09:00"), ("applies_from", "soon"), ("regions", "x" * 500)]
)  # fmt: skip
def test_an_applicability_that_makes_no_sense_is_told_and_nothing_is_saved(house, field, given):
    answer = signed_in(house, "ada").post("/knowledge/policies/macro/new/", sent("macro", **{"applies_from": "2026-01-01T09:00", field: given}))
    assert (answer.status_code, kept(house)) == (422, [])
    assert answer.context["form"].about.errors != {}


def test_two_writers_do_not_overwrite_each_other(house):
    with scope(house.scope):
        entry = ruled(house.brand.pk, "escalation", HURT, title="Hurt")
        began = Version.objects.get().content_hash
    ada = signed_in(house, "ada")
    address = f"/knowledge/policies/entry/{entry.ref}/draft/"
    ada.post(address, sent("escalation", HURT, title="Hurt", within_minutes="2", began_from=began))
    answer = ada.post(address, sent("escalation", HURT, title="Hurt", within_minutes="9", began_from=began))
    assert answer.status_code == 422
    assert "Somebody else saved this article meanwhile." in text_of(answer)
    assert [content["within_minutes"] for _, _, content in kept(house)] == [5, 2]


@pytest.mark.parametrize("address", ["/knowledge/policies/weather/", "/knowledge/policies/article/", "/knowledge/policies/entry/art_none/"])
def test_what_there_is_not(house, address):
    assert signed_in(house, "ada").get(address).status_code == 404


@pytest.mark.proves("L5")
def test_experts_read_but_do_not_write_and_strangers_find_nothing(house):
    with scope(house.scope):
        entry = ruled(house.brand.pk, "escalation", HURT, title="Hurt")
    amara, stranger = signed_in(house, "amara"), signed_in(library("hearth"), "ada")
    assert amara.get(f"/knowledge/policies/entry/{entry.ref}/").status_code == 200
    assert amara.post("/knowledge/policies/escalation/new/", sent("escalation")).status_code == 403
    assert amara.get("/knowledge/policies/simulator/").status_code == 403
    assert stranger.get(f"/knowledge/policies/entry/{entry.ref}/").status_code == 404
    assert "Hurt" not in text_of(stranger.get("/knowledge/policies/escalation/"))
    assert len(kept(house)) == 1
