"""What an expert quotes from the desk's search teaches it what the question needed."""

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.precedents.models import Precedent
from tandem.domain.knowledge.articles.models import Article
from tandem.foundation.tenancy.scope import scope
from tests.knowing import teach
from tests.web.desk.acting import HX, at, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(house):
    with scope(house.scope):
        teach(house.brand.pk, [Document(slug="bicycles", title="Bicycles", body="Reserve 2 hours before.")])
        article = Article.objects.get()
    conversation = held(house, house.amara, "May I bring a bicycle on board?")
    return house, f"/desk/c/{conversation.ref}/articles", article.ref


@pytest.mark.proves("R17", "R22")
def test_a_quotation_counts_once_for_the_question_it_answers(place):
    house, path, article = place
    page = at(house.amara).get(path, {"q": "bicycle"}, headers=HX).content.decode()
    assert f'data-quoted="{path}/{article}/quotations"' in page
    for _ in range(2):
        assert at(house.amara).post(f"{path}/{article}/quotations").status_code == 204
    with scope(house.scope):
        row = Precedent.objects.get()
        assert (row.kind, row.cause, row.articles, row.by_id) == ("right", "quoted", [article], house.amara.pk)
        assert row.message.text == "May I bring a bicycle on board?"


def test_who_does_not_hold_it_or_names_no_article_teaches_nothing(place):
    house, path, article = place
    assert at(house.ben).post(f"{path}/{article}/quotations").status_code == 404
    assert at(house.lena).post(f"{path}/{article}/quotations").status_code == 409
    assert at(house.amara).post(f"{path}/art_nothing/quotations").status_code == 404
    with scope(house.scope):
        assert Precedent.objects.count() == 0
