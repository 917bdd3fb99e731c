"""Files at the desk: with replies and notes, seen by who may see the conversation."""

import pytest

from tandem.domain.service.conversations.models import Attachment, Note
from tandem.foundation.files.models import File
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.pictures import PDF, PNG, names, sent, stored
from tests.web.desk.acting import HX, at, held, staffed, words_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return staffed()


@pytest.fixture
def conversation(house):
    return held(house, house.amara)


def post(client, conversation, *files, to="messages", text="Here it is.", client_id="a"):
    return client.post(f"/desk/c/{conversation.ref}/{to}", {"text": text, "client_id": client_id, "files": files}, **HX)


def addresses(house, conversation):
    with scope(house.scope):
        return [f"/desk/c/{conversation.ref}/files/{file.ref}" for file in File.objects.order_by("id")]


def test_a_reply_carries_files(house, conversation):
    client = at(house.amara)
    assert post(client, conversation, sent("label.pdf", PDF), sent("photo.png")).status_code == 204
    assert names(house) == ["label.pdf", "photo.png"]
    page = client.get(f"/desk/c/{conversation.ref}").content.decode()
    assert "label.pdf" in page
    assert f'<img src="{addresses(house, conversation)[1]}" alt="Picture photo.png"' in page
    assert client.get(addresses(house, conversation)[1]).content == PNG


@pytest.mark.proves("L1")
def test_the_same_draft_sent_twice_is_one_message(house, conversation):
    client = at(house.amara)
    assert [post(client, conversation, sent()).status_code for _ in range(2)] == [204, 204]
    assert (words_in(house, conversation), stored(house)) == (["Here it is."], (1, 1, 0))


def test_a_note_carries_files_without_words(house, conversation):
    client = at(house.amara)
    assert post(client, conversation, sent("receipt.png"), to="notes", text="").status_code == 204
    with scope(house.scope):
        assert Attachment.objects.get().note_id == Note.objects.get().pk
    assert "receipt.png" in client.get(f"/desk/c/{conversation.ref}").content.decode()


@pytest.mark.parametrize("to", ["messages", "notes"])
@pytest.mark.parametrize(
    ("name", "content", "why"), [("a.png", b"", "a.png is empty."), ("a.html", b"<html>", "a.html is none of the files"), ("a", b"MZ\x00", "we can take")]
)
def test_what_cannot_be_sent_is_refused_and_nothing_changes(house, conversation, to, name, content, why):
    refused = post(at(house.amara), conversation, sent(), sent(name, content), to=to)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#notices")
    assert why in refused.content.decode()
    with scope(house.scope):
        assert Note.objects.count() == 0
    assert (words_in(house, conversation), stored(house)) == ([], (0, 0, 0))


def test_who_does_not_hold_it_sends_nothing(house, conversation):
    assert post(at(house.lena), conversation, sent()).status_code == 409
    assert stored(house) == (0, 0, 0)


@pytest.mark.proves("L5", "C51")
def test_a_file_is_seen_by_who_may_see_its_conversation(house, conversation):
    post(at(house.amara), conversation, sent())
    address = addresses(house, conversation)[0]
    assert [at(house.people[name]).get(address).status_code for name in ("amara", "lena", "ben", "vic")] == [200, 200, 404, 404]
    other = make_house("hearth")
    assert at(other.lena).get(address).status_code == 404
    elsewhere = held(house, house.ben)
    assert at(house.ben).get(f"/desk/c/{elsewhere.ref}/files/{address.rpartition('/')[2]}").status_code == 404
