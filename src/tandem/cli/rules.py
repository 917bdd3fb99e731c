"""`tandem knowledge rules`: which rules a conversation would meet, and why."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.knowledge import BrandSlug, Json, in_brand, knowledge, say
from tandem.cli.saying import fail

if TYPE_CHECKING:
    from tandem.core.kit.money import Money
    from tandem.core.knowledge.policies.meeting import Bound, Held, Meeting, Met

_HEADS = {
    "escalations": "Goes to somebody else", "boundaries": "Boundary", "disclosures": "Must be said", "guides": "Guide", "macros": "Macro",
    "unsettled": "Cannot be told yet",
}  # fmt: skip
LARGEST_TEXT = 1_000_000  # bytes of a file of what a customer wrote; its end is read


def register(_app: typer.Typer) -> None:
    """The command stands among those of `knowledge`, which importing this module added."""


@knowledge.command("rules")
def rules(
    brand: BrandSlug,
    text: Annotated[str | None, typer.Option(help="What the customer wrote; @FILE reads it from a file.")] = None,
    intent: Annotated[str, typer.Option(help="What they want, such as refund.")] = "",
    topic: Annotated[str, typer.Option(help="What it is about.")] = "",
    amount: Annotated[str, typer.Option(help="The money at stake, such as 120 or 19.99.")] = "",
    currency: Annotated[str, typer.Option(help="Of the amount; else the brand's.")] = "",
    region: Annotated[str, typer.Option(help="Where they are, such as UK.")] = "",
    channel: Annotated[str, typer.Option(help="How they wrote, such as chat.")] = "",
    language: Annotated[str, typer.Option(help="What they wrote in, such as en.")] = "",
    product: Annotated[str, typer.Option(help="The product it is about.")] = "",
    plan: Annotated[str, typer.Option(help="Their plan.")] = "",
    pool: Annotated[str, typer.Option(help="Who answers: gig, vendor, in_house or ai.")] = "",
    asked_for_person: Annotated[int | None, typer.Option(help="How often they asked for a person.")] = None,
    failed_checks: Annotated[int | None, typer.Option(help="How many checks of identity failed.")] = None,
    repeats: Annotated[int | None, typer.Option(help="How often they came back with it.")] = None,
    days_since_purchase: Annotated[int | None, typer.Option(help="Days since they bought it.")] = None,
    days_since_event: Annotated[int | None, typer.Option(help="Days since it happened.")] = None,
    days_open: Annotated[int | None, typer.Option(help="Days since they first asked.")] = None,
    verified: Annotated[bool | None, typer.Option("--verified/--not-verified", help="Their identity is certain.")] = None,
    vulnerable: Annotated[bool | None, typer.Option("--vulnerable/--not-vulnerable", help="They need particular care.")] = None,
    json_: Json = False,
) -> None:
    """Say which rules, boundaries, disclosures, guides and rights a conversation would meet, and why.

    What is left out is unknown: it wakes rules of safety and gives no promise.
    Example: tandem knowledge rules --brand northwind --text "my son is hurt" --intent refund --amount 120 --pool gig
    """
    given: dict[str, Any] = {name: value for name, value in locals().items() if name not in ("brand", "amount", "currency", "text", "json_")}
    with in_brand(brand, scoped=True) as brand_id:
        from tandem.core.kit.refusals import Invalid
        from tandem.core.knowledge.policies.facts import Facts
        from tandem.domain.knowledge.policies.queries import holders, meeting_of
        from tandem.foundation.tenancy.models import Brand

        own = Brand.objects.values_list("currency", flat=True).get(pk=brand_id)
        try:
            facts = Facts(text=_text(text), amount=_money(amount, currency or own), **given)
        except Invalid as refusal:
            fail(f"--{refusal.field.replace('_', '-')}: {refusal.message}")
        found = meeting_of(facts)
        say(as_json(found, holders(found)), json_, "\n".join(as_text(found, holders(found))))


def as_json(found: Meeting, names: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """A meeting as JSON."""
    return {
        "ai_may_answer": found.ai_may_answer,
        "limit": _said(found.limit),
        "escalations": [_met(one) | _goes_to(one) for one in found.escalations],
        "boundaries": [_bound(one) for one in found.boundaries],
        "disclosures": [_met(one) | {"when": _of(one, "moment"), "text": _of(one, "text")} for one in found.disclosures],
        "guides": [_met(one) for one in found.guides],
        "macros": [_met(one) for one in found.macros],
        "rights": [_held(one, names) for one in found.rights],
        "unsettled": [_met(one) for one in found.unsettled],
    }


def as_text(found: Meeting, names: dict[str, tuple[str, ...]]) -> list[str]:
    """A meeting as lines that people read."""
    told = as_json(found, names)
    lines = [f"The AI {'may' if found.ai_may_answer else 'may not'} answer this alone."]
    for kind, head in _HEADS.items():
        for row in told[kind]:
            doubt = "" if row.get("certain", True) or kind == "unsettled" else " (because something is unknown)"
            lines += [f"{head}: {row['title']}{doubt}", *_details(row)]
    for right in told["rights"]:
        reach = {True: "reaches", False: "does not reach", None: "may reach"}[right["covers"]]
        who = ", ".join(right["who"]) or "nobody has it"
        lines.append(f"Right: {right['class']}, {right['role']} up to {right['limit'] or 'any amount'} {reach}: {who}")
    return lines


def _details(row: dict[str, Any]) -> list[str]:
    lines = [f"  goes to {row['to']} within {row['within_minutes']} minutes"] if "to" in row else []
    if "may" in row:
        lines += [f"  may: {row['may'] or 'nothing, hand over'}; limit {row['limit'] or 'none'}", f"  the owner decides: {row['owner_decides']}"]
    lines += [f"  {row['when']}: {row['text']}"] if "text" in row else []
    return lines + [f"  {why['condition']}: {why['value']}" for why in row["why"] if why["condition"] != "always"]


def _met(one: Met) -> dict[str, Any]:
    why = [{"condition": reason.condition, "value": reason.value, "holds": reason.holds} for reason in one.reasons]
    return {"ref": one.policy.ref, "slug": one.policy.slug, "title": one.policy.title, "version": one.policy.version, "certain": one.certain, "why": why}


def _goes_to(one: Met) -> dict[str, Any]:
    target = _of(one, "to")
    return {
        "class": _of(one, "decision_class"), "to": f"{target.kind} {target.key}", "within_minutes": _of(one, "within_minutes"),
        "say": _of(one, "say"), "instructions": _of(one, "instructions"),
    }  # fmt: skip


def _bound(one: Bound) -> dict[str, Any]:
    why = [{"condition": reason.condition, "value": reason.value, "holds": reason.holds} for reason in one.reasons]
    return {
        "ref": one.policy.ref, "slug": one.policy.slug, "title": one.policy.title, "version": one.policy.version, "class": one.decision_class,
        "may": one.may, "limit": _said(one.limit), "days": one.days, "within": one.within, "owner_decides": one.owner_decides, "why": why,
    }  # fmt: skip


def _held(one: Held, names: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    right = one.right
    return {
        "class": right.decision_class, "role": right.role, "limit": _said(right.limit), "certification": right.certification,
        "covers": one.covers, "four_eyes": one.four_eyes, "who": list(names.get(right.role, ())),
    }  # fmt: skip


def _of(one: Met, name: str) -> Any:
    return getattr(one.policy.content, name)


def _said(money: Money | None) -> str:
    return f"{money.amount:f} {money.currency}" if money is not None else ""


def _text(given: str | None) -> str | None:
    if given is None or not given.startswith("@"):
        return given
    try:
        raw = Path(given[1:]).read_bytes()[-LARGEST_TEXT:]
    except OSError as error:
        fail(f"--text: {given[1:]}: cannot be read: {error.strerror}.")
    return raw.decode("utf-8", errors="replace")


def _money(amount: str, currency: str) -> Money | None:
    from tandem.core.kit.money import Money

    if not amount:
        return None
    try:
        money = Money.of(Decimal(amount), currency)
    except (InvalidOperation, ValueError, OverflowError):
        fail(f"--amount: expected an amount such as 120 or 19.99 and a currency such as GBP, got {amount} {currency}.")
    if money.amount != Decimal(amount) or money.minor < 0:
        fail(f"--amount: expected an amount that {currency} has, got {amount}.")
    return money
