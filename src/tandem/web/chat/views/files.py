"""The files of a customer's conversation: by who they are, or in the widget's frame by a signed address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tandem.domain.service.conversations.access import conversation_of_customer, file_of_customer
from tandem.foundation.files.serving import served
from tandem.web.chat.addresses import customer_by_address
from tandem.web.chat.entry import Visit, visitor


@require_safe
@visitor
def file(request: HttpRequest, visit: Visit, ref: str, file: str) -> HttpResponse:
    """One file that hangs on a message of one's own conversation."""
    customer_id = customer_by_address(request.GET.get("s", ""), conversation=ref, file=file) or visit.customer_id
    return served(request, file_of_customer(conversation_of_customer(customer_id, ref), file))
