"""Files in the chat: sent with the words through both doors, shown, fetched by whose they are and nobody else."""

import pytest
from django.test import Client

from tandem.domain.assistance.replies.actions import send
from tandem.domain.service.channels.actions import send_transcript
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.marking import write_note
from tandem.foundation.files.actions import Upload, erase, prepared
from tandem.foundation.files.models import File
from tandem.foundation.mail.models import Letter
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.pictures import PDF, PNG, names, sent, stored
from tests.web.chat.test_doors import widget
from tests.web.chat.visitors import HTMX, begin, browser, chat_of, client_id, count_chats, said_in, started


@pytest.fixture
def visitor(house):
    return browser()


@pytest.fixture
def ref(house, visitor):
    return started(visitor, house)


def write(visitor, ref, *files, text="See here", **values):
    headers = values.pop("headers", HTMX)
    values = {"text": text, "client_id": client_id(), **values}
    return visitor.post(f"/chat/hearth/{ref}/messages", {**values, "files": files}, headers=headers)


def address_of(house, ref, at=-1):
    with scope(house.scope):
        file = list(File.objects.order_by("id"))[at]
    return f"/chat/hearth/{ref}/files/{file.ref}"


def test_a_picture_is_sent_shown_and_fetched(house, visitor, ref):
    assert write(visitor, ref, sent("me.png")).status_code == 204
    page = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    address = address_of(house, ref)
    assert f'<img src="{address}" alt="Picture me.png" width="2" height="3"' in page
    answer = visitor.get(address)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PNG, "image/png")
    assert answer["Content-Disposition"] == 'inline; filename="me.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    assert answer["Cache-Control"] == "private, no-cache"
    again = visitor.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_no_picture_is_saved_and_so_is_one_on_request(house, visitor, ref):
    write(visitor, ref, sent("Rechnung März.pdf", PDF), sent("me.png"))
    saved = visitor.get(address_of(house, ref, 0))
    assert saved["Content-Disposition"] == "attachment; filename*=utf-8''Rechnung%20M%C3%A4rz.pdf"
    assert visitor.get(address_of(house, ref, 1) + "?download=1")["Content-Disposition"] == 'attachment; filename="me.png"'


def test_without_scripts_the_first_message_brings_files_along(house, visitor):
    answer = begin(visitor, house, "", files=[sent("a.png"), sent("b.csv", b"a,b\n1,2\n")])
    assert answer.status_code == 302
    chat = chat_of(house, answer["Location"].rpartition("c=")[2])
    assert (chat.subject, chat.last_text, said_in(house), names(house)) == ("a.png, b.csv", "a.png, b.csv", [""], ["a.png", "b.csv"])
    page = visitor.get("/chat/hearth").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file" name="files" multiple' in page


def test_a_letter_brings_files_along(house, visitor):
    values = {"email": "priya@example.org", "text": "It broke", "client_id": client_id(), "files": sent("broken.png")}
    assert visitor.post("/chat/hearth/letters", values).status_code == 200
    assert names(house) == ["broken.png"]


@pytest.mark.proves("L1")
def test_the_same_sending_twice_is_one_message_with_its_files(house, visitor, ref):
    key = client_id()
    for _ in range(2):
        assert write(visitor, ref, sent("a.png"), client_id=key).status_code == 204
    assert write(visitor, ref, sent("b.pdf", PDF), client_id=key).status_code == 422
    assert (said_in(house)[1:], names(house), stored(house)) == (["See here"], ["a.png"], (1, 1, 0))


@pytest.mark.proves("L1")
def test_the_same_beginning_twice_is_one_chat_with_its_files(house):
    key = client_id()
    for _ in range(2):
        begin(browser(), house, client_id=key, files=sent("a.png"))
    assert begin(browser(), house, client_id=key, files=sent("b.pdf", PDF)).status_code == 409
    assert (count_chats(house), names(house)) == (1, ["a.png"])


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("a.png", b"")], "a.png is empty."),
        ([("a.png", b"<svg onload=alert(1)>")], "a.png is none of the files that we can take"),
        ([("a.png", PNG), ("a.txt", b"x" * 10_000_001)], "a.txt is larger than 10 MB."),
        ([("a.png", PNG)] * 6, "at most 5 files"),
        ([("a.txt", b"x" * 7_000_000)] * 3, "larger than 20 MB together"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words_and_nothing_changes(house, visitor, ref, files, why):
    version = chat_of(house, ref).version
    for headers, status in ((HTMX, 422), ({}, 422)):
        refused = write(visitor, ref, *(sent(*file) for file in files), text="Kept words", headers=headers)
        assert refused.status_code == status
        assert why in refused.content.decode()
        assert "Kept words" in refused.content.decode()
    assert (len(said_in(house)), stored(house), chat_of(house, ref).version) == (1, (0, 0, 0), version)


def test_a_first_message_with_a_bad_file_makes_nobody(house):
    refused = begin(browser(), house, "Kept words", files=sent("a.png", b"MZ\x00"))
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    assert (count_chats(house), stored(house)) == (0, (0, 0, 0))


@pytest.mark.proves("L5")
def test_what_is_not_ones_own_looks_absent(house, other, visitor, ref):
    write(visitor, ref, sent())
    address = address_of(house, ref)
    stranger, elsewhere = browser(), browser()
    own, theirs = started(stranger, house), started(elsewhere, other)
    nothing = stranger.get(f"/chat/hearth/{own}/files/fil_0000000000000000")
    file = address.rpartition("/")[2]
    for client, path in (
        (browser(), address),
        (stranger, address),
        (stranger, f"/chat/hearth/{own}/files/{file}"),
        (elsewhere, f"/chat/northwind/{theirs}/files/{file}"),
        (visitor, f"/chat/northwind/{ref}/files/{file}"),
    ):
        refused = client.get(path)
        assert refused.status_code == 404
        assert PNG not in refused.content
    assert nothing.status_code == 404


def test_a_notes_file_is_never_the_customers(house, visitor, ref):
    with scope(house.scope):
        chat = chat_of(house, ref)
        actor = person(house.amara)
        write_note(actor, house.brand.pk, chat.pk, membership=house.amara, text="Look", files=prepared(actor, uploads=[Upload("secret.png", PNG)]))
    assert visitor.get(address_of(house, ref)).status_code == 404
    assert "secret.png" not in visitor.get(f"/chat/hearth?c={ref}").content.decode()


def test_the_widget_fetches_by_a_signed_address(house):
    answer = begin(widget(), house, files=sent("me.png"))
    ref = answer["HX-Redirect"].rpartition("c=")[2]
    page = widget(answer["X-Visitor"]).get(f"/chat/hearth?c={ref}").content.decode()
    signed = page.partition('<img src="')[2].partition('"')[0]
    assert signed.startswith(address_of(house, ref) + "?s=")
    assert Client().get(signed).content == PNG
    write(widget(answer["X-Visitor"]), ref, sent("other.pdf", PDF))
    for address in (signed[:-1] + ("A" if signed[-1] != "A" else "B"), signed.partition("?")[0], signed.replace(ref, "cnv_0000000000000000")):
        assert Client().get(address).status_code == 404
    assert Client().get(address_of(house, ref) + "?" + signed.partition("?")[2]).status_code == 404  # signed for another file


def test_an_erased_file_is_said_to_be_removed(house, visitor, ref):
    write(visitor, ref, sent("me.png"))
    address = address_of(house, ref)
    with scope(house.scope):
        erase(SYSTEM, house.brand.pk, list(File.objects.values_list("pk", flat=True)))
    assert visitor.get(address).status_code == 404
    page = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert "This file was removed." in page
    assert "me.png" not in page


def test_the_transcript_names_files(house, visitor, ref):
    write(visitor, ref, sent("me.png"), text="")
    with scope(house.scope):
        chat = chat_of(house, ref)
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
        files = prepared(person(house.amara), uploads=[Upload("label.pdf", PDF)])
        send(person(house.amara), house.amara, chat.pk, text="Print this", client_id="a", files=files)
        send_transcript(house.brand, chat.pk, email="priya@example.org")
    text = Letter.objects.get().text
    assert "File: me.png" in text
    assert "Print this\nFile: label.pdf" in text
    assert "label.pdf" in visitor.get(f"/chat/hearth?c={ref}").content.decode()
