"""Reading accounts: who has a second factor, who is signed in, who is behind a membership."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession


def with_second_factor(person_ids: Iterable[int]) -> frozenset[int]:
    """Those of these people who hold a TOTP app or a passkey."""
    rows = Authenticator.objects.filter(user_id__in=list(person_ids))
    return frozenset(rows.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user_id", flat=True))


def sessions_of(person_ids: Iterable[int]) -> Counter[int]:
    """Person -> on how many browsers they are signed in."""
    return Counter(UserSession.objects.filter(user_id__in=list(person_ids)).values_list("user_id", flat=True))
