"""The fixtures of the desk's tests."""

from tests.web.desk.acting import house

__all__ = ["house"]
