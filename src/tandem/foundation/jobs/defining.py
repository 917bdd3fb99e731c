"""How a job is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

BACKOFF = RetryStrategy(max_attempts=8, exponential_wait=3)  # 3, 9, 27 s … about two hours in all


def job(**options: Any) -> Callable[[Callable[..., None]], Any]:
    """Declare a job: arguments are ids only, since job rows stand outside row-level security.

    Jobs must survive being run twice; they open their own scope.
    """
    return app.task(pass_context=False, **options)
