"""Two houses, and a token of the first brand with every scope."""

import pytest

from tests.api.hands import token
from tests.cast import make_house


@pytest.fixture
def house():
    return make_house()


@pytest.fixture
def other():
    return make_house("hearth", vendor="Otherline")


@pytest.fixture
def api(house):
    return token(house)
