"""Resolve, hand on, snooze, case, details; a lead assigns and takes back. What is refused changes nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tandem.domain.service.conversations.models import Assignment, Case, Closure
from tandem.domain.service.queues.actions import create_queue
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import ALWAYS
from tests.ruling import ruled
from tests.web.desk.acting import HX, ask, at, fresh, held, online, say, staffed, write

pytestmark = pytest.mark.django_db

DEEDS = {
    "closure": {"disposition": "solved"},
    "transfer": {"queue": "refunds"},
    "return": {},
    "snooze": {"for": "hour"},
    "waking": {},
    "reveal": {},
}


@pytest.fixture
def house(db):
    made = staffed()
    with scope(made.scope):
        create_queue(
            SYSTEM,
            made.brand.pk,
            key="refunds",
            name="Refunds",
            hours=ALWAYS,
            languages=["en"],
            pool_kinds=["gig"],
        )
    return made


def do(client, conversation, deed, **values):
    return client.post(f"/desk/c/{conversation.ref}/{deed}", values or DEEDS.get(deed, {}), **HX)


def holder(house, conversation):
    with scope(house.scope):
        row = Assignment.objects.filter(conversation=conversation, ended_at__isnull=True).select_related("membership").first()
        return row.membership.display_name if row else None


def audited(house, verb):
    with scope(house.scope), connection.cursor() as cursor:
        cursor.execute("SELECT actor ->> 'membership' FROM audit_entry WHERE verb = %s", [verb])
        return [int(row[0]) for row in cursor.fetchall()]


def test_it_is_resolved_as_something(house):
    conversation = held(house, house.amara)
    response = do(at(house.amara), conversation, "closure", disposition="not_for_us")
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/desk/")
    with scope(house.scope):
        assert list(Closure.objects.values_list("disposition", "membership_id")) == [("not_for_us", house.amara.pk)]
    assert fresh(house, conversation).state == "closed"


@pytest.mark.proves("R15")
def test_words_due_at_closing_stand_in_its_menu_and_refuse_it(house):
    with scope(house.scope):
        ruled(house.brand.pk, "disclosure", {"text": "The Ombuds can look.", "moment": "closing", "when": 'mentions("refund")'}, title="The Ombuds")
    conversation, client = held(house, house.amara), at(house.amara)
    menu = client.get(f"/desk/c/{conversation.ref}").content.decode().split('id="resolve"')[1].split("Resolve as")[0]
    assert 'data-say="The Ombuds can look."' in menu
    refused = do(client, conversation, "closure")
    assert (refused.status_code, fresh(house, conversation).state) == (409, "assigned")
    assert "“The Ombuds” has to be said word for word: “The Ombuds can look.”" in refused.content.decode()
    say(client, conversation, "The Ombuds can look.")
    again = client.get(f"/desk/c/{conversation.ref}/rules", **HX).content.decode()
    assert 'id="due-closing" hx-swap-oob="true"></div>' in again
    assert do(client, conversation, "closure").status_code == 204


def test_after_resolving_the_next_that_waits_opens(house):
    first, second = held(house, house.amara), held(house, house.amara)
    assert do(at(house.amara), first, "closure").headers["HX-Redirect"] == f"/desk/c/{second.ref}"


def test_without_scripts_it_is_a_redirect(house):
    conversation = held(house, house.amara)
    response = at(house.amara).post(f"/desk/c/{conversation.ref}/closure", {"disposition": "solved"})
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")


def test_an_unknown_outcome_is_refused(house):
    conversation = held(house, house.amara)
    assert do(at(house.amara), conversation, "closure", disposition="whatever").status_code == 422
    assert holder(house, conversation) == "Amara"


def test_it_is_handed_to_another_queue(house):
    conversation = held(house, house.amara)
    page = at(house.amara).get(f"/desk/c/{conversation.ref}").content.decode()
    assert 'name="queue" value="refunds"' in page
    assert 'value="general"' not in page  # where it is already
    assert do(at(house.amara), conversation, "transfer").status_code == 204
    after = fresh(house, conversation)
    assert (after.state, after.queue.key, holder(house, conversation)) == ("waiting", "refunds", None)


@pytest.mark.parametrize(("queue", "status"), [("nowhere", 404), ("general", 422), ("x" * 81, 422), ("nul\x00", 422)])
def test_an_impossible_queue_is_refused(house, queue, status):
    conversation = held(house, house.amara)
    assert do(at(house.amara), conversation, "transfer", queue=queue).status_code == status
    assert (holder(house, conversation), fresh(house, conversation).queue.key) == ("Amara", "general")


def test_it_goes_back_into_the_line(house):
    conversation = held(house, house.amara)
    assert do(at(house.amara), conversation, "return").status_code == 204
    assert (fresh(house, conversation).state, holder(house, conversation)) == ("waiting", None)


def test_it_is_snoozed_and_woken(house):
    conversation = held(house, house.amara)
    client = at(house.amara)
    with clock.on(clock.VirtualClock(datetime(2026, 7, 1, 14, tzinfo=UTC))):
        response = do(client, conversation, "snooze")
        assert f"/desk/c/{conversation.ref}/waking" in response.headers["HX-Trigger"]
        assert fresh(house, conversation).snoozed_until == datetime(2026, 7, 1, 15, tzinfo=UTC)
        page = client.get(f"/desk/c/{conversation.ref}").content.decode()
        assert "Wake it now" in page
        assert "group-snoozed" in page
        do(client, conversation, "snooze", **{"for": "morning"})
        nine = datetime(2026, 7, 2, 9, tzinfo=ZoneInfo("Europe/London"))  # the expert's zone
        assert fresh(house, conversation).snoozed_until == nine
        do(client, conversation, "snooze", **{"for": "pick", "at": "2026-07-03T10:30"})
        assert fresh(house, conversation).snoozed_until == datetime(2026, 7, 3, 9, 30, tzinfo=UTC)
        assert do(client, conversation, "waking").status_code == 204
        assert fresh(house, conversation).snoozed_until is None


def test_the_customers_words_end_a_snooze(house):
    conversation = held(house, house.amara)
    do(at(house.amara), conversation, "snooze")
    write(house, conversation, "Are you there?")
    assert fresh(house, conversation).snoozed_until is None


@pytest.mark.parametrize("moment", ["", "soon", "1999-01-01T10:00", "2999-01-01T10:00", "9999-12-31T23:59", "0001-01-01T00:00"])
def test_an_impossible_moment_is_refused(house, moment):
    conversation = held(house, house.amara)
    assert do(at(house.amara), conversation, "snooze", **{"for": "pick", "at": moment}).status_code == 422
    assert fresh(house, conversation).snoozed_until is None


def test_a_case_is_new_or_one_of_the_customers(house):
    first = held(house, house.amara)
    client = at(house.amara)
    assert do(client, first, "case", title="The lost refund").status_code == 204
    case = fresh(house, first).case
    assert case.title == "The lost refund"
    second = held(house, house.amara, customer=first.customer)
    assert "The lost refund" in client.get(f"/desk/c/{second.ref}/assist", **HX).content.decode()
    do(client, second, "case", case=case.ref)
    assert fresh(house, second).case_id == case.pk


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"title": ""}, 422),
        ({"title": "x" * 161}, 422),
        ({"title": "\x00"}, 422),
        ({"case": "cas_nowhere"}, 404),
    ],
)
def test_an_impossible_case_is_refused(house, values, status):
    conversation = held(house, house.amara)
    assert do(at(house.amara), conversation, "case", **values).status_code == status
    with scope(house.scope):
        assert Case.objects.count() == 0


def test_another_customers_case_is_refused(house):
    first, second = held(house, house.amara), held(house, house.amara)
    client = at(house.amara)
    do(client, first, "case", title="Theirs alone")
    assert do(client, second, "case", case=fresh(house, first).case.ref).status_code == 404
    assert fresh(house, second).case is None


@pytest.mark.proves("L10")
def test_details_are_masked_until_the_holder_asks_and_that_is_on_record(house):
    conversation = held(house, house.amara)
    with scope(house.scope):
        conversation.customer.email = "priya.raman@example.org"
        conversation.customer.save(update_fields=["email"])
    client = at(house.amara)
    page = client.get(f"/desk/c/{conversation.ref}").content.decode()
    assert "priya.raman@example.org" not in page
    assert "p•••n@example.org" in page
    assert audited(house, "customer.revealed") == []
    assert "priya.raman@example.org" in do(client, conversation, "reveal").content.decode()
    assert audited(house, "customer.revealed") == [house.amara.pk]
    assert do(at(house.lena), conversation, "reveal").status_code == 409
    do(client, conversation, "closure")
    assert do(client, conversation, "reveal").status_code == 409
    assert audited(house, "customer.revealed") == [house.amara.pk]


@pytest.mark.proves("L3")
@pytest.mark.parametrize("deed", DEEDS)
def test_only_the_holder_turns_it(house, deed):
    conversation = held(house, house.amara)
    before = fresh(house, conversation).version
    assert do(at(house.lena), conversation, deed).status_code == 409
    assert do(at(house.ben), conversation, deed).status_code == 404
    assert (fresh(house, conversation).version, holder(house, conversation)) == (before, "Amara")


@pytest.mark.proves("L5")
@pytest.mark.parametrize("deed", [*DEEDS, "case", "assignment", "recall"])
def test_another_brand_looks_as_absent(house, deed):
    conversation = held(house, house.amara)
    other = staffed("hearth")
    before = fresh(house, conversation).version
    person = other.lena if deed in ("assignment", "recall") else other.amara
    assert do(at(person), conversation, deed, title="x", expert="exp_x").status_code == 404
    assert fresh(house, conversation).version == before


@pytest.mark.parametrize("deed", [*DEEDS, "case", "assignment", "recall"])
def test_a_deed_is_a_post(house, deed):
    assert at(house.olga).get(f"/desk/c/{held(house, house.amara).ref}/{deed}").status_code == 405


def test_a_lead_gives_a_waiting_conversation_to_an_expert(house):
    conversation = ask(house)
    online(house, "ben")
    page = at(house.lena).get(f"/desk/c/{conversation.ref}").content.decode()
    ref = page.split('name="expert" value="')[1].split('"')[0]
    assert do(at(house.lena), conversation, "assignment", expert=ref).status_code == 204
    assert holder(house, conversation) == "Ben"


def test_a_lead_cannot_give_it_past_the_routers_gates(house):
    conversation = ask(house)
    assert do(at(house.lena), conversation, "assignment", expert="exp_nobody").status_code == 404
    online(house, "ben")
    page = at(house.lena).get(f"/desk/c/{conversation.ref}").content.decode()
    absent = page.split('aria-disabled="true"')[0].rsplit('value="', 1)[1].split('"')[0]
    assert do(at(house.lena), conversation, "assignment", expert=absent).status_code == 409
    assert holder(house, conversation) is None


def test_a_lead_takes_it_back(house):
    conversation = held(house, house.amara)
    assert do(at(house.lena), conversation, "recall").status_code == 204
    assert (holder(house, conversation), fresh(house, conversation).state) == (None, "waiting")
    assert do(at(house.lena), conversation, "recall").status_code == 409


@pytest.mark.parametrize("deed", ["assignment", "recall"])
def test_an_expert_may_not_do_what_a_lead_does(house, deed):
    conversation = held(house, house.amara)
    assert do(at(house.amara), conversation, deed, expert="exp_x").status_code == 403
    assert holder(house, conversation) == "Amara"


def test_the_reply_clock_is_shown(house):
    conversation = held(house, house.amara)
    page = at(house.amara).get("/desk/").content.decode()
    with scope(house.scope):
        due = Assignment.objects.get(conversation=conversation).reply_due_at
    assert f'data-due="{due.isoformat()}" data-from="{(due - timedelta(seconds=300)).isoformat()}"' in page
