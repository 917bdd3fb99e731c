"""Shared: the browser, the house on a port of its own, the hands of whoever is not in the browser."""

from tests.e2e.test_customer import address, context, hands

__all__ = ["address", "context", "hands"]
