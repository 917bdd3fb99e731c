"""Making the demo's brands, people and knowledge, through the actions that everybody uses."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.module_loading import import_string

from tandem.demo.notes import Login, people
from tandem.demo.script import SLUGS, Script, script_of
from tandem.domain.service.channels.actions import set_chat
from tandem.domain.service.queues.actions import create_queue
from tandem.domain.workforce.experts.access import expert_in_scope
from tandem.domain.workforce.experts.actions import create_expert, grant, take_work
from tandem.domain.workforce.experts.queries import roster
from tandem.foundation import clock
from tandem.foundation.accounts.actions import invite
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.tokens import create_token
from tandem.foundation.events.consuming import ensure_cursors, subscriptions
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand, Membership, Pool, Vendor
from tandem.foundation.tenancy.scope import Scope, scope

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEMO = Actor("system", via="demo", simulated=True)
TOKEN_DAYS = 365


def is_made() -> bool:
    """Whether the demo's brands stand already."""
    return Brand.objects.filter(slug__in=SLUGS).count() == len(SLUGS)


def make_brands() -> dict[str, Brand]:
    """Both brands with pools, queues and the chat's greeting."""
    return {slug: _make_brand(script_of(slug)) for slug in SLUGS}


def _make_brand(script: Script) -> Brand:
    told = script.brand
    brand = Brand.objects.create(
        slug=script.slug, name=told["name"], zone=told["zone"], accent=told["accent"], accent_dark=told["accent_dark"], phone=told["phone"],
        email=told["email"], is_demo=True, created_at=clock.now(),
    )  # fmt: skip
    vendor, _ = Vendor.objects.get_or_create(name="Brightline Partners")
    with scope(Scope(brands=(brand.pk,), purpose="demo")):
        for kind, name, firm in (("gig", "Gig experts", None), ("vendor", vendor.name, vendor), ("in_house", "In-house team", None)):
            Pool.objects.create(brand=brand, kind=kind, name=name, vendor=firm)
        for queue in told["queue"]:
            create_queue(
                DEMO, brand.pk, key=queue["key"], name=queue["name"], zone=told["zone"], hours=dict.fromkeys(DAYS, told["open"]), languages=["en"],
                skills={queue["key"]: queue["least"]}, certifications=queue.get("certifications", []), pool_kinds=queue["pools"],
                overflow_kinds=queue["overflow"], risk=queue.get("risk", "standard"),
                answer_within_seconds=queue["answer_within_seconds"], overflow_after_seconds=90,
            )  # fmt: skip
        set_chat(DEMO, brand.pk, greeting=told["greeting"], privacy_url="", widget_origins=[])
    return brand


def make_people(brands: dict[str, Brand]) -> list[Login]:
    """Leads, an author, a vendor's lead and thirty experts. One generated password opens all printed log-ins."""
    told = people()
    password = (
        "-".join(secrets.choice(("alder", "carrow", "ember", "fen", "heron", "lark", "moss", "pine", "tarn", "wren")) for _ in range(4))
        + f"-{secrets.randbelow(900) + 100}"
    )
    hashed = make_password(password)  # once: a good hash takes a third of a second
    logins = []
    for row in [*told["staff"], *told["expert"]]:
        email = f"{row.get('login') or _slug(row['name'])}@demo.example"
        for slug in row["brands"]:
            _join(brands[slug], row, email)
        if row.get("login"):
            Person.objects.filter(email=email).update(password=hashed, simulated=False)
            EmailAddress.objects.filter(email=email).update(verified=True)
            logins.append(Login(_what(row), row["name"], email, password))
    return logins


def _join(brand: Brand, row: dict[str, Any], email: str) -> None:
    with scope(Scope(brands=(brand.pk,), purpose="demo")):
        pool = Pool.objects.filter(kind=row["pool"]).first() if row.get("pool") else None
        roles = row.get("roles", ["expert"])
        membership = invite(DEMO, brand.pk, email=email, name=row["name"], roles=roles, pool=pool, simulated=True)
        if "expert" not in roles:
            return
        expert = create_expert(DEMO, brand.pk, membership=membership, headline=row.get("headline", ""))
        keys = {queue["key"] for queue in script_of(brand.slug).brand["queue"]}
        if brand.slug != row["brands"][0]:  # in the past they work for their first brand alone
            take_work(DEMO, brand.pk, expert, takes_work=False)
        for key, level in row["skills"].items():
            if key in keys:
                grant(DEMO, brand.pk, expert, kind="skill", key=key, level=level)
        for key in row["certifications"]:
            grant(DEMO, brand.pk, expert, kind="certification", key=key, level=5)


def make_tokens(brands: dict[str, Brand]) -> dict[str, Any]:
    """API tokens for the live traffic: one a brand for its customers, one an expert for their app."""
    tokens: dict[str, Any] = {}
    for slug, brand in brands.items():
        with scope(Scope(brands=(brand.pk,), purpose="demo")):
            _, secret = create_token(
                DEMO, brand.pk, name="Demo traffic: customers", days=TOKEN_DAYS, simulated=True,
                scopes=["customers:read", "customers:write", "conversations:read", "conversations:write", "experts:read", "offers:read"],
            )  # fmt: skip
            experts = []
            for row in roster([brand.pk]):
                _, own = create_token(
                    DEMO, brand.pk, name=f"Demo traffic: {row.name}", days=TOKEN_DAYS, simulated=True, membership_ref=row.desk,
                    scopes=["conversations:read", "conversations:write", "offers:read", "offers:write", "experts:read", "experts:write", "articles:read"],
                )  # fmt: skip
                experts.append({"name": row.name, "desk": row.desk, "person": row.person_id, "token": own})
            tokens[slug] = {"brand": brand.ref, "customers": secret, "experts": experts}
    return tokens


def _slug(name: str) -> str:
    return "".join(c for c in name.casefold().replace(" ", ".") if c.isascii() and (c.isalnum() or c == "."))


def _what(row: dict[str, Any]) -> str:
    roles = row.get("roles")
    if not roles:
        return "expert"
    return "vendor's lead" if row.get("pool") == "vendor" else {"lead": "lead and owner", "author": "knowledge author"}.get(roles[0], roles[0])


def teach(brand: Brand) -> int:
    """A brand's articles: written by its author, approved by its approver. Returns how many there are."""
    from tandem.core.knowledge.files.reading import read_file  # noqa: PLC0415  loads the embedder
    from tandem.domain.knowledge.releases.actions.many import release_documents  # noqa: PLC0415

    documents = [document for path in sorted(script_of(brand.slug).articles.glob("*.md")) for document in read_file(path.name, path.read_bytes()).documents]
    with scope(Scope(brands=(brand.pk,), purpose="demo")):
        author, approver = (as_simulated(Membership.objects.get(roles__contains=[role])) for role in ("author", "approver"))
        return len(release_documents(author, approver, brand.pk, documents=documents).drafts)


def as_simulated(member: Membership) -> Actor:
    """A person of the demo, who decides in demo brands alone."""
    return Actor("person", member.person_id, membership_id=member.pk, via="demo", simulated=True)


def settle(brands: dict[str, Brand]) -> None:
    """The past is done: the worker begins with the present, not with three weeks of old events; experts serve all their brands."""
    for brand in brands.values():
        with scope(Scope(brands=(brand.pk,), purpose="demo")):
            for row in roster([brand.pk]):
                if not row.takes_work:
                    take_work(DEMO, brand.pk, expert_in_scope(row.ref), takes_work=True)
    ensure_cursors(subscriptions(import_string(settings.TANDEM_SUBSCRIPTIONS)), from_now=True)
