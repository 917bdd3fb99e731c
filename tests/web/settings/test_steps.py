"""An owner sees what gave up and sends it on its way again; never another brand's."""

import pytest

from tandem.foundation import clock
from tandem.foundation.events.models import Setback
from tandem.foundation.jobs.queries import dead_letters
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.web.settings.house import ledger, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make_house()


def dead(house, name="rooms.tasks.step", error="ValueError: <b>no</b>"):
    now = clock.now()
    return Setback.objects.create(
        subscription=name,
        event_id=house.brand.pk,
        brand_id=house.brand.pk,
        attempts=8,
        error=error,
        due_at=now,
        dead_at=now,
    )


def test_a_dead_step_is_shown_with_its_reason_and_tried_again(house):
    setback = dead(house)
    client = signed_in(house, "olga")
    answer = client.get("/settings/northwind/steps/")
    assert "Step rooms.tasks.step Gave up after 8 attempts." in text_of(answer)
    assert "&lt;b&gt;no&lt;/b&gt;" in answer.content.decode()
    assert client.post("/settings/northwind/steps/", {"key": f"event-{setback.pk}"}).status_code == 302
    setback.refresh_from_db()
    assert (setback.dead_at, setback.attempts) == (None, 0)
    with scope(house.scope):
        assert ledger("step.requeued") == [f"event-{setback.pk}"]
    assert "Nothing has failed" in text_of(client.get("/settings/northwind/steps/"))


@pytest.mark.parametrize(
    "key",
    ["", "event-", "event-x", "event-²", "event-999999", "job-1", "row-1", "event-99999999999999999999"],
)
def test_what_is_not_there_is_absent(house, key):
    assert signed_in(house, "olga").post("/settings/northwind/steps/", {"key": key}).status_code == 404


@pytest.mark.proves("L5")
def test_another_brands_steps_are_absent(house):
    setback = dead(make_house("hearth"))
    client = signed_in(house, "olga")
    assert "Nothing has failed" in text_of(client.get("/settings/northwind/steps/"))
    assert client.post("/settings/northwind/steps/", {"key": f"event-{setback.pk}"}).status_code == 404
    assert [letter.key for letter in dead_letters()] == [f"event-{setback.pk}"]


def test_a_lead_does_not_see_them(house):
    setback = dead(house)
    client = signed_in(house, "lena")
    assert client.get("/settings/northwind/steps/").status_code == 403
    assert client.post("/settings/northwind/steps/", {"key": f"event-{setback.pk}"}).status_code == 403
    assert Setback.objects.get().dead_at is not None


def test_what_the_ai_is_made_of_is_said_plainly(house):
    said = text_of(signed_in(house, "olga").get("/settings/northwind/machine/"))
    assert "English only" in said
    assert "No experiment runs" in said
