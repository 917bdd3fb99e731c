"""Profiles, competences and availability."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from tandem.core.kit.refusals import Absent, Invalid
from tandem.core.service.weights import FULL
from tandem.domain.workforce.experts.events import AvailabilityChanged, ExpertChanged
from tandem.domain.workforce.experts.models import COMPETENCES, Availability, Competence, Expert, Spell
from tandem.foundation import clock
from tandem.foundation.accounts.actions import change_member, invite
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership, Pool
from tandem.foundation.tenancy.queries import vendor_ref_of
from tandem.foundation.tenancy.scope import writing_in

AWAY_REASONS = ("break", "lunch", "training", "technical", "meeting", "personal", "missed_offers")
LEAST_CAPACITY = 3  # one e-mail


def create_expert(actor: Actor, brand_id: int, *, membership: Membership, headline: str = "", languages: Sequence[str] = ("en",)) -> Expert:
    """The profile of a member who answers customers. Raises Invalid when the member is in no pool."""
    if membership.pool_id is None:
        raise Invalid("An expert belongs to a pool. Choose one first.", field="pool")
    with writing_in(brand_id):
        expert, made = Expert.objects.get_or_create(
            brand_id=brand_id, membership=membership, defaults={"person_id": membership.person_id, "headline": headline[:160], "created_at": clock.now()}
        )
        if made:
            for language in languages:
                grant(actor, brand_id, expert, kind="language", key=language, level=5)
            record(actor, brand_id, verb="expert.created", subject=expert.ref)
    return expert


def enlist(
    actor: Actor, brand_id: int, *, email: str, name: str, roles: Sequence[str], pool: Pool | None, languages: Sequence[str] = ("en",)
) -> Membership:  # fmt: skip
    """Invite somebody into the brand; who is to answer customers gets a profile too. Raises Invalid, Refused."""
    with writing_in(brand_id):
        member = invite(actor, brand_id, email=email, name=name, roles=roles, pool=pool)
        if "expert" in member.roles:
            create_expert(actor, brand_id, membership=member, languages=languages)
    return member


def change_role(actor: Actor, brand_id: int, ref: str, *, name: str, roles: Sequence[str], pool: Pool | None) -> Membership:
    """Another name, other roles, another pool; who answers customers from now on gets a profile. Raises Absent, Invalid, Refused."""
    with writing_in(brand_id):
        member = change_member(actor, brand_id, ref, name=name, roles=roles, pool=pool)
        expert = Expert.objects.filter(membership=member).select_related("membership").first()
        if "expert" in member.roles:
            expert = expert or create_expert(actor, brand_id, membership=member)
        if expert is not None:
            _take_work(actor, expert, takes_work="expert" in member.roles)
    return member


def _take_work(actor: Actor, expert: Expert, *, takes_work: bool) -> None:
    expert.takes_work = takes_work
    expert.save(update_fields=["takes_work"])
    _announce(actor, expert)


def take_work(actor: Actor, brand_id: int, expert: Expert, *, takes_work: bool) -> None:
    """Take this brand's work, or leave it for a while; the other brands of the person go on."""
    with writing_in(brand_id):
        Expert.objects.filter(pk=expert.pk).update(takes_work=takes_work)
        record(actor, brand_id, verb="expert.takes_work" if takes_work else "expert.pauses", subject=expert.ref)
        _announce(actor, expert)


def grant(
    actor: Actor, brand_id: int, expert: Expert, *, kind: str, key: str, level: int = 3, expires_at: datetime | None = None
) -> Competence:  # fmt: skip
    """Give or change a competence. Raises Invalid."""
    if kind not in dict(COMPETENCES):
        raise Invalid("A competence is one of: %(choices)s.", named={"choices": ", ".join(dict(COMPETENCES))}, field="kind")
    if not 1 <= level <= 5:
        raise Invalid("A level is between 1 and 5.", field="level")
    if not key or len(key) > 40:
        raise Invalid("Name the competence in at most 40 characters.", field="key")
    with writing_in(brand_id):
        competence, _ = Competence.objects.update_or_create(
            brand_id=brand_id, expert=expert, kind=kind, key=key,
            defaults={"level": level, "granted_at": clock.now(), "expires_at": expires_at, "granted_by_id": actor.membership_id},
        )  # fmt: skip
        record(actor, brand_id, verb="competence.granted", subject=expert.ref, kind=kind, key=key, level=level)
        _announce(actor, expert)
    return competence


def withdraw(actor: Actor, brand_id: int, expert: Expert, *, kind: str, key: str) -> None:
    """End a competence now; the row stays as history. Raises Absent."""
    with writing_in(brand_id):
        changed = Competence.objects.filter(expert=expert, kind=kind, key=key).update(expires_at=clock.now())
        if not changed:
            raise Absent("There is no such competence.")
        record(actor, brand_id, verb="competence.withdrawn", subject=expert.ref, kind=kind, key=key)
        _announce(actor, expert)


def set_capacity(actor: Actor, brand_id: int, expert: Expert, *, capacity: int) -> None:
    """How much the person takes at once, in twelfths (12 = three chats), across all brands. Raises Invalid."""
    if not LEAST_CAPACITY <= capacity <= 2 * FULL:
        raise Invalid(
            "A capacity is between %(least_capacity)s and %(full)s twelfths.", named={"least_capacity": LEAST_CAPACITY, "full": 2 * FULL}, field="capacity"
        )
    with writing_in(brand_id):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT conversations_set_capacity(%s, %s)", [expert.person_id, capacity])
        except IntegrityError as error:  # the CHECK on the load: they hold more than that now
            raise Invalid("The person holds more than that now. Lower it when they have finished.", field="capacity") from error
        record(actor, brand_id, verb="capacity.set", subject=expert.ref, capacity=capacity)
        _announce(actor, expert)


def set_availability(
    actor: Actor, members: Sequence[Membership], *, state: str, reason: str = "", until: datetime | None = None
) -> Availability:  # fmt: skip
    """Go online, away (with a reason) or offline; told in each of the person's brands. Raises Invalid."""
    if state not in ("online", "away", "offline", "wrap_up"):
        raise Invalid("Choose online, away or offline.", field="state")
    if state == "away" and reason not in AWAY_REASONS:
        raise Invalid("Say why: %(choices)s.", named={"choices": ", ".join(AWAY_REASONS)}, field="reason")
    person_id = members[0].person_id
    if any(member.person_id != person_id for member in members):
        raise Invalid("These are memberships of different people.")
    return change_availability(actor, person_id, state=state, reason=reason, until=until)


def change_availability(actor: Actor, person_id: int, *, state: str, reason: str = "", until: datetime | None = None) -> Availability:
    """As `set_availability`, for steps and deadlines that know the person already."""
    now = clock.now()
    before = Availability.objects.select_for_update().filter(pk=person_id).first()
    after = Availability(
        person_id=person_id, state=state, reason=reason if state == "away" else "", since=now, until=until, seen_at=now,
        idle_since=now if before is None or before.state == "offline" else before.idle_since,
        lapses=0 if state == "online" or before is None else before.lapses,
    )  # fmt: skip
    after.save(force_insert=before is None, force_update=before is not None)
    if before is None or (before.state, before.reason) != (after.state, after.reason):
        if before is None or _is_working(before.state) != _is_working(after.state) or before.reason != after.reason:
            _new_spell(after, now)
        for expert in Expert.objects.filter(person_id=person_id).select_related("membership"):
            with writing_in(expert.brand_id, savepoint=False):
                publish(actor, expert.brand_id, _changed(expert, after))
    return after


def _is_working(state: str) -> bool:
    """Wrap-up is part of a working spell."""
    return state in ("online", "wrap_up")


def seen(person_id: int) -> None:
    """The person's desk or app is there: the heartbeat."""
    Availability.objects.filter(pk=person_id, seen_at__lt=clock.now() - timedelta(seconds=5)).update(seen_at=clock.now())


def busy_until_now(person_id: int) -> None:
    """The person goes to the end of the line of the idle."""
    Availability.objects.filter(pk=person_id).update(idle_since=clock.now())


def _new_spell(availability: Availability, now: datetime) -> None:
    Spell.objects.filter(person_id=availability.pk, ended_at__isnull=True).update(ended_at=now)
    if availability.state != "offline":
        Spell.objects.create(person_id=availability.pk, state=availability.state, reason=availability.reason, began_at=now)


def _changed(expert: Expert, availability: Availability) -> AvailabilityChanged:
    return AvailabilityChanged(
        expert=expert.ref,
        desk=expert.membership.ref,
        vendor=vendor_ref_of(expert.membership.vendor_id),
        person_id=expert.person_id,
        state=availability.state,
        reason=availability.reason,
    )


def _announce(actor: Actor, expert: Expert) -> None:
    publish(actor, expert.brand_id, ExpertChanged(expert=expert.ref, desk=expert.membership.ref, vendor=vendor_ref_of(expert.membership.vendor_id)))
