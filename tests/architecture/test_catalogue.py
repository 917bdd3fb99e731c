"""What the database itself says: walls around every brand's table, real keys, a role that owns nothing."""

import pytest
from django.apps import apps
from django.db import connection

from tandem.config.personal_data import PERSONAL_DATA
from tandem.foundation.database.connections import APP_ROLE, OWNER_ROLE
from tandem.foundation.tenancy.tables import TenantModel

pytestmark = pytest.mark.django_db

# Tables outside row-level security, and why. Everything else belongs to a brand and has its wall.
GLOBAL = {
    "accounts_person": "a person is reached through memberships, which have walls",
    "accounts_attempt": "sign-in: how often somebody failed; before any brand is known",
    "accounts_servicetoken": "the brand is known only once the hash was found",
    "account_emailaddress": "sign-in: before any brand is known",
    "account_emailconfirmation": "sign-in: before any brand is known",
    "mfa_authenticator": "sign-in: second factors of a person",
    "usersessions_usersession": "sign-in: where a person is signed in",
    "django_session": "sign-in: the session itself",
    "auth_group": "Django's own; unused, empty",
    "auth_group_permissions": "Django's own; unused, empty",
    "auth_permission": "Django's own; names of models",
    "django_content_type": "Django's own; names of models",
    "django_migrations": "Django's own; what was migrated",
    "tenancy_brand": "what any visitor of a brand's chat page may see",
    "tenancy_vendor": "a vendor serves several brands; its name alone",
    "conversations_personload": "capacity is summed across brands; numbers alone, written by a trigger",
    "experts_availability": "a person is free or not for all brands at once; no brand's text",
    "experts_spell": "a person's time, across brands; no brand's text",
    "events_cursor": "how far workers have read; positions alone",
    "events_setback": "what workers try again, whatever its brand",
    "live_ticket": "the right to one stream, a hash for seconds",
    "mail_letter": "the outbox: mail about sign-in has no brand; text goes once it was sent",
    "procrastinate_jobs": "the job library's own; arguments are ids",
    "procrastinate_events": "the job library's own",
    "procrastinate_workers": "the job library's own",
    "procrastinate_periodic_defers": "the job library's own",
}
# Functions that run with the owner's rights, so look past the walls, and why they may.
PAST_THE_WALLS = {
    "events_add_partitions": "makes tables, which the application may not",
    "events_after": "one reader serves the live streams of all brands; gates decide who hears",
    "events_settled": "one reader serves the workers of all brands; each event runs in its brand's scope",
    "events_by_id": "a worker tries a failed event again, in its brand's scope",
    "conversations_keep_load": "a trigger: keeps a person's load over all brands in step with assignments",
    "conversations_set_capacity": "writes a capacity, which is a person's over all brands",
    "knowledge_forget_writers": "a trigger: a draft thrown away takes its writers with it",
    "knowledge_keep_proposer": "a trigger: whoever proposed a wording counts as one of its writers, where the application cannot write",
    "knowledge_keep_writer": "a trigger: who wrote a version is kept where the application cannot write",
    "knowledge_renew": "a trigger: moves the expiry of what is in force, which the application may not",
    "live_standing": "one reader ends the streams of all brands; a digest alone",
    "knowledge_search": "text search is not leakproof; it filters by the scope's brands itself",
}
# Foreign keys of a brand's table to another brand's table that have no composite key, and why.
SIMPLE_KEYS: dict[tuple[str, str], str] = {}


def rows(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def column(query, *values):
    return {row[0] for row in rows(query, *values)}


def tables(condition="true"):
    return column(
        "SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        f" WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition AND {condition}"
    )


def tenant_models():
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


@pytest.mark.proves("L5", "C51")
def test_every_table_is_behind_a_wall_or_on_the_written_list():
    open_tables = tables("NOT relrowsecurity")
    assert sorted(open_tables - set(GLOBAL)) == []
    assert sorted(set(GLOBAL) - tables()) == [], "a listed table is gone"
    assert sorted(set(GLOBAL) & tables("relrowsecurity")) == [], "a listed table has a wall by now"


@pytest.mark.proves("L5", "C51")
def test_every_brands_table_has_one_policy_that_asks_for_the_scope():
    policies = {
        table: (using, check, command, permissive)
        for table, using, check, command, permissive in rows(
            "SELECT tablename::text, qual, with_check, cmd, permissive FROM pg_policies"
            " WHERE schemaname = 'public'"
        )
    }
    walls = rows("SELECT tablename FROM pg_policies WHERE schemaname = 'public'")
    assert len(policies) == len(walls), "a second permissive policy would widen the first"
    wanted = {model._meta.db_table for model in tenant_models()} | {"events_event"}
    assert sorted(wanted - set(policies)) == []
    assert sorted(wanted - tables("relrowsecurity")) == []
    for table in sorted(wanted):
        using, check, command, permissive = policies[table]
        assert "tandem.brands" in using, table
        assert (check or using).startswith("("), table
        assert "tandem.brands" in (check or using), table
        assert (command, permissive) == ("ALL", "PERMISSIVE"), table


def test_every_wall_stands_around_a_table_that_python_guards_too():
    guarded = {model._meta.db_table for model in tenant_models()}
    assert sorted(tables("relrowsecurity") - guarded) == ["events_event"]


@pytest.mark.proves("L5")
def test_every_key_between_brands_tables_holds_the_brand_too():
    composite = {
        (table, tuple(columns), target)
        for table, target, columns in rows(
            "SELECT conrelid::regclass::text, confrelid::regclass::text,"
            " array_agg(a.attname::text ORDER BY k.n)"
            " FROM pg_constraint, unnest(conkey) WITH ORDINALITY k(attnum, n), pg_attribute a"
            " WHERE contype = 'f' AND convalidated AND a.attrelid = conrelid AND a.attnum = k.attnum"
            " GROUP BY pg_constraint.oid, 1, 2"
        )
    }
    missing, simple = [], []
    for model in tenant_models():
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not field.is_relation or not issubclass(target, TenantModel):
                continue
            key = (model._meta.db_table, ("brand_id", field.column), target._meta.db_table)
            if key not in composite and key[::2] not in SIMPLE_KEYS:
                missing.append(f"{key[0]}.{field.column} -> {key[2]}")
            if field.db_constraint:
                simple.append(f"{key[0]}.{field.column} has db_constraint: a plain key looks past the wall")
    assert missing == []
    assert simple == []


def test_a_key_without_a_constraint_points_into_a_brands_table():
    """`db_constraint=False` is for the composite keys alone: any other key keeps its plain constraint."""
    assert [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("tandem.")
        for field in model._meta.concrete_fields
        if field.is_relation and not field.db_constraint
        if not (issubclass(model, TenantModel) and issubclass(field.related_model, TenantModel))
    ] == []


@pytest.mark.proves("L5")
def test_the_applications_role_is_nobody_special():
    assert rows("SELECT current_user::text") == [(APP_ROLE,)]
    powers = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles"
    assert rows(f"{powers} WHERE rolname = %s", APP_ROLE) == [(False,) * 5]
    assert rows(f"{powers} WHERE rolname = %s AND NOT rolcanlogin", OWNER_ROLE) == [(False,) * 5]
    assert rows("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", APP_ROLE) == []


def test_the_applications_role_owns_nothing_and_makes_nothing():
    owned = (
        "SELECT relname::text FROM pg_class WHERE relowner = to_regrole(%s)"
        " UNION ALL SELECT proname::text FROM pg_proc WHERE proowner = to_regrole(%s)"
        " UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspowner = to_regrole(%s)"
        " UNION ALL SELECT datname::text FROM pg_database WHERE datdba = to_regrole(%s)"
    )
    assert rows(owned, *[APP_ROLE] * 4) == []
    assert rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", APP_ROLE) == [(False,)]


def test_the_applications_role_cannot_empty_or_rewire_a_table():
    """TRUNCATE asks no policy; a trigger or a reference would run past one."""
    held = (
        "SELECT relname::text, privilege FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace,"
        " unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS privilege"
        " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND has_table_privilege(%s, c.oid, privilege)"
    )
    assert rows(held, APP_ROLE) == []


@pytest.mark.proves("L5")
def test_no_right_on_a_partition():
    """A partition that is asked directly would not apply its parent's policy."""
    partitions = column("SELECT oid::regclass::text FROM pg_class WHERE relispartition AND relkind = 'r'")
    assert {"events_event_p0", "events_event_p1"} <= partitions
    held = (
        "SELECT c.oid::regclass::text, privilege FROM pg_class c,"
        " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege"
        " WHERE relispartition AND relkind = 'r' AND has_table_privilege(%s, c.oid, privilege)"
    )
    assert rows(held, APP_ROLE) == []


@pytest.mark.parametrize("table", ["events_event", "audit_entry", "conversations_message"])
def test_what_happened_cannot_be_rewritten(table):
    held = "SELECT has_table_privilege(%s, %s, 'UPDATE'), has_table_privilege(%s, %s, 'DELETE')"
    assert rows(held, APP_ROLE, table, APP_ROLE, table) == [(False, False)]


def test_functions_with_the_owners_rights_are_few_and_pinned():
    """Each names its search path, belongs to the owner, and is not everybody's to call."""
    found = {
        name: (owner, settings or [], public)
        for name, owner, settings, public in rows(
            "SELECT proname::text, pg_get_userbyid(proowner)::text, proconfig,"
            " EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE nspname = 'public' AND prosecdef"
        )
    }
    assert sorted(found) == sorted(PAST_THE_WALLS)
    for name, held in found.items():
        assert held == (OWNER_ROLE, ["search_path=public, pg_temp"], False), name


def test_no_view_and_no_rule_looks_past_the_walls():
    views = "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
    assert rows(f"{views} WHERE nspname = 'public' AND relkind IN ('v', 'm')") == []
    assert rows("SELECT tablename FROM pg_rules WHERE schemaname = 'public'") == []


def test_every_constraint_is_in_force():
    assert rows("SELECT conname FROM pg_constraint WHERE NOT convalidated") == []
    asleep = column("SELECT tgname::text FROM pg_trigger WHERE tgenabled = 'D' AND NOT tgisinternal")
    # The job library's wake-up calls inside a transaction would let commits through one at a time only.
    assert sorted(asleep) == [
        "procrastinate_jobs_notify_queue_job_aborted_v1",
        "procrastinate_jobs_notify_queue_job_inserted_v1",
    ]


def test_what_is_personal_stands_in_columns_that_exist():
    named = {(table, name) for table, names in PERSONAL_DATA.items() for name in names}
    held = set(rows("SELECT table_name::text, column_name::text FROM information_schema.columns"))
    assert sorted(named - held) == []


# Words in a brand's tables that stand in no list of what is personal, and why.
IMPERSONAL = {
    "ai_generation.fate_reason": "a code, or a likeness in figures",
    "articles_article": "approved knowledge: two people read it before it is anybody's",
    "articles_redirect": "an address of approved knowledge",
    "articles_section": "approved knowledge",
    "articles_version": "approved knowledge; why it was changed is registered",
    "channels_chatsettings": "what the brand says to every visitor",
    "contradictions_contradiction.detail": "two numbers or words of approved articles",
    "experts_expert.headline": "what an expert says of themselves, theirs to change",
    "idempotency_entrykey.client_id": "a key that a program made",
    "queues_queue": "what the brand calls its queues",
}


def test_what_people_write_freely_is_registered_as_personal_or_says_why_not():
    """A hundred characters and more that somebody may fill: a name, a story."""
    wide = rows(
        "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c WHERE c.table_schema = 'public'"
        " AND (c.data_type = 'text' OR c.character_maximum_length >= 100) AND EXISTS (SELECT 1 FROM information_schema.columns b"
        " WHERE b.table_schema = 'public' AND b.table_name = c.table_name AND b.column_name = 'brand_id')"
    )
    registered = {(table, name) for table, names in PERSONAL_DATA.items() for name in names}
    left = {(table, name) for table, name in wide if not table.startswith(("events_", "audit_"))} - registered
    assert sorted(f"{table}.{name}" for table, name in left if table not in IMPERSONAL and f"{table}.{name}" not in IMPERSONAL) == []
