"""What a conversation is about, said at the desk: nobody overwrites what a colleague said meanwhile."""

import re

import pytest

from tandem.core.kit.refusals import Invalid, Refused
from tandem.domain.service.conversations.actions.stating import add_to_matter, mark_of, state_matter
from tandem.domain.service.conversations.models import Matter
from tandem.domain.service.conversations.queries.matter import about
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.desk.acting import HX, at, fresh, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(house):
    conversation = held(house, house.amara)
    return house, conversation, at(house.amara), f"/desk/c/{conversation.ref}/matter"


def began(page):
    return re.search(r'name="began" value="(\w+)"', page)[1]


def last(house):
    with scope(house.scope):
        return Matter.objects.order_by("id").values_list("topic", "plans", "stated_by_id").last()


@pytest.mark.proves("R13")
def test_the_answer_is_the_part_as_it_stands_now(place):
    house, _, client, path = place
    page = client.get(path, **HX).content.decode()
    assert "autofocus" not in page
    answer = client.post(path, {"topic": "refund", "plans": "gold", "began": began(page)}, **HX)
    part = answer.content.decode()
    assert (answer.status_code, "as stated here" in part, 'value="gold" checked' in part) == (200, True, True)
    assert 'id="matter-title" tabindex="-1" autofocus' in part
    assert "desk-changed" in answer.headers["HX-Trigger"]
    assert client.post(path, {"topic": "complaint", "began": began(part)}, **HX).status_code == 200
    assert last(house) == ("complaint", [], house.amara.pk)


@pytest.mark.proves("R13", "C22")
def test_what_a_colleague_said_meanwhile_is_not_overwritten(place):
    house, conversation, client, path = place
    page = client.get(path, **HX).content.decode()
    with scope(house.scope):
        state_matter(person(house.lena), house.brand.pk, conversation.pk, topic="refund", plans=["gold"])
    for headers in (HX, {}):
        answer = client.post(path, {"topic": "complaint", "began": began(page)}, **headers)
        assert answer.status_code == 409
        assert "Somebody else said meanwhile what this is about." in answer.content.decode()
        assert 'value="gold" checked' in answer.content.decode()
        assert last(house) == ("refund", ["gold"], house.lena.pk)
    assert client.post(path, {"topic": "complaint", "began": began(answer.content.decode())}, **HX).status_code == 200
    assert last(house) == ("complaint", [], house.amara.pk)


def test_the_mark_is_of_everything_that_is_known(place):
    house, conversation, _, _ = place
    with scope(house.scope):
        by, mark = person(house.amara), mark_of(about(fresh(house, conversation)))
        state_matter(by, house.brand.pk, conversation.pk, unless_changed_from=mark)
        with pytest.raises(Refused) as refusal:  # nothing was known before; by now that is stated
            state_matter(by, house.brand.pk, conversation.pk, topic="refund", unless_changed_from=mark)
        assert (refusal.value.code, Matter.objects.count()) == ("changed_meanwhile", 1)


@pytest.mark.proves("R13")
def test_one_thing_more_leaves_the_rest_as_it_is(place):
    house, conversation, _, _ = place
    with scope(house.scope):
        by = person(house.amara)
        state_matter(by, house.brand.pk, conversation.pk, topic="refund", plans=["basic"], regions=["north"])
        add_to_matter(by, house.brand.pk, conversation.pk, place="plans", key="Gold")
        row = Matter.objects.latest("id")
        assert (row.topic, row.products, row.plans, row.regions) == ("refund", [], ["basic", "gold"], ["north"])
        for wrong, key in (("topic", "x"), ("plans", " "), ("channels", "chat")):
            with pytest.raises(Invalid):
                add_to_matter(by, house.brand.pk, conversation.pk, place=wrong, key=key)
        assert Matter.objects.count() == 2
