"""How django-allauth behaves here: no open sign-up, mail through the outbox, words in our voice."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from tandem.foundation import mail


class AccountAdapter(DefaultAccountAdapter):
    """People join by invitation of a brand; every mail goes through the outbox, so a slow server delays no request."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002  allauth's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        mail.send(to=email, subject=message.subject, text=message.body)
