"""The mail job."""

from __future__ import annotations

from tandem.foundation.jobs import BACKOFF, job
from tandem.foundation.mail.actions import post


@job(retry=BACKOFF)
def send_letter(letter_id: int) -> None:
    post(letter_id)
