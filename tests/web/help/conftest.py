"""A brand with a help centre, and another."""

import pytest

from tests.cast import make_house


@pytest.fixture
def house(db):
    return make_house("hearth")


@pytest.fixture
def other(db):
    return make_house("northwind")
