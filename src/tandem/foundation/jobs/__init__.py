"""Slow or timed work, on procrastinate: retries with backoff, dead letters that a person can see and requeue."""

from tandem.foundation.jobs.defining import job

__all__ = ["job"]
