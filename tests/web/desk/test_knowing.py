"""What the expert meets of governed knowledge: about, rules, macros, guides, what is internal, what is for others."""

import pytest

from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.suggestions.actions import suggest, suggest_anew
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.conversations.models import Matter, Message
from tandem.foundation import clock
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.knowing import librarian, teach
from tests.ruling import HURT, REFUNDS, ruled
from tests.web.desk.acting import HX, at, held, say, words_in
from tests.web.desk.test_suggesting import BICYCLES, OTHERS

pytestmark = pytest.mark.django_db


def doc(slug, body, **values):
    return Document(slug=slug, title=f"Bicycles on board: {slug}", body=body, **values)


@pytest.mark.proves("R13")
def test_a_search_shows_what_applies_and_counts_what_is_for_others(house):
    with scope(house.scope):
        sums = {"gold": 11, "basic": 77}
        plans = [doc(plan, f"Bicycles cost {sums[plan]} pounds with this plan.", applies=Applicability(plans=(plan,))) for plan in sums]
        staff = doc("staff", "Bicycles of colleagues ride free of charge.", applies=Applicability(audience=("expert", "lead")))
        teach(house.brand.pk, [*plans, staff, doc("everybody", "Bicycles need a reservation."), *OTHERS])
    conversation = held(house, house.amara, "May I bring my bicycle?")
    path = f"/desk/c/{conversation.ref}/articles?q=bicycles"
    found = at(house.amara).get(path, **HX).content.decode()
    assert "Bicycles need a reservation." in found
    assert "2 more depend on the plan: choose it" in found
    assert "11 pounds" not in found
    assert "77 pounds" not in found
    internal = found.split("Bicycles of colleagues")[1].split("</article>")[0]
    assert "Internal: do not quote" in internal
    assert "data-insert" not in internal
    assert found.count("data-insert") == 1
    assert at(house.amara).post(f"/desk/c/{conversation.ref}/matter", {"plans": "gold"}).status_code == 302
    found = at(house.amara).get(path, **HX).content.decode()
    assert "11 pounds" in found
    assert "77 pounds" not in found
    assert "1 more for other plans." in found


@pytest.mark.proves("R13", "R30")
def test_one_click_says_what_the_answer_depends_on(house):
    """The plan is asked for, the words of no plan are shown; once it is said, the draft quotes that plan's wording."""
    said = {"gold": "You need no reservation to bring your bicycle on board.", "basic": "You need a reservation to bring your bicycle on board."}
    with scope(house.scope):
        plans = [doc(f"reservation-{plan}", words, applies=Applicability(plans=(plan,))) for plan, words in said.items()]
        teach(house.brand.pk, [*plans, *OTHERS])
    conversation = held(house, house.amara, "Do I need a reservation to bring my bicycle on board?")
    with scope(house.scope):
        state_matter(person(house.amara), house.brand.pk, conversation.pk, topic="bicycles", regions=["north"])
        made = suggest(house.brand.pk, conversation.pk, message_id=Message.objects.get(conversation=conversation, author="customer").pk)
        assert (made.reason, made.depends) == ("depends", {"place": "plans", "values": ["basic", "gold"]})
    page = at(house.amara).get(f"/desk/c/{conversation.ref}/suggestion", **HX).content.decode()
    asked = page.split("hx-target=\"#matter\"")[1].split("</form>")[0]
    assert "The answer depends on the plan. Which is it?" in asked
    assert [value in asked for value in ('name="adds" value="plans"', 'name="value" value="gold"')] == [True] * 2
    assert not any(words in page for words in said.values())
    with scope(house.scope):  # what a colleague said since stays
        state_matter(person(house.lena), house.brand.pk, conversation.pk, topic="bicycles", regions=["north", "west"])
    assert at(house.amara).post(f"/desk/c/{conversation.ref}/matter", {"adds": "plans", "value": "gold"}, **HX).status_code == 200
    with scope(house.scope):
        anew = suggest_anew(house.brand.pk, conversation.pk, since=clock.now())
        assert (anew.reason, anew.depends, said["gold"] in anew.text) == ("", {}, True)
        row = Matter.objects.latest("id")
        assert (row.topic, row.plans, row.regions) == ("bicycles", ["gold"], ["north", "west"])
    page = at(house.amara).get(f"/desk/c/{conversation.ref}/suggestion", **HX).content.decode()
    assert said["gold"] in page
    assert "Which is it?" not in page


@pytest.mark.proves("R13")
def test_the_holder_says_what_it_is_about_and_nobody_else(house):
    conversation = held(house, house.amara)
    path = f"/desk/c/{conversation.ref}/matter"
    assert at(house.ben).post(path, {"plans": "gold"}, **HX).status_code == 404
    assert at(house.amara).post(path, {"topic": "x" * 61}, **HX).status_code == 422
    with scope(house.scope):
        assert Matter.objects.count() == 0
    assert at(house.amara).post(path, {"topic": "refund", "plans": ["gold"], "other_plans": "Basic, gold", "other_regions": ""}, **HX).status_code == 200
    with scope(house.scope):
        row = Matter.objects.get()
        assert (row.topic, row.plans, row.regions, row.stated_by_id) == ("refund", ["basic", "gold"], [], house.amara.pk)
    part = at(house.amara).get(path, **HX).content.decode()
    assert 'value="gold" checked' in part
    assert "as stated here" in part


@pytest.mark.proves("R15")
def test_the_side_says_what_holds_and_what_must_be_said_word_for_word(house):
    fee = {"text": "A fee of £5 is taken from each refund.", "moment": "before", "when": 'topic = "refund"'}
    with scope(house.scope):
        ruled(house.brand.pk, "escalation", HURT | {"say": "Are you safe now?"}, title="Somebody is hurt")
        ruled(house.brand.pk, "boundary", REFUNDS, title="Refunds")
        ruled(house.brand.pk, "disclosure", fee, title="The fee")
    conversation = held(house, house.amara, "I was hurt and want my money back")
    client = at(house.amara)
    page = client.get(f"/desk/c/{conversation.ref}").content.decode()
    assert "To a lead within 5 min." in page
    assert 'data-say="Are you safe now?"' in page
    assert "What may hold, once more is known" in page
    with scope(house.scope):
        state_matter(person(house.amara), house.brand.pk, conversation.pk, topic="refund")
    rules = client.get(f"/desk/c/{conversation.ref}/rules", **HX).content.decode()
    assert "Up to £75" in rules
    assert "75.00 GBP" in rules
    assert 'data-unsaid="A fee of £5 is taken from each refund."' in rules
    assert 'hx-swap-oob="true"' in rules
    answer = say(client, conversation, "You get it back.")
    assert answer.status_code == 409
    assert "“The fee” has to be said word for word" in answer.content.decode()
    assert words_in(house, conversation) == []
    assert say(client, conversation, "A fee of £5 is taken from each refund.").status_code == 204
    assert "data-unsaid" not in client.get(f"/desk/c/{conversation.ref}/rules", **HX).content.decode()


@pytest.mark.proves("R13", "R30")
def test_a_withdrawn_draft_says_what_changed_and_may_be_made_anew(house):
    with scope(house.scope):
        teach(house.brand.pk, [BICYCLES, *OTHERS])
    conversation = held(house, house.amara, "Do I need a reservation to bring my bicycle on board?")
    with scope(house.scope):
        made = suggest(house.brand.pk, conversation.pk, message_id=Message.objects.get(author="customer").pk)
        by = librarian(house.brand.pk, "approver")
        retire(by, article_for(by, made.citations[0]["article"]), reason="It was wrong.")
    client = at(house.amara)
    part = client.get(f"/desk/c/{conversation.ref}/suggestion", **HX).content.decode()
    assert f'data-withdrawn="{made.ref}"' in part
    assert "data-use" not in part
    answer = say(client, conversation, made.text, suggestion=made.ref)
    assert (answer.status_code, "was retired after this draft was made" in answer.content.decode()) == (409, True)
    changed = client.get(f"/desk/c/{conversation.ref}/suggestions/{made.ref}/changes", **HX).content.decode()
    assert "It was retired: nothing of it may be told to customers any more." in changed
    assert client.post(f"/desk/c/{conversation.ref}/renewal", **HX).status_code == 204
    assert "data-withdrawn" not in client.get(f"/desk/c/{conversation.ref}/suggestion", **HX).content.decode()
    assert words_in(house, conversation) == []


@pytest.mark.proves("R22")
def test_what_is_needed_with_an_article_stands_beside_it(house):
    with scope(house.scope):
        needing = Document(slug="bicycles", title="Bringing a bicycle on board", body=BICYCLES.body, needs=("spaces", "gone"))
        spaces = Document(slug="spaces", title="How many spaces a train has", body="There are six.")
        teach(house.brand.pk, [needing, spaces, *OTHERS])
    conversation = held(house, house.amara, "Do I need a reservation to bring my bicycle on board?")
    with scope(house.scope):
        made = suggest(house.brand.pk, conversation.pk, message_id=Message.objects.get(author="customer").pk)
    client = at(house.amara)
    for path in ("suggestion", "articles?q=bicycle reservation", f"articles/{made.citations[0]['article']}/1"):
        part = client.get(f"/desk/c/{conversation.ref}/{path}", **HX).content.decode()
        assert "Needs also" in part, path
        assert "How many spaces a train has" in part, path
