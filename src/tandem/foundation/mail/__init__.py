"""Mail: an outbox row in the transaction, sent by a job."""

from tandem.foundation.mail.actions import send

__all__ = ["send"]
