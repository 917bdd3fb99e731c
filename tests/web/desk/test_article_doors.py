"""What an expert says of an article from the desk: it is wrong, a better wording, nothing was found."""

import pytest

from tandem.domain.assistance.gaps.models import Question
from tandem.domain.knowledge.usage.models import Flag
from tandem.foundation.tenancy.scope import scope
from tests.web.desk.acting import HX, at, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(house, bicycles):
    conversation = held(house, house.amara, "May I bring a bicycle?")
    return house, conversation, f"/desk/c/{conversation.ref}/articles/{bicycles}/1"


@pytest.mark.proves("R19", "R41")
def test_a_cited_article_has_two_doors(place):
    house, conversation, path = place
    page = at(house.amara).get(path, headers=HX).content.decode()
    assert "Suggest an edit" in page
    assert f"/discussion/?version=1&amp;conversation={conversation.ref}" in page
    answer = at(house.amara).post(f"{path}/flags", {"about": "wrong", "reason": "It is 3 hours."})
    assert answer.status_code == 302
    with scope(house.scope):
        row = Flag.objects.get()
    assert (row.about, row.reason, row.conversation, row.by_id) == ("wrong", "It is 3 hours.", conversation.ref, house.amara.pk)


def test_who_does_not_hold_it_says_nothing(place):
    house, _, path = place
    assert at(house.ben).post(f"{path}/flags", {"about": "wrong", "reason": "No."}).status_code == 404
    with scope(house.scope):
        assert Flag.objects.count() == 0


@pytest.mark.parametrize("given", [{"about": "ugly", "reason": "So."}, {"about": "wrong", "reason": " "}])
def test_a_report_without_matter_or_reason_is_refused(place, given):
    house, _, path = place
    assert at(house.amara).post(f"{path}/flags", given).status_code == 422
    with scope(house.scope):
        assert Flag.objects.count() == 0


@pytest.mark.proves("R17")
def test_a_search_in_vain_is_noted_once_by_its_question(place):
    house, conversation, _ = place
    for wanted in ("xy", "zzz yyy xxx", "zzz yyy xxx www"):
        at(house.amara).get(f"/desk/c/{conversation.ref}/articles", {"q": wanted}, headers=HX)
    with scope(house.scope):
        assert [row.source for row in Question.objects.all()] == ["searched"]
