"""The mail job."""

from __future__ import annotations

from tandem.foundation.jobs import job
from tandem.foundation.mail.actions import post


@job()
def send_letter(letter_id: int) -> None:
    post(letter_id)
