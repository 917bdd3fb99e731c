"""Files in the database: looked at, used once, fixed, erased; another's are as absent as none."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.core.kit.refusals import Absent, Invalid, Refused, TooMany
from tandem.foundation import clock
from tandem.foundation.files import actions, tasks
from tandem.foundation.files.actions import Upload, erase, keep, prepared, upload
from tandem.foundation.files.models import File
from tandem.foundation.files.queries import content_of
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_customer, person
from tests.pictures import PDF, PNG, stored

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def house():
    return make_house()


@pytest.fixture
def amara(house):
    return person(house.amara)


@pytest.fixture
def inside(house):
    with scope(house.scope):
        yield


def test_a_file_is_kept_as_it_is(house, amara, inside):
    file = upload(amara, house.brand.pk, Upload("holiday.exe", PNG))
    assert (file.name, file.media_type, file.size, file.width, file.height) == ("holiday.exe.png", "image/png", len(PNG), 2, 3)
    assert (file.uploader_kind, file.uploader_id) == ("member", house.amara.pk)
    assert content_of(file) == PNG
    assert file.ref.startswith("fil_")


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"x" * 10_000_001, "too_large"), (b"<html>", "type_not_allowed")])
def test_what_cannot_be_taken_is_refused(house, amara, inside, content, code):
    with pytest.raises(Invalid) as refusal:
        upload(amara, house.brand.pk, Upload("thing.png", content))
    assert (refusal.value.code, refusal.value.field) == (code, "files")
    assert stored(house) == (0, 0, 0)


def test_a_file_is_used_once(house, amara, inside):
    file = upload(amara, house.brand.pk, Upload("a.pdf", PDF))
    assert keep(amara, house.brand.pk, prepared(amara, refs=[file.ref])) == [file.pk]
    assert stored(house) == (1, 1, 0)
    with pytest.raises(Refused) as refusal:
        keep(amara, house.brand.pk, prepared(amara, refs=[file.ref]))
    assert refusal.value.code == "file_used"


def test_a_used_file_among_others_takes_none_of_them(house, amara, inside):
    used, fresh = (upload(amara, house.brand.pk, Upload("a.pdf", PDF)) for _ in range(2))
    keep(amara, house.brand.pk, prepared(amara, refs=[used.ref]))
    with pytest.raises(Refused):
        keep(amara, house.brand.pk, prepared(amara, uploads=[Upload("b.png", PNG)], refs=[fresh.ref, used.ref]))
    assert stored(house) == (2, 2, 1)


@pytest.mark.proves("L5")
def test_anothers_file_is_as_absent_as_none(house, amara, inside):
    theirs = upload(person(house.ben), house.brand.pk, Upload("a.pdf", PDF))
    for refs in ([theirs.ref], ["fil_0000000000000000"], ["nonsense"]):
        with pytest.raises(Absent) as refusal:
            prepared(amara, refs=refs)
        assert refusal.value.message == "There is no such file of yours."
    assert stored(house) == (1, 1, 1)


@pytest.mark.proves("L5", "C51")
def test_another_brands_file_is_as_absent_as_none(house):
    other = make_house("hearth")
    with scope(other.scope):
        theirs = upload(Actor("token"), other.brand.pk, Upload("a.pdf", PDF))
    with scope(house.scope):
        with pytest.raises(Absent):
            prepared(Actor("token"), refs=[theirs.ref])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM files_content")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("change", ["files_file SET sha256 = ''", "files_file SET media_type = 'text/html'", "files_content SET content = ''"])
def test_what_was_kept_cannot_be_rewritten(house, amara, inside, change):
    file = upload(amara, house.brand.pk, Upload("a.pdf", PDF))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {change}")
    assert (content_of(file), File.objects.get().media_type) == (PDF, "application/pdf")


def test_what_nobody_used_is_gone_after_a_day(house, amara):
    with clock.on(clock.VirtualClock(START)) as time:
        with scope(house.scope):
            used, unused = (upload(amara, house.brand.pk, Upload("a.pdf", PDF)) for _ in range(2))
            keep(amara, house.brand.pk, prepared(amara, refs=[used.ref]))
        time.advance(24 * 3600 - 1)
        assert tasks.forget_what_nobody_used() == 0
        assert stored(house) == (2, 2, 1)
        time.advance(1)
        assert tasks.forget_what_nobody_used() == 1
        assert stored(house) == (1, 1, 0)
    with scope(house.scope):
        assert [file.ref for file in File.objects.all()] == [used.ref] != [unused.ref]


def test_erasure_takes_bytes_and_name_and_nothing_else(house, amara, inside):
    first, second = (upload(amara, house.brand.pk, Upload("passport.pdf", PDF)) for _ in range(2))
    for _ in range(2):
        erase(amara, house.brand.pk, [first.pk])
    assert [(file.name, file.size) for file in File.objects.order_by("id")] == [("", len(PDF)), ("passport.pdf", len(PDF))]
    with pytest.raises(Absent):
        content_of(first)
    assert content_of(second) == PDF
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE verb = 'file.erased'")
        assert cursor.fetchone() == (1,)


def test_a_customer_sends_so_much_a_day(house, inside, monkeypatch):
    monkeypatch.setattr(actions, "MOST_IN_A_SPELL", 2 * len(PDF))
    priya, other = (Actor("customer", new_customer(house).pk) for _ in range(2))
    with clock.on(clock.VirtualClock(START)) as time:
        for _ in range(2):
            keep(priya, house.brand.pk, prepared(priya, uploads=[Upload("a.pdf", PDF)]))
        with pytest.raises(TooMany):
            keep(priya, house.brand.pk, prepared(priya, uploads=[Upload("a.pdf", PDF)]))
        assert stored(house)[0] == 2
        keep(other, house.brand.pk, prepared(other, uploads=[Upload("a.pdf", PDF)]))
        time.advance(24 * 3600)
        keep(priya, house.brand.pk, prepared(priya, uploads=[Upload("a.pdf", PDF)]))
    assert stored(house)[0] == 4
