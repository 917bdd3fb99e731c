"""What the search has learnt is readable by everybody of the brand; an approver takes it back, with a reason."""

import json

import pytest

from tandem.domain.assistance.precedents.models import Choice
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.foundation.tenancy.scope import scope
from tests.domain.precedents.conftest import LATER, settle_many, stock, trained
from tests.web.studio.house import library, signed_in

pytestmark = pytest.mark.django_db
PATH = "/knowledge/learning/"


@pytest.fixture
def house():
    made = library()
    with scope(made.scope):
        stock(made)
        settle_many(made)
        trained(made)
    return made


@pytest.mark.proves("R17", "L9")
def test_weights_are_published_and_an_approver_goes_back(house):
    page = signed_in(house, "amara").get(PATH).content.decode()
    assert "Training 1 orders the search" in page
    assert "Put in force" not in page
    published = json.loads(signed_in(house, "amara").get(f"{PATH}1.json").content)
    assert (published["training"], published["learnt_from"], len(published["ranker"]["trees"])) == (1, 60, 40)
    assert "Put in force" in signed_in(house, "marta").get(PATH).content.decode()
    assert signed_in(house, "marta").post(f"{PATH}choice", {"training": "0", "reason": "Complaints"}).status_code == 302
    page = signed_in(house, "amara").get(PATH).content.decode()
    assert "The plain order is in force" in page
    assert "Complaints" in page
    with scope(house.scope):
        assert find(house.brand.pk, LATER).training is None


@pytest.mark.parametrize(
    ("who", "given", "status"),
    [("amara", {"training": "0", "reason": "No"}, 403), ("marta", {"training": "0", "reason": " "}, 422), ("marta", {"training": "9", "reason": "No"}, 404)],
)
def test_a_choice_without_right_reason_or_training_changes_nothing(house, who, given, status):
    assert signed_in(house, who).post(f"{PATH}choice", given).status_code == status
    assert signed_in(house, who).get(f"{PATH}9.json").status_code == 404
    with scope(house.scope):
        assert (Choice.objects.count(), find(house.brand.pk, LATER).training) == (1, 1)
