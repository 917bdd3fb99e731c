"""How a job is declared."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

MOST_ATTEMPTS = 8
BACKOFF = RetryStrategy(max_attempts=MOST_ATTEMPTS - 1, exponential_wait=3)  # the library counts retries; 3, 9, 27 s … about an hour in all


def job(*, retry: RetryStrategy = BACKOFF, **options: Any) -> Callable[[Callable[..., None]], Any]:
    """Declare a job: arguments are ids only, since job rows stand outside row-level security.

    Jobs must survive being run twice; they open their own scope. One that fails is tried again, ever later.
    """

    def declare(call: Callable[..., None]) -> Any:
        return app.task(retry=retry, pass_context=False, **options)(_in_a_live_connection(call))

    return declare


def _in_a_live_connection(call: Callable[..., None]) -> Callable[..., None]:
    """A worker's thread has no requests, at whose begin Django drops a connection that the server has lost."""

    @wraps(call)
    def run(*args: Any, **values: Any) -> None:
        close_old_connections()
        try:
            call(*args, **values)
        finally:
            close_old_connections()

    return run
