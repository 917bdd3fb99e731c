"""The desk's pages: what each state shows, who may open what."""

from datetime import UTC, datetime

import pytest

from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.actions.marking import write_note
from tandem.domain.workforce.experts.models import Expert
from tandem.foundation import clock
from tandem.foundation.accounts.actions import invite
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import new_customer, person
from tests.web.desk.acting import HX, answer, ask, at, held, offered, online, staffed, write

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def test_a_held_conversation_stands_in_the_list_and_opens(house):
    online(house, "amara")
    conversation = held(house, house.amara)
    client = at(house.amara)
    page = text(client.get("/desk/"))
    assert "Needs you" in page
    assert f'href="/desk/c/{conversation.ref}"' in page
    assert "1 of 3 chats" in page
    opened = client.get(f"/desk/c/{conversation.ref}")
    assert opened.status_code == 200
    assert 'id="reply"' in text(opened)
    assert "Where is my refund?" in text(opened)
    assert f'data-live-topics="desk:{house.amara.ref} conversation:{conversation.ref}"' in text(opened)
    assert "<title>(1) Priya Raman · Desk</title>" in text(opened)


def test_who_is_not_signed_in_is_sent_to_sign_in(house, client):
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_offline_with_nothing_says_go_online(house):
    page = text(at(house.amara).get("/desk/"))
    assert "You are offline" in page
    assert "Go online to be offered work." in page
    assert "<title>Desk</title>" in page


def test_online_with_nothing_says_all_done(house):
    online(house, "amara")
    assert "All done" in text(at(house.amara).get("/desk/"))


def test_without_a_profile_it_says_who_adds_it(house):
    with scope(house.scope):
        member = invite(
            SYSTEM,
            house.brand.pk,
            email="new@northwind.example",
            name="New",
            roles=["expert"],
            pool=house.pools["gig"],
        )
        assert not Expert.objects.filter(membership=member).exists()
    assert "You are not set up yet" in text(at(member).get("/desk/"))


def test_groups_by_who_is_to_write(house):
    needs, waits = held(house, house.amara, "First words"), held(house, house.amara, "Second words")
    answer(house, house.amara, waits)
    page = text(at(house.amara).get("/desk/"))
    assert page.index("Needs you") < page.index(needs.ref) < page.index("Waiting on the customer") < page.rindex(f"row-{waits.ref}")


def test_unread_counts_stop_at_what_is_open(house):
    first, second = held(house, house.amara, "First words"), held(house, house.amara, "Second words")
    page = text(at(house.amara).get(f"/desk/c/{first.ref}"))
    rows = {ref: page.split(f'id="row-{ref}"')[1].split("</a>")[0] for ref in (first.ref, second.ref)}
    assert "unread" not in rows[first.ref]
    assert '2<span class="sr"> unread</span>' in rows[second.ref]


def test_the_queue_is_seen_and_not_picked_from(house):
    conversation = ask(house, "Where is my coach?")
    page = text(at(house.amara).get("/desk/?show=queue"))
    assert "Where is my coach?" in page
    assert conversation.ref not in page
    assert "Priya Raman" not in page


def test_a_queue_that_one_cannot_serve_is_not_shown(house):
    ask(house, "Wo ist mein Zug?", language="de")
    page = text(at(house.amara).get("/desk/?show=queue"))
    assert "Nobody is waiting" in page
    assert "Wo ist mein Zug?" not in page


def test_done_shows_what_one_resolved(house):
    conversation = held(house, house.amara)
    with scope(house.scope):
        resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    assert conversation.ref in text(at(house.amara).get("/desk/?show=done"))
    assert conversation.ref not in text(at(house.ben).get("/desk/?show=done"))
    assert "This is finished." in text(at(house.amara).get(f"/desk/c/{conversation.ref}"))


def test_an_offer_shows_what_one_may_know_before_saying_yes(house):
    offer = offered(house, text="Where is my refund? It has been weeks.")
    page = text(at(house.amara).get("/desk/"))
    assert f'data-offer="{offer.ref}"' in page
    assert "Where is my refund? It has been weeks." in page
    assert "Northwind" in page
    assert "English" in page
    assert "Priya Raman" not in page  # names come with the conversation
    assert "<title>(1) Desk</title>" in page


def test_the_inbox_part_comes_alone(house):
    held(house, house.amara)
    part = text(at(house.amara).get("/desk/inbox?show=mine&open=", **HX))
    assert "Needs you" in part
    assert "<html" not in part
    assert 'id="desk-head" hx-swap-oob="true"' in part


def test_notes_are_woven_in_by_time_and_marked(house):
    conversation = held(house, house.amara, "First")
    with scope(house.scope):
        write_note(
            person(house.amara),
            house.brand.pk,
            conversation.pk,
            membership=house.amara,
            text="Knows us since 2019",
        )
    write(house, conversation, "Second")
    page = text(at(house.amara).get(f"/desk/c/{conversation.ref}"))
    log = page[page.index('id="log"') :]
    assert log.index("First") < log.index("Knows us since 2019") < log.index("Second")
    assert "Team only" in log


def test_scripts_in_words_stay_words(house):
    conversation = held(house, house.amara, "<script>alert(1)</script> \u202eabc")
    page = at(house.amara).get(f"/desk/c/{conversation.ref}").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \u202eabc" in page


def test_long_threads_open_at_the_end_and_go_back(house):
    with clock.on(clock.VirtualClock(datetime(2026, 3, 2, 10, tzinfo=UTC))) as time:
        conversation = held(house, house.amara, "message one")
        for count in range(2, 71):
            time.advance(10)
            write(house, conversation, f"message {count}.")
    client = at(house.amara)
    page = text(client.get(f"/desk/c/{conversation.ref}"))
    assert "message 70." in page
    assert "message one" not in page
    assert f"/desk/c/{conversation.ref}/messages/earlier?before=12" in page
    part = text(client.get(f"/desk/c/{conversation.ref}/messages/earlier?before=12", **HX))
    assert "message one" in part
    assert "message 11." not in part  # number 12: the joined line stands between
    assert "Load earlier" not in part
    assert "message one" in text(client.get(f"/desk/c/{conversation.ref}?before=12"))


def test_the_tail_brings_what_came_since(house):
    conversation = held(house, house.amara, "First")
    write(house, conversation, "Second")
    client = at(house.amara)
    part = text(client.get(f"/desk/c/{conversation.ref}/messages?after=2&notes=0", **HX))
    assert "Second" in part
    assert "First" not in part
    assert '<input type="hidden" name="after" value="3">' in part
    again = text(client.get(f"/desk/c/{conversation.ref}/messages?after=3&notes=0", **HX))
    assert "Second" not in again
    assert '<input type="hidden" name="after" value="3">' in again


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=99999999999", "after=1&notes=٣"])
def test_a_tail_of_nonsense_is_refused(house, query):
    conversation = held(house, house.amara)
    assert at(house.amara).get(f"/desk/c/{conversation.ref}/messages?{query}", **HX).status_code == 422


def test_the_standing_tells_when_to_draw_anew(house):
    conversation = held(house, house.amara)
    client = at(house.amara)
    page = text(client.get(f"/desk/c/{conversation.ref}"))
    mark = page.split("standing?was=")[1].split('"')[0]
    assert "HX-Refresh" not in client.get(f"/desk/c/{conversation.ref}/standing?was={mark}", **HX).headers
    with scope(house.scope):
        resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    assert client.get(f"/desk/c/{conversation.ref}/standing?was={mark}", **HX).headers["HX-Refresh"] == "true"


def test_earlier_conversations_of_the_customer_are_read_only(house):
    with scope(house.scope):
        customer = new_customer(house)
    before = held(house, house.ben, "An older matter", customer=customer)
    client = at(house.amara)
    assert client.get(f"/desk/c/{before.ref}").status_code == 404
    now = held(house, house.amara, "A new matter", customer=customer)
    assert f'href="/desk/c/{before.ref}"' in text(client.get(f"/desk/c/{now.ref}"))
    opened = text(client.get(f"/desk/c/{before.ref}"))
    assert "An older matter" in opened
    assert "Ben has this conversation and answers." in opened
    assert 'id="reply"' not in opened


def test_a_lead_without_the_role_is_told_why_and_who_can_help(house):
    page = at(house.lena).get("/desk/")
    assert page.status_code == 403
    assert "The desk is for experts" in text(page)
    assert "Olga" in text(page)


def test_an_author_may_not_open_a_conversation(house):
    assert at(house.jonas).get(f"/desk/c/{held(house, house.amara).ref}").status_code == 403


def test_a_lead_reads_along(house):
    conversation = held(house, house.amara)
    page = text(at(house.lena).get(f"/desk/c/{conversation.ref}"))
    assert "Amara has this conversation and answers." in page
    assert 'id="reply"' not in page
    assert "Take back" in page
    assert 'id="inbox"' not in page


@pytest.mark.proves("L5")
@pytest.mark.parametrize(
    "path",
    ["", "/messages?after=0", "/messages/earlier?before=1", "/standing", "/assist", "/articles?q=refund"],
)
def test_another_brand_looks_as_absent(house, path):
    conversation = held(house, house.amara)
    other = staffed("hearth")
    elsewhere = at(other.amara).get(f"/desk/c/{conversation.ref}{path}")
    nowhere = at(other.amara).get(f"/desk/c/cnv_nowhere{path}")
    assert (elsewhere.status_code, nowhere.status_code) == (404, 404)
    assert elsewhere.content.split(b"<main")[-1] == nowhere.content.split(b"<main")[-1]


def test_a_colleague_who_never_held_it_looks_as_absent(house):
    assert at(house.ben).get(f"/desk/c/{held(house, house.amara).ref}").status_code == 404


@pytest.mark.proves("L5")
def test_one_person_in_two_brands_sees_both_and_their_customers_apart(house):
    other = staffed("hearth")
    with scope(other.scope):
        pool = other.pools["gig"]
        twin = invite(SYSTEM, other.brand.pk, email="amara@northwind.example", name="Amara", roles=["expert"], pool=pool)
    first, second = held(house, house.amara, "About a train"), held(other, twin, "About a table")
    page = text(at(house.amara).get("/desk/"))
    assert "About a train" in page
    assert "About a table" in page
    assert "2 of 3 chats" in page
    opened = text(at(house.amara).get(f"/desk/c/{first.ref}"))
    assert "First time here." in opened
    assert second.ref in opened  # in the list, not in the history


@pytest.mark.proves("L5")
def test_a_vendors_lead_opens_what_the_vendors_own_people_hold(house):
    theirs, others = held(house, house.vera), held(house, house.amara)
    client = at(house.vic)
    assert client.get(f"/desk/c/{theirs.ref}").status_code == 200
    for path in ("", "/messages?after=0", "/assist"):
        assert client.get(f"/desk/c/{others.ref}{path}").status_code == 404
    assert client.post(f"/desk/c/{others.ref}/recall", **HX).status_code == 404
    assert "Amara has this" in text(at(house.lena).get(f"/desk/c/{others.ref}"))


def test_the_live_topics_are_ones_own_and_the_open_conversation(house):
    mine, other = held(house, house.amara), held(house, house.ben)
    client = at(house.amara)

    def ticket(*topics):
        return client.post("/live/ticket", {"topics": topics}, content_type="application/json").status_code

    assert ticket(f"desk:{house.amara.ref}", f"conversation:{mine.ref}") == 200
    assert ticket(f"conversation:{other.ref}") == 404
    assert ticket(f"desk:{house.ben.ref}") == 404
