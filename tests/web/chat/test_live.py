"""Live: a ticket for one's own chat alone; what a page shows plus what happens after it is what a fresh page shows."""

import json

import pytest

from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.marking import notice_typing
from tandem.foundation.live.tickets import spend
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.chat.visitors import HTMX, browser, chat_of, started


def ask(client, topics, **more):
    return client.post("/chat/hearth/live/ticket", json.dumps({"topics": topics}), content_type="application/json", **more)


def test_a_ticket_for_ones_own_chat(house):
    visitor = browser()
    ref = started(visitor, house)
    answer = ask(visitor, [f"chat:{ref}"])
    assert answer.status_code == 200
    assert spend(answer.json()["ticket"]).topics == (f"chat:{ref}",)


@pytest.mark.proves("L5")
def test_other_topics_look_absent(house, other):
    theirs, elsewhere = started(browser(), house), started(browser(), other)
    visitor = browser()
    own = started(visitor, house)
    for topic in (f"chat:{theirs}", f"chat:{elsewhere}", f"conversation:{own}", f"desk:{house.amara.ref}", f"floor:{house.brand.ref}", "chat:", "x"):
        refused = ask(visitor, [topic])
        assert (refused.status_code, refused.json()["title"]) == (404, "There is no such topic.")
        assert spend(ask(visitor, [f"chat:{own}", topic]).json()["ticket"]).topics == (f"chat:{own}",)
    assert ask(browser(), [f"chat:{own}"]).status_code == 404


@pytest.mark.parametrize("body", ["", "[]", '{"topics": "chat"}', '{"topics": [1]}', '{"topics": []}', '{"topics": ["chat:\\u0000"]}'])
def test_a_request_that_is_none_is_refused(house, body):
    refused = browser().post("/chat/hearth/live/ticket", body, content_type="application/json")
    assert refused.status_code == 422


def test_the_page_names_its_stream_from_before_it_was_read(house):
    visitor = browser()
    ref = started(visitor, house)
    page = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert f'data-live-topics="chat:{ref}"' in page
    assert "data-live-cursor=" in page
    assert f'data-live-ticket-url="/chat/hearth/live/ticket?c={ref}&amp;door=page"' in page


def test_pieces_keep_their_key_and_change_their_version_with_what_they_show(house):
    visitor = browser()
    ref = started(visitor, house)
    before = visitor.get(f"/chat/hearth/{ref}/thread", headers=HTMX).content.decode()
    with scope(house.scope):
        chat = chat_of(house, ref)
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
        notice_typing(person(house.amara), house.brand.pk, chat, author="expert")
    after = visitor.get(f"/chat/hearth/{ref}/thread", headers=HTMX).content.decode()
    assert 'id="m1" data-v="Sent"' in before
    assert 'id="m1" data-v="Sent"' in after
    assert ('id="queue"' in before, 'id="queue"' in after) == (True, False)
    assert f'id="who" data-v="assigned-{house.amara.ref}-True"' in after
    assert after == visitor.get(f"/chat/hearth/{ref}/thread", headers=HTMX).content.decode()
