"""Customers of the brand."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router

from tandem.api.v1.entry import Answer, Call, operation
from tandem.api.v1.keys import Key, once_only
from tandem.api.v1.paging import Cursor, Limit, cut, moment_and_id
from tandem.api.v1.schemas.customers import Customer, CustomerChange, CustomerPage, NewCustomer
from tandem.domain.service.customers import access, actions, queries

router = Router(tags=["Customers"])
Exactly = Annotated[str, Query("", max_length=254, description="Exactly this.")]
EXAMPLE = {"name": "Priya Raman", "email": "priya@example.org", "external_id": "crm-1042"}


@operation(
    router,
    "POST",
    "/customers",
    scopes=("customers:write",),
    door="brand",
    answers=Customer,
    status=201,
    example=EXAMPLE,
)
def create_customer(call: Call, key: Key, body: NewCustomer) -> Answer:
    """Create a customer.

    A replay shows the customer as it stands now.
    """
    values = body.model_dump(exclude_unset=True)
    return once_only(
        call,
        key,
        asked=values,
        act=lambda: {"ref": actions.create_customer(call.actor(), call.brand_id, **values).ref},
        shown=lambda result: Customer.model_validate(access.customer_for(result["ref"])),
    )


@operation(router, "GET", "/customers", scopes=("customers:read",), door="brand", answers=CustomerPage)
def list_customers(
    call: Call, email: Exactly, external_id: Exactly, limit: Limit, cursor: Cursor
) -> CustomerPage:
    """List customers, the newest first."""
    rows = queries.find_customers(
        email=email, external_id=external_id, before=moment_and_id(call, cursor), most=limit + 1
    )
    page, following = cut(call, rows, limit, lambda row: (row.created_at, row.pk))
    return CustomerPage(items=[Customer.model_validate(row) for row in page], next_cursor=following)


@operation(router, "GET", "/customers/{ref}", scopes=("customers:read",), door="brand", answers=Customer)
def get_customer(_call: Call, ref: str) -> Customer:
    """Show a customer."""
    return Customer.model_validate(access.customer_for(ref))


@operation(
    router,
    "PATCH",
    "/customers/{ref}",
    scopes=("customers:write",),
    door="brand",
    answers=Customer,
    example={"phone": "+44 20 7946 0000"},
)
def change_customer(call: Call, ref: str, body: CustomerChange) -> Customer:
    """Change a customer.

    What is left out stays as it is; an empty string clears.
    """
    return Customer.model_validate(
        actions.change_customer(call.actor(), call.brand_id, ref, **body.model_dump(exclude_unset=True))
    )
