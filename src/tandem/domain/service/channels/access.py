"""The signed link in a mailed answer: it opens one conversation of one customer, in any browser, for as long as the brand says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import signing

from tandem.core.kit.refusals import Absent
from tandem.domain.service.channels.models import ChatSettings
from tandem.domain.service.conversations.access import conversation_in_scope
from tandem.foundation import clock
from tandem.foundation.database.refs import is_ref
from tandem.foundation.tenancy.models import Brand

SALT = "tandem.return"
DEFAULT_RETURN_DAYS = 14


def return_token(conversation: Any) -> str:
    """What the link carries. The customer's own key takes part in the signature: without it, erased or renewed, no link is good."""
    claim = {"b": conversation.brand_id, "c": conversation.ref, "u": conversation.customer.ref, "t": int(clock.now().timestamp())}
    return signing.dumps(claim, salt=_salt(conversation.customer), compress=False)


def conversation_by_link(brand: Brand, ref: str, token: str) -> Any:
    """The conversation of `ref`, if the token was made for it and still holds. Raises Absent, whatever is wrong."""
    conversation = conversation_in_scope(ref if is_ref(ref, "cnv") else "")
    customer = conversation.customer
    try:
        claim = signing.loads(token, salt=_salt(customer))
    except signing.BadSignature as error:
        raise Absent("This link no longer works.") from error
    if not customer.link_key or claim["b"] != brand.pk or claim["c"] != ref or claim["u"] != customer.ref:
        raise Absent("This link no longer works.")
    if not 0 <= clock.now().timestamp() - claim["t"] <= return_days(brand.pk) * timedelta(days=1).total_seconds():
        raise Absent("This link no longer works.")
    return conversation


def return_days(brand_id: int) -> int:
    """For how many days a mailed link opens its chat."""
    stated = ChatSettings.objects.filter(brand_id=brand_id).values_list("return_days", flat=True).first()
    return int(stated or DEFAULT_RETURN_DAYS)


def _salt(customer: Any) -> str:
    return f"{SALT}:{customer.link_key}"
