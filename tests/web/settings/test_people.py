"""An owner invites people, says what they are and can, signs them out, lets them go; a lead reads."""

import pytest
from django.test import Client

from tandem.domain.service.conversations.queries import load_of
from tandem.domain.workforce.experts.models import Competence
from tandem.domain.workforce.experts.queries import expert_of_membership
from tandem.foundation.accounts.models import Person
from tandem.foundation.mail.models import Letter
from tandem.foundation.tenancy.models import Membership, Pool
from tandem.foundation.tenancy.scope import scope
from tests.cast import PASSWORD, make_house
from tests.web.floor.house import hold, staffed
from tests.web.settings.house import ledger, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return staffed()


def at(house, name, path=""):
    return f"/settings/{house.brand.slug}/people/{house.people[name].ref}/{path}"


def member(house, name):
    with scope(house.scope):
        return Membership.objects.select_related("pool").get(pk=house.people[name].pk)


def invitation(house, **changes):
    words = {
        "email": "nia@example.org",
        "name": "Nia",
        "roles": ["expert"],
        "pool": house.pools["gig"].ref,
        "languages": "en, de",
    }
    return signed_in(house, "olga").post("/settings/northwind/people/invitation/", {**words, **changes})


def test_an_expert_is_invited_with_pool_profile_and_languages(house):
    assert invitation(house).status_code == 302
    with scope(house.scope):
        made = Membership.objects.get(display_name="Nia")
        expert = expert_of_membership(made.pk)
        languages = list(
            Competence.objects.filter(expert=expert).order_by("key").values_list("key", flat=True)
        )
        assert ledger("member.invited")[-1:] == [made.ref]
    assert (made.roles, made.pool_id, languages) == (["expert"], house.pools["gig"].pk, ["de", "en"])
    assert Letter.objects.get().recipient == "nia@example.org"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"email": "nobody"}, "email", "Write an e-mail address"),
        ({"name": " "}, "name", "This field is required."),
        ({"roles": []}, "roles", "This field is required."),
        ({"roles": ["king"]}, "roles", "Select a valid choice."),
        ({"pool": ""}, "pool", "An expert belongs to a pool."),
        ({"pool": "pol_0000000000000000"}, "pool", "Select a valid choice."),
        ({"email": "ben@northwind.example"}, "__all__", "is a member of this brand already"),
    ],
)
def test_a_bad_invitation_is_refused_beside_its_field_and_nobody_is_made(house, changes, field, words):
    before = Person.objects.count()
    answer = invitation(house, **changes)
    assert answer.status_code == 422
    assert words in str(answer.context["invitation_form"].errors[field])
    assert (Person.objects.count(), Letter.objects.count()) == (before, 0)


@pytest.mark.proves("L5")
def test_another_brands_pool_is_no_choice(house):
    other = make_house("hearth")
    assert invitation(house, pool=other.pools["gig"].ref).status_code == 422


def test_roles_and_pool_change_and_who_answers_from_now_on_gets_a_profile(house):
    words = {"name": "Jonas W.", "roles": ["author", "expert"], "pool": house.pools["in_house"].ref}
    assert signed_in(house, "olga").post(at(house, "jonas", "roles/"), words).status_code == 302
    changed = member(house, "jonas")
    assert (changed.display_name, changed.roles, changed.pool.name) == (
        "Jonas W.",
        ["author", "expert"],
        "House",
    )
    with scope(house.scope):
        assert expert_of_membership(changed.pk).takes_work is True
    signed_in(house, "olga").post(at(house, "jonas", "roles/"), {**words, "roles": ["author"]})
    with scope(house.scope):
        assert expert_of_membership(changed.pk).takes_work is False


def test_an_expert_without_a_pool_is_refused_and_all_of_it_undone(house):
    answer = signed_in(house, "olga").post(
        at(house, "jonas", "roles/"), {"name": "X", "roles": ["expert"], "pool": ""}
    )
    assert answer.status_code == 422
    assert "An expert belongs to a pool." in text_of(answer)
    assert (member(house, "jonas").display_name, member(house, "jonas").roles) == (
        "Jonas",
        ["approver", "author"],
    )


def test_the_only_owner_stays(house):
    client = signed_in(house, "olga")
    answer = client.post(at(house, "olga", "roles/"), {"name": "Olga", "roles": ["lead"], "pool": ""})
    assert answer.status_code == 422
    assert "Olga is the only owner of this brand. Name another first." in text_of(answer)
    assert client.post(at(house, "olga", "departure/")).status_code == 409
    assert (member(house, "olga").roles, member(house, "olga").ended_at) == (["brand_owner", "lead"], None)


def test_who_leaves_loses_the_way_in_at_once(house):
    theirs = signed_in(house, "lena")
    assert theirs.get("/floor/").status_code == 200
    answer = signed_in(house, "olga").post(at(house, "lena", "departure/"))
    assert (answer.status_code, answer.url) == (302, "/settings/northwind/people/")
    assert theirs.get("/floor/").status_code == 403
    with scope(house.scope):
        assert ledger("member.ended") == [house.lena.ref]


@pytest.mark.proves("R91")
def test_somebody_is_signed_out_everywhere(house):
    theirs = Client()  # through the front door: the kit's shortcut leaves no session on record
    theirs.post("/accounts/login/", {"login": "lena@northwind.example", "password": PASSWORD})
    assert theirs.get("/floor/").status_code == 200
    client = signed_in(house, "olga")
    assert "Signed in on 1 browser" in text_of(client.get(at(house, "lena")))
    client.post(at(house, "lena", "sessions/"))
    assert theirs.get("/floor/").url == "/accounts/login/?next=/floor/"
    with scope(house.scope):
        assert ledger("member.signed_out") == [house.lena.ref]


@pytest.mark.proves("C4")
def test_competences_are_given_with_level_and_end_and_withdrawn(house):
    client = signed_in(house, "olga")
    words = {"kind": "certification", "key": "hardship", "level": "4", "until": "2030-06-30"}
    assert client.post(at(house, "amara", "competences/"), words).status_code == 302
    with scope(house.scope):
        given = Competence.objects.get(key="hardship")
    assert (given.level, given.expires_at.isoformat()) == (
        4,
        "2030-06-30T23:00:00+00:00",
    )  # London's midnight, in summer
    assert "hardship Certification 4" in text_of(client.get(at(house, "amara")))
    client.post(at(house, "amara", "withdrawal/"), {"kind": "certification", "key": "hardship"})
    assert "hardship Certification 4 over since" in text_of(client.get(at(house, "amara")))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": "6"}, "level"),
        ({"level": "x"}, "level"),
        ({"kind": "mood"}, "kind"),
        ({"key": "two words"}, "key"),
        ({"until": "soon"}, "until"),
    ],
)
def test_a_senseless_competence_is_refused(house, changes, field):
    words = {"kind": "skill", "key": "refunds", "level": "3", "until": "", **changes}
    answer = signed_in(house, "olga").post(at(house, "amara", "competences/"), words)
    assert answer.status_code == 422
    assert field in answer.context["competence_form"].errors
    with scope(house.scope):
        assert Competence.objects.filter(kind="skill").count() == 0


def test_capacity_is_set_in_chats_and_never_below_what_is_held(house):
    client = signed_in(house, "olga")
    assert client.post(at(house, "amara", "capacity/"), {"chats": "2"}).status_code == 302
    assert load_of(house.amara.person_id) == (0, 8)
    hold(house, "amara")
    hold(house, "amara")
    for chats, words in (
        ("1", "The person holds more than that now."),
        ("9", "A capacity is between"),
        ("x", "Enter a number."),
    ):
        answer = client.post(at(house, "amara", "capacity/"), {"chats": chats})
        assert answer.status_code == 422
        assert words in str(answer.context["capacity_form"].errors["chats"])
    assert load_of(house.amara.person_id) == (8, 8)


def test_a_pool_is_added(house):
    client = signed_in(house, "olga")
    assert (
        client.post("/settings/northwind/people/pools/", {"name": "Nights", "kind": "gig"}).status_code == 302
    )
    answer = client.post("/settings/northwind/people/pools/", {"name": "Nights", "kind": "gig"})
    assert "There is a pool of this name already." in str(answer.context["pool_form"].errors["name"])
    with scope(house.scope):
        assert Pool.objects.filter(name="Nights").count() == 1


def test_a_lead_reads_without_addresses_and_changes_nothing(house):
    client = signed_in(house, "lena")
    said = text_of(client.get("/settings/northwind/people/"))
    assert "Amara Expert Gig" in said
    assert "@northwind.example" not in said
    assert "Invite" not in said
    assert "What they can do" in text_of(client.get(at(house, "amara")))
    for path in ("roles/", "sessions/", "departure/", "competences/", "withdrawal/", "capacity/"):
        assert client.post(at(house, "amara", path), {"name": "X", "roles": ["lead"]}).status_code == 403
    assert invitation_by(client).status_code == 403
    assert (member(house, "amara").display_name, member(house, "amara").ended_at) == ("Amara", None)


def invitation_by(client):
    return client.post(
        "/settings/northwind/people/invitation/", {"email": "x@example.org", "name": "X", "roles": ["lead"]}
    )


@pytest.mark.proves("L5")
def test_a_vendors_lead_reads_of_the_vendors_own_people_alone(house):
    client = signed_in(house, "vic")
    said = text_of(client.get("/settings/northwind/people/"))
    assert "Vera" in said
    assert "Amara" not in said
    assert client.get(at(house, "amara")).status_code == 404


@pytest.mark.proves("L5")
def test_another_brands_person_is_absent(house):
    other = staffed("hearth")
    client = signed_in(house, "olga")
    foreign = other.amara.ref
    assert client.get(f"/settings/northwind/people/{foreign}/").status_code == 404
    for path in ("roles/", "sessions/", "departure/", "competences/", "withdrawal/", "capacity/"):
        words = {
            "name": "X",
            "roles": ["lead"],
            "pool": "",
            "kind": "skill",
            "key": "k",
            "level": "3",
            "chats": "1",
        }
        assert client.post(f"/settings/northwind/people/{foreign}/{path}", words).status_code == 404
    assert (member(other, "amara").display_name, member(other, "amara").ended_at) == ("Amara", None)
