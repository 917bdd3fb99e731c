"""Files through the API: uploaded under a key, hung on messages and notes once, listed, fetched."""

import uuid

import pytest

from tandem.foundation.tenancy.scope import scope
from tests.api.hands import ask, hold, refused, token
from tests.pictures import PDF, PNG, sent, stored

pytestmark = pytest.mark.django_db


def upload(api, name="order.png", content=PNG, *, key=""):
    answer = api.client.post("/api/v1/files", {"file": sent(name, content)}, headers={"Idempotency-Key": key or str(uuid.uuid4())})
    answer.body = answer.json()
    return answer


def say(api, ref, *attachments, text="See here", client_id="m-1"):
    return api.post(f"/conversations/{ref}/messages", {"text": text, "client_id": client_id, "attachments": list(attachments)}, key=None)


def test_a_file_is_uploaded_sent_listed_and_fetched(house, api):
    ref = ask(api)["ref"]
    file = upload(api).body
    assert {name: file[name] for name in ("name", "media_type", "size", "width", "height")} == {
        "name": "order.png", "media_type": "image/png", "size": len(PNG), "width": 2, "height": 3,
    }  # fmt: skip
    assert say(api, ref, file["ref"], text="").status_code == 201
    (listed,) = api.get(f"/conversations/{ref}/messages?after=1").body["items"]
    assert (listed["text"], listed["attachments"]) == ("", [file])
    assert api.get(f"/conversations/{ref}").body["last_text"] == "order.png"
    fetched = api.client.get(f"/api/v1/conversations/{ref}/files/{file['ref']}")
    assert (fetched.status_code, fetched.content, fetched["Content-Type"], fetched["X-Content-Type-Options"]) == (200, PNG, "image/png", "nosniff")
    assert stored(house) == (1, 1, 0)


def test_an_experts_reply_and_note_carry_files(house, api):
    conversation, own = hold(house, api, house.amara)
    ref = conversation["ref"]
    reply, note = (upload(own, f"{name}.pdf", PDF).body["ref"] for name in ("reply", "note"))
    assert say(own, ref, reply).status_code == 201
    written = own.post(f"/conversations/{ref}/notes", {"text": "", "attachments": [note]})
    assert [file["name"] for file in written.body["attachments"]] == ["note.pdf"]
    assert [[file["name"] for file in item["attachments"]] for item in own.get(f"/conversations/{ref}/notes").body["items"]] == [["note.pdf"]]
    assert own.client.get(f"/api/v1/conversations/{ref}/files/{note}").content == PDF
    assert api.client.get(f"/api/v1/conversations/{ref}/files/{reply}").status_code == 200
    refused_ = api.client.get(f"/api/v1/conversations/{ref}/files/{note}")  # what the customer may not see
    assert (refused_.status_code, refused_.json()["code"]) == (404, "absent")


@pytest.mark.proves("L1")
def test_an_upload_and_a_message_happen_once_a_key(house, api):
    first, again = (upload(api, key="k") for _ in range(2))
    assert (first.body, again.headers["Idempotent-Replayed"]) == (again.body, "true")
    refused(upload(api, content=PDF, key="k"), 409, "key_reused")
    ref = ask(api)["ref"]
    assert [say(api, ref, first.body["ref"]).status_code for _ in range(2)] == [201, 201]
    refused(say(api, ref), 409, "key_reused")
    assert len(api.get(f"/conversations/{ref}/messages").body["items"]) == 2
    assert stored(house) == (1, 1, 0)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"<html>", "type_not_allowed"), (b"x" * 10_000_001, "too_large")]
)
def test_what_cannot_be_taken_is_refused(house, api, content, code):
    answer = upload(api, content=content)
    refused(answer, 422, code, "files")
    assert stored(house) == (0, 0, 0)


def test_a_body_beyond_any_file_is_not_read(house, api):
    refused(upload(api, content=b"x" * 10_200_000), 413, "too_large")
    assert stored(house) == (0, 0, 0)


def test_only_an_upload_is_multipart(house, api):
    ref = ask(api)["ref"]
    answer = api.client.post(f"/api/v1/conversations/{ref}/messages", {"file": sent()})
    assert answer.status_code == 415
    assert api.post("/files", {"file": "x"}).status_code == 415
    assert stored(house) == (0, 0, 0)


@pytest.mark.proves("L5")
def test_anothers_or_a_used_file_is_refused_and_nothing_is_said(house, other, api):
    ref = ask(api)["ref"]
    of_member = upload(token(house, member=house.amara)).body["ref"]
    of_other = upload(token(other)).body["ref"]
    for file in (of_member, of_other, "fil_0000000000000000"):
        refused(say(api, ref, file), 404, "absent")
    used = upload(api).body["ref"]
    say(api, ref, used, client_id="first")
    refused(say(api, ref, used, client_id="second"), 409, "file_used")
    refused(say(api, ref, used, used, client_id="third"), 404, "absent")
    refused(say(api, ref, *[used] * 6, client_id="fourth"), 422, "invalid", "attachments")
    refused(say(api, ref, text="", client_id="fifth"), 422, "invalid", "text")
    assert len(api.get(f"/conversations/{ref}/messages").body["items"]) == 2
    with scope(house.scope):
        assert stored(house) == (2, 2, 1)


@pytest.mark.proves("L5")
def test_a_file_is_fetched_through_its_own_conversation_alone(house, other, api):
    ref, elsewhere = ask(api)["ref"], ask(api)["ref"]
    file = upload(api).body["ref"]
    say(api, ref, file)
    for client, conversation in ((api, elsewhere), (token(other), ref), (token(house, member=house.ben), ref)):
        answer = client.client.get(f"/api/v1/conversations/{conversation}/files/{file}")
        assert (answer.status_code, answer.json()["code"]) == (404, "absent")


def test_uploading_needs_the_scope(house):
    refused(upload(token(house, scopes=("conversations:read",))), 403, "missing_scope")
    assert stored(house) == (0, 0, 0)
