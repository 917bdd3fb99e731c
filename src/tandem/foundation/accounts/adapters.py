"""How django-allauth behaves here: no open sign-up, mail through the outbox, words in our voice."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress

from tandem.foundation import mail


class AccountAdapter(DefaultAccountAdapter):
    """People join by invitation of a brand; every mail goes through the outbox, so a slow server delays no request."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002  allauth's signature
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Whoever sets one has signed in or followed a link in a mail: either way the address is theirs."""
        super().set_password(user, password)
        EmailAddress.objects.filter(user=user, primary=True, verified=False).update(verified=True)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        mail.send(to=email, subject=message.subject, text=message.body)
