"""Each law's guard, how to take it away, and the proofs that must then fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.db import connections


@dataclass(frozen=True)
class Guard:
    """What holds a law up. `remove` runs once, on a throw-away clone of the database or in the test process."""

    law: str
    remove: Callable[[], None]
    proofs: tuple[str, ...]


def sql(*statements: str) -> Callable[[], None]:
    def remove() -> None:
        with connections["owner"].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connections["owner"].close()

    return remove


def patch(where: str, name: str, value: object) -> Callable[[], None]:
    def remove() -> None:
        module, _, cls = where.partition(":")
        owner = import_module(module)
        setattr(getattr(owner, cls) if cls else owner, name, value)

    return remove


def rewrite_function(name: str, old: str, new: str) -> Callable[[], None]:
    """Replace a piece of a database function's source."""

    def remove() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [name])
            source = cursor.fetchone()[0]
            if old not in source:
                raise RuntimeError(f"{name} no longer holds {old!r}")
            cursor.execute(source.replace(old, new).replace("%", "%%") if "%" in source else source.replace(old, new))
        connections["owner"].close()

    return remove


def every(*steps: Callable[[], None]) -> Callable[[], None]:
    def remove() -> None:
        for step in steps:
            step()

    return remove


CONVERSATIONS = "tests/domain/test_conversations.py::"
WALLS = "tests/domain/test_walls.py::"

GUARDS: dict[str, Guard] = {
    "idempotency of messages": Guard(
        "L1",
        every(
            rewrite_function("conversations_facts", "of_client_id <> '' AND m.client_id = of_client_id", "false"),
            sql("DROP INDEX message_once"),
        ),
        (CONVERSATIONS + "test_the_same_client_id_posts_once",),
    ),
    "work and cursor in one transaction": Guard(
        "L1",
        rewrite_function("events_settled", "e.xid < pg_snapshot_xmin(pg_current_snapshot())", "true"),
        ("tests/foundation/test_consuming.py::test_an_event_of_an_open_transaction_below_is_waited_for",),
    ),
    "the horizon of live readers": Guard(
        "L2",
        rewrite_function("events_horizon", "pg_snapshot_xmin(pg_current_snapshot())::text::bigint", "9000000000000000000"),
        ("tests/foundation/test_live_property.py::test_a_client_that_joins_and_replays_misses_nothing_and_hears_nothing_that_was_not",),
    ),
    "one holder a contact": Guard(
        "L3",
        every(
            sql("DROP INDEX one_active_assignment"),
            patch("tandem.domain.service.conversations.actions.assigning", "check_assign", lambda facts: facts.contact),
            patch("tandem.domain.service.conversations.actions.assigning", "_start", lambda contact_id, now: ("chat", "con")),
        ),
        (CONVERSATIONS + "test_a_contact_has_one_holder", "tests/soak/test_races.py::test_a_short_race"),
    ),
    "capacity": Guard(
        "L3",
        sql("ALTER TABLE conversations_personload DROP CONSTRAINT load_within_capacity"),
        (CONVERSATIONS + "test_capacity_is_never_exceeded", "tests/soak/test_races.py::test_a_short_race"),
    ),
    "row-level security": Guard(
        "L5",
        sql("ALTER TABLE conversations_message DISABLE ROW LEVEL SECURITY"),
        (WALLS + "test_raw_sql_in_one_brands_scope_reads_and_changes_nothing_of_the_other",),
    ),
    "keys that hold the brand": Guard(
        "L5",
        sql("ALTER TABLE conversations_note DROP CONSTRAINT conversations_note_conversation_id_same_brand"),
        (WALLS + "test_a_row_cannot_be_written_into_or_hung_onto_the_other_brand",),
    ),
    "the manager's scope": Guard(
        "L5",
        patch("tandem.foundation.tenancy.tables:TenantManager", "get_queryset", lambda self: self._queryset_class(self.model)),
        ("tests/foundation/test_scope.py::test_nothing_is_seen_outside_a_scope",),
    ),
    "the vendor's wall": Guard(
        "L5",
        sql("DROP POLICY tenant ON tenancy_membership", "CREATE POLICY tenant ON tenancy_membership USING (true)"),
        (WALLS + "test_a_vendors_lead_sees_the_vendors_own_people_and_work_alone",),
    ),
    "the gates of live topics": Guard(
        "L5",
        patch("tandem.foundation.live.gates", "leads_floor", lambda listener, rest: True),
        (WALLS + "test_live_topics_of_the_other_brand_are_not_for_listening", WALLS + "test_a_vendors_lead_hears_the_vendors_own_floor_alone"),
    ),
    "the leash of live streams": Guard(
        "L5",
        rewrite_function("live_ended", "live_standing(s.person) IS DISTINCT FROM s.standing", "false"),
        ("tests/foundation/test_live_ends.py::test_a_stream_ends_with[the end of the membership]",),
    ),
    "the clearance of a reply": Guard(
        "L6",
        patch("tandem.core.service.clearance:Clearance", "covers", lambda self, conversation_id, text: True),
        (CONVERSATIONS + "test_an_experts_words_need_a_clearance_for_these_very_words",),
    ),
}
