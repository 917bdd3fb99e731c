"""The ends of streams in SQL: one reader asks for all brands at once."""

from __future__ import annotations

# Changes with everything that decides what a person may hear: whether they may sign in, their password, their memberships.
STANDING = """
CREATE FUNCTION live_standing(asked bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT md5(concat_ws('|', p.is_active, p.password, (
        SELECT string_agg(concat_ws(':', m.id, m.roles, m.vendor_id), ',' ORDER BY m.id)
        FROM tenancy_membership m WHERE m.person_id = p.id AND m.ended_at IS NULL
    ))) FROM accounts_person p WHERE p.id = asked
$$;
"""
ENDED = """
CREATE FUNCTION live_ended(people bigint[], sessions text[], tokens bigint[], standings text[], at timestamptz)
RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT s.place FROM unnest(people, sessions, tokens, standings) WITH ORDINALITY AS s (person, session, token, standing, place)
    WHERE (s.session <> '' AND NOT EXISTS (SELECT FROM django_session d WHERE d.session_key = s.session AND d.expire_date > at))
       OR (s.token <> 0 AND NOT EXISTS (
           SELECT FROM accounts_servicetoken t WHERE t.id = s.token AND t.revoked_at IS NULL AND t.expires_at > at))
       OR (s.person <> 0 AND live_standing(s.person) IS DISTINCT FROM s.standing)
$$;
"""
