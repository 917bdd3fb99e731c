"""The queue card: place, expected wait, how many people answer; honest when nobody does. Leaving, and coming back."""

import pytest

from tandem.domain.service.conversations.models import Contact
from tandem.domain.service.queues.actions import create_queue
from tandem.domain.workforce.experts.actions import create_expert, set_availability
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.chat.visitors import HTMX, begin, browser, chat_of, count_chats, started


def come_online(house, *names):
    with scope(house.scope):
        for name in names:
            create_expert(SYSTEM, house.brand.pk, membership=house.people[name])
            set_availability(person(house.people[name]), [house.people[name]], state="online")


def test_the_wait_is_told_before_and_after_writing(house):
    come_online(house, "amara", "ben")
    visitor = browser()
    before = visitor.get("/chat/hearth").content.decode()
    assert "2 people are answering now." in before
    assert "Within about a minute" in before
    ref = started(visitor, house)
    after = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert "1st" in after
    assert "2 people are answering now." in after


def test_later_places_wait_longer_with_a_range(house):
    come_online(house, "amara")
    for _ in range(4):
        started(browser(), house)
    visitor = browser()
    ref = started(visitor, house)
    shown = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert "5th" in shown
    assert "About 3 minutes, most likely 1 to 7" in shown


def test_nobody_there_is_said_with_another_way(house):
    visitor = browser()
    ref = started(visitor, house)
    shown = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert "Nobody is here to answer just now." in shown
    assert "We cannot say how long" in shown
    assert "Answer me by e-mail instead" in shown


def test_leaving_the_queue_and_coming_back(house):
    visitor = browser()
    ref = started(visitor, house)
    assert visitor.post(f"/chat/hearth/{ref}/departure").status_code == 302
    assert chat_of(house, ref).state == "closed"
    assert "You left the queue." in visitor.get(f"/chat/hearth?c={ref}").content.decode()
    visitor.post(f"/chat/hearth/{ref}/messages", {"text": "I am back"})
    assert chat_of(house, ref).state == "waiting"


def test_who_does_not_wait_cannot_leave(house):
    visitor = browser()
    ref = started(visitor, house)
    visitor.post(f"/chat/hearth/{ref}/departure")
    refused = visitor.post(f"/chat/hearth/{ref}/departure", headers=HTMX)
    assert refused.status_code == 409
    assert refused["HX-Retarget"] == "#notices"
    assert "not waiting in a queue" in refused.content.decode()
    with scope(house.scope):
        assert Contact.objects.filter(state="abandoned").count() == 1


def test_a_queue_can_be_chosen_by_its_key(house):
    with scope(house.scope):
        create_queue(SYSTEM, house.brand.pk, key="returns", name="Returns", hours=house.queue.hours, languages=["en"], pool_kinds=["gig"])
    visitor = browser()
    page = visitor.get("/chat/hearth?queue=returns").content.decode()
    assert 'action="/chat/hearth/chats?queue=returns"' in page
    answer = visitor.post("/chat/hearth/chats?queue=returns", {"text": "Back it goes", "client_id": "c" * 32})
    ref = answer["Location"].rpartition("c=")[2]
    with scope(house.scope):
        assert chat_of(house, ref).queue.key == "returns"


@pytest.mark.parametrize("key", ["nothing", "x" * 60, "a\x00b", "../etc"])
def test_a_queue_that_is_none_breaks_nothing(house, key):
    assert browser().get("/chat/hearth", {"queue": key}).status_code in {200, 404}
    assert count_chats(house) == 0


def test_without_a_script_waiting_goes_on_regardless(house):
    ref = started(browser(), house)
    assert chat_of(house, ref).customer_seen_at is None


def test_with_a_script_the_page_is_known_to_be_open(house):
    visitor = browser()
    ref = begin(visitor, house, headers=HTMX)["HX-Redirect"].rpartition("c=")[2]
    assert chat_of(house, ref).customer_seen_at is not None
