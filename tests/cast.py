"""The cast: two brands, their people, a vendor; made through the same actions that everybody uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tandem.domain.service.conversations.actions.opening import open_conversation
from tandem.domain.service.customers.actions import create_customer
from tandem.domain.service.queues.actions import create_queue
from tandem.foundation import clock
from tandem.foundation.accounts.actions import invite
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.models import Brand, Membership, Pool, Vendor
from tandem.foundation.tenancy.scope import Scope, scope

ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
PASSWORD = "correct horse battery"


@dataclass
class House:
    """A brand with a queue, three pools and some people. `amara` and `ben` are gig experts, `lena` leads."""

    brand: Brand
    queue: Any
    pools: dict[str, Pool]
    people: dict[str, Membership]

    @property
    def scope(self) -> Scope:
        return Scope(brands=(self.brand.pk,))

    def __getattr__(self, name: str) -> Membership:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def person(member: Membership) -> Actor:
    return Actor("person", member.person_id, membership_id=member.pk, via="test")


def make_house(slug: str = "northwind", *, vendor: str = "Brightline") -> House:
    brand = Brand.objects.create(slug=slug, name=slug.title(), created_at=clock.now(), is_demo=True)
    firm, _ = Vendor.objects.get_or_create(name=vendor)
    with scope(Scope(brands=(brand.pk,))):
        pools = {
            "gig": Pool.objects.create(brand=brand, name="Gig", kind="gig"),
            "vendor": Pool.objects.create(brand=brand, name=vendor, kind="vendor", vendor=firm),
            "in_house": Pool.objects.create(brand=brand, name="House", kind="in_house"),
        }
        queue = create_queue(
            SYSTEM, brand.pk, key="general", name="General", hours=ALWAYS, languages=["en"], pool_kinds=["gig", "in_house"], overflow_kinds=["vendor"]
        )

        def member(name: str, roles: list[str], pool: str | None) -> Membership:
            return invite(
                SYSTEM, brand.pk, email=f"{name}@{slug}.example", name=name.title(), roles=roles, pool=pools[pool] if pool else None, password=PASSWORD
            )

        people = {
            "amara": member("amara", ["expert"], "gig"),
            "ben": member("ben", ["expert"], "gig"),
            "vera": member("vera", ["expert"], "vendor"),
            "ines": member("ines", ["expert"], "in_house"),
            "lena": member("lena", ["lead"], None),
            "vic": member("vic", ["lead"], "vendor"),
            "olga": member("olga", ["brand_owner", "lead"], None),
            "jonas": member("jonas", ["author", "approver"], None),
        }
    return House(brand, queue, pools, people)


def new_customer(house: House, name: str = "Priya Raman"):
    return create_customer(Actor("system", via="test"), house.brand.pk, name=name)


def new_conversation(house: House, customer: Any = None, **values: Any):
    customer = customer or new_customer(house)
    return open_conversation(house.brand.pk, customer_id=customer.pk, queue_id=house.queue.pk, **values)
