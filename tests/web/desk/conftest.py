"""The fixtures of the desk's tests."""

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.models import Article
from tandem.foundation.tenancy.scope import scope
from tests.knowing import teach
from tests.web.desk.acting import house

__all__ = ["house"]


@pytest.fixture
def bicycles(house):
    """The reference of the one article that this house has."""
    with scope(house.scope):
        teach(house.brand.pk, [Document(slug="bicycles", title="Bicycles", body="Reserve 2 hours before.")])
        return Article.objects.get().ref
