"""Reading the shelf through for contradictions, and what people rule on them."""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.contradictions import Contradiction as Found
from tandem.core.knowledge.contradictions import Evidence, Shelved, contradictions
from tandem.core.knowledge.releases import checked_reason
from tandem.domain.knowledge.articles.actions.reembedding import sections_left
from tandem.domain.knowledge.articles.queries.shelf import ShelfSection, sections_of_shelf
from tandem.domain.knowledge.contradictions.access import check_may_rule_on
from tandem.domain.knowledge.contradictions.events import ContradictionRuled, ContradictionsFound
from tandem.domain.knowledge.contradictions.models import Contradiction, Ruling
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import Scope, scope, writing_in


def look_through(brand_id: int) -> int:
    """Compare everything in force with everything, and keep what disagrees. Safe to repeat; opens its own scopes.

    The comparison runs outside a transaction, since it takes seconds. While the shelf is embedded anew nothing is compared
    and what is known stands. Returns how many were not known before.
    """
    with scope(Scope(brands=(brand_id,), purpose="contradictions")):
        if sections_left(brand_id):
            return 0
        held = sections_of_shelf()
    by_place = {(one.article, one.section_ref): one for one in held}
    found = contradictions([Shelved(one.article, one.section_ref, one.title, one.heading, one.text, one.language, one.applies, one.meaning) for one in held])
    with scope(Scope(brands=(brand_id,), purpose="contradictions")):
        return keep(brand_id, found, places=by_place)


def keep(brand_id: int, found: tuple[Found, ...], *, places: dict[tuple[str, str], ShelfSection]) -> int:
    """Write what was found; what is found no more is gone. Returns how many were not known before."""
    now = clock.now()
    with writing_in(brand_id):
        known = {row.digest: row for row in Contradiction.objects.select_for_update()}
        fresh, seen = 0, set()
        for one in found:
            digest = _digest(one)
            seen.add(digest)
            values = {**_side("left", one.left, places), **_side("right", one.right, places), "seen_at": now, "gone_at": None, "score": one.score}
            row = known.get(digest)
            if row is None:
                Contradiction.objects.get_or_create(
                    brand_id=brand_id, digest=digest, defaults={**values, "kind": one.kind, "detail": one.detail[:200], "found_at": now}
                )
                fresh += 1
            else:
                Contradiction.objects.filter(pk=row.pk).update(**values)
        Contradiction.objects.filter(gone_at=None).exclude(digest__in=seen).update(gone_at=now)
        if fresh:
            publish(SYSTEM, brand_id, ContradictionsFound(fresh))
    return fresh


def rule(actor: Actor, row: Contradiction, *, confirmed: bool, reason: str = "") -> Ruling:
    """Confirm it (one of the two is to be mended) or dismiss it with a reason; what is dismissed is not listed again.

    Raises Forbidden, Invalid (`reason`), Refused (`settled`).
    """
    with writing_in(row.brand_id):
        check_may_rule_on(actor)
        why = reason.strip()[:400] if confirmed else checked_reason(reason)
        try:
            with transaction.atomic():  # the constraint ends the race of two people
                ruling: Ruling = Ruling.objects.create(
                    brand_id=row.brand_id, contradiction=row, confirmed=confirmed, reason=why, by_id=actor.membership_id, at=clock.now()
                )
        except IntegrityError as clash:
            raise Refused("Somebody has decided this already.", code="settled") from clash
        record(actor, row.brand_id, verb="contradiction.ruling", subject=row.ref, confirmed=confirmed)
        publish(actor, row.brand_id, ContradictionRuled(row.ref, confirmed))
        return ruling


def _digest(one: Found) -> str:
    said = sorted((one.left.article + "\n" + one.left.text, one.right.article + "\n" + one.right.text))
    return hashlib.sha256("\n\n".join(said).encode()).hexdigest()


def _side(side: str, evidence: Evidence, places: dict[tuple[str, str], ShelfSection]) -> dict[str, object]:
    held = places[evidence.article, evidence.section]
    return {f"{side}_id": held.version_id, f"{side}_section": evidence.section, f"{side}_start": evidence.span.start, f"{side}_end": evidence.span.end}
