"""Guides at the desk: walked by whoever holds the conversation, one open run of each."""

import re

import pytest

from tandem.core.knowledge.applicability import Applicability
from tandem.domain.knowledge.policies.models import GuideRun
from tandem.domain.service.conversations.actions.assigning import assign, take_back
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.ruling import GUIDE, ruled
from tests.web.desk.acting import HX, at, held

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R15")
def test_a_guide_is_walked_at_the_desk(house):
    with scope(house.scope):
        guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    conversation = held(house, house.amara)
    client, path = at(house.amara), f"/desk/c/{conversation.ref}/guides"
    assert "Who is it?" in client.get(f"/desk/c/{conversation.ref}").content.decode()
    assert at(house.ben).post(path, {"guide": guide.ref}, **HX).status_code == 404
    assert "Which booking is it?" in client.post(path, {"guide": guide.ref}, **HX).content.decode()
    with scope(house.scope):
        run = GuideRun.objects.get()
    missing = client.post(f"{path}/{run.ref}/answers", {"step": "ask", "place.booking": " "}, **HX).content.decode()
    assert "Booking is needed." in missing
    assert "Does it match?" in client.post(f"{path}/{run.ref}/answers", {"step": "ask", "place.booking": "NWR-1"}, **HX).content.decode()
    assert "Which booking is it?" in client.post(f"{path}/{run.ref}/back", {"step": "match"}, **HX).content.decode()
    client.post(f"{path}/{run.ref}/answers", {"step": "ask", "place.booking": "NWR-2"}, **HX)
    done = client.post(f"{path}/{run.ref}/answers", {"step": "match", "place.matches": "yes"}, **HX).content.decode()
    assert "resolved" in done
    assert "NWR-2" in done
    assert client.post(f"{path}/{run.ref}/back", {"step": "done"}, **HX).status_code == 409


@pytest.mark.proves("R15")
def test_two_tabs_that_begin_a_guide_walk_the_same_run(house):
    with scope(house.scope):
        guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    conversation = held(house, house.amara)
    for client in (at(house.amara), at(house.amara)):
        assert client.post(f"/desk/c/{conversation.ref}/guides", {"guide": guide.ref}, **HX).status_code == 200
    with scope(house.scope):
        assert GuideRun.objects.count() == 1


@pytest.mark.proves("R13", "R15")
def test_a_guide_that_is_not_offered_here_is_not_begun(house):
    with scope(house.scope):
        guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?", applies=Applicability(audience=("lead",)))
    conversation = held(house, house.amara)
    assert at(house.amara).post(f"/desk/c/{conversation.ref}/guides", {"guide": guide.ref}, **HX).status_code == 404
    with scope(house.scope):
        assert GuideRun.objects.count() == 0


@pytest.mark.proves("R15")
def test_after_a_hand_over_the_new_holder_goes_on_with_the_open_run(house):
    with scope(house.scope):
        guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    conversation = held(house, house.amara)
    path = f"/desk/c/{conversation.ref}/guides"
    at(house.amara).post(path, {"guide": guide.ref}, **HX)
    with scope(house.scope):
        run = GuideRun.objects.get()
    at(house.amara).post(f"{path}/{run.ref}/answers", {"step": "ask", "place.booking": "NWR-1"}, **HX)
    with scope(house.scope):
        take_back(person(house.amara), house.brand.pk, conversation.pk, reason="handed_back", only_holder=house.amara.pk)
        assign(person(house.ben), house.brand.pk, conversation.pk, membership=house.ben)
    assert at(house.amara).post(f"{path}/{run.ref}/end", **HX).status_code == 409
    client = at(house.ben)
    assert "Does it match?" in client.get(path, **HX).content.decode()
    done = client.post(f"{path}/{run.ref}/answers", {"step": "match", "place.matches": "yes"}, **HX).content.decode()
    assert "resolved" in done


@pytest.mark.proves("R15")
def test_after_each_deed_the_focus_is_in_the_new_step(house):
    with scope(house.scope):
        guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    conversation = held(house, house.amara)
    client, path = at(house.amara), f"/desk/c/{conversation.ref}/guides"

    def focused(answer):
        return re.findall(r'id="([\w-]+)"[^>]* autofocus', answer.content.decode())

    assert focused(client.get(path, **HX)) == []
    assert focused(client.post(path, {"guide": guide.ref}, **HX)) == ["guide-booking"]
    with scope(house.scope):
        run = GuideRun.objects.get()
    answers = f"{path}/{run.ref}/answers"
    assert focused(client.get(path, **HX)) == []
    assert focused(client.post(answers, {"step": "ask", "place.booking": " "}, **HX)) == ["guide-booking"]
    assert focused(client.post(answers, {"step": "ask", "place.booking": "NWR-1"}, **HX)) == ["guide-matches"]
    assert focused(client.post(f"{path}/{run.ref}/back", {"step": "match"}, **HX)) == ["guide-booking"]
    assert focused(client.post(f"{path}/{run.ref}/end", **HX)) == ["guide-title"]
