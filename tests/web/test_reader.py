"""Pages are written in the reader's language and by the reader's clock: their own choice, else the brand's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone, translation

from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Brand
from tandem.web.ui.reader import Reader, reader_of, written_for
from tests.cast import make_house
from tests.web.settings.house import signed_in

pytestmark = pytest.mark.django_db
OWN = "/settings/own/"


@pytest.fixture
def house():
    house = make_house()
    Brand.objects.filter(pk=house.brand.pk).update(zone="Europe/Paris", language="fr")
    house.brand.refresh_from_db()
    return house


def choice(house, name: str) -> tuple[str, str]:
    return Person.objects.filter(pk=house.people[name].person_id).values_list("zone", "language").get()


def shown(client: Client, path: str = OWN) -> tuple[str, str]:
    """(language, zone) of a page."""
    answer = client.get(path)
    html = answer.content.decode()
    zone = html.partition('data-zone="')[2].partition('"')[0]
    return answer.headers["Content-Language"], zone


def test_without_a_choice_they_are_the_brands(house):
    assert choice(house, "amara") == ("", "")
    assert shown(signed_in(house, "amara")) == ("fr", "Europe/Paris")


@pytest.mark.parametrize("path", [OWN, "/desk/", "/knowledge/"])
def test_ones_own_choice_goes_before(house, path):
    amara = signed_in(house, "amara")
    answer = amara.post(OWN, {"zone": "America/New_York", "language": "de"})
    assert (answer.status_code, choice(house, "amara")) == (302, ("America/New_York", "de"))
    assert shown(amara, path) == ("de", "America/New_York")
    assert shown(signed_in(house, "ben"), path) == ("fr", "Europe/Paris")


def test_a_refusal_and_a_closed_door_are_told_in_it_too(house):
    amara = signed_in(house, "amara")
    amara.post(OWN, {"zone": "", "language": "ar"})
    for path, status in (("/settings/northwind/brand/", 403), ("/desk/c/cnv_0000000000000000", 404)):
        answer = amara.get(path)
        assert answer.status_code == status
        assert '<html lang="ar" dir="rtl"' in answer.content.decode(), path


def test_a_choice_may_be_taken_back(house):
    amara = signed_in(house, "amara")
    amara.post(OWN, {"zone": "Asia/Tokyo", "language": "es"})
    amara.post(OWN, {"zone": "", "language": ""})
    assert shown(amara) == ("fr", "Europe/Paris")


@pytest.mark.parametrize("wish", [{"zone": "Moon/Base", "language": "de"}, {"zone": "Europe/Paris", "language": "xx"}, {"zone": "../etc", "language": ""}])
def test_what_is_not_offered_is_refused(house, wish):
    answer = signed_in(house, "amara").post(OWN, wish)
    assert (answer.status_code, choice(house, "amara")) == (422, ("", ""))


def test_nobody_else_is_asked(house):
    answer = Client().post(OWN, {"zone": "Asia/Tokyo", "language": "es"})
    assert (answer.status_code, choice(house, "amara")) == (302, ("", ""))
    assert answer.url.startswith("/accounts/login/")


def test_the_next_request_of_the_thread_is_not_theirs(house):
    before = (translation.get_language(), timezone.get_current_timezone_name())
    amara = signed_in(house, "amara")
    amara.post(OWN, {"zone": "Asia/Tokyo", "language": "es"})
    amara.get("/desk/c/cnv_0000000000000000")
    assert timezone.get_current_timezone_name() == before[1]


@pytest.mark.parametrize(
    ("own", "brand", "reader"),
    [
        (("", ""), ("Europe/Paris", "pt-BR"), Reader("Europe/Paris", "en")),
        (("", "de-AT"), ("Europe/Paris", "fr"), Reader("Europe/Paris", "de")),
        (("Moon/Base", "zz"), ("Mars/Base", "zz"), Reader("UTC", "en")),
    ],
)
def test_what_no_page_has_falls_back(house, own, brand, reader):
    member = house.amara
    member.brand.zone, member.brand.language = brand
    assert reader_of(Person(zone=own[0], language=own[1]), [member]) == reader
    with written_for(reader):
        assert (timezone.get_current_timezone_name(), translation.get_language()) == (reader.zone, reader.language)
