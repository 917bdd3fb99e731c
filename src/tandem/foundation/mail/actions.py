"""Write a letter; a job sends it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from tandem.foundation import clock


def send(*, to: str, subject: str, text: str) -> None:
    """Put a mail into the outbox, in the current transaction; a job sends it after commit."""
    from tandem.foundation.mail.models import Letter  # noqa: PLC0415
    from tandem.foundation.mail.tasks import send_letter  # noqa: PLC0415

    letter = Letter.objects.create(recipient=to, subject=" ".join(subject.split())[:300], text=text, created_at=clock.now())
    send_letter.defer(letter_id=letter.pk)


def post(letter_id: int) -> None:
    """Hand one letter to the mail server, once: the row is locked while it is sent."""
    from django.db import transaction  # noqa: PLC0415

    from tandem.foundation.mail.models import Letter  # noqa: PLC0415

    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=letter_id, sent_at__isnull=True).first()
        if letter is None:
            return
        EmailMessage(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.recipient]).send()
        letter.sent_at, letter.text = clock.now(), ""
        letter.save(update_fields=["sent_at", "text"])
