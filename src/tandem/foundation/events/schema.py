"""The event table in SQL: partitioned by id, read across brands only through the owner's functions."""

from __future__ import annotations

EVENT_TABLE = """
CREATE TABLE events_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    brand_id bigint NOT NULL,
    kind text NOT NULL,
    stream text NOT NULL,
    shard smallint NOT NULL,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    data jsonb NOT NULL,
    topics text[] NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX events_event_order ON events_event (xid, id);
CREATE INDEX events_event_brand ON events_event (brand_id, xid, id);
ALTER TABLE events_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events_event
    USING (brand_id = ANY ((SELECT string_to_array(current_setting('tandem.brands', true), ',')::bigint[])::bigint[]));
REVOKE UPDATE, DELETE ON events_event FROM tandem_app;

-- Partitions hold ten million events. They are never named by the application: its rights on them are withdrawn,
-- since a partition asked directly would not apply its parent's policy.
CREATE FUNCTION events_add_partitions() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    size CONSTANT bigint := 10000000;
    newest bigint := coalesce((SELECT max(id) FROM events_event), 0);
    part bigint;
    label text;
BEGIN
    PERFORM pg_advisory_xact_lock(7212027);
    FOR part IN newest / size .. newest / size + 1 LOOP
        label := 'events_event_p' || part;
        IF to_regclass(label) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF events_event FOR VALUES FROM (%s) TO (%s)', label, part * size, (part + 1) * size);
            EXECUTE format('REVOKE ALL ON %I FROM tandem_app', label);
        END IF;
    END LOOP;
END $$;
SELECT events_add_partitions();
"""

# Everything committed and visible after a cursor, with the horizon below which nothing can still appear.
READERS = """
CREATE FUNCTION events_horizon() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint $$;

CREATE FUNCTION events_after(from_xid bigint, from_id bigint, most integer)
RETURNS TABLE (id bigint, xid bigint, brand_id bigint, kind text, at timestamptz, actor jsonb, data jsonb, topics text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.id, e.xid::text::bigint, e.brand_id, e.kind, e.at, e.actor, e.data, e.topics FROM events_event e
    WHERE (e.xid, e.id) > (from_xid::text::xid8, from_id) ORDER BY e.xid, e.id LIMIT most
$$;

CREATE FUNCTION events_settled(from_xid bigint, from_id bigint, of_shard smallint, of_kinds text[], most integer)
RETURNS TABLE (id bigint, xid bigint, brand_id bigint, kind text, at timestamptz, actor jsonb, data jsonb, topics text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.id, e.xid::text::bigint, e.brand_id, e.kind, e.at, e.actor, e.data, e.topics FROM events_event e
    WHERE (e.xid, e.id) > (from_xid::text::xid8, from_id) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
      AND e.shard = of_shard AND e.kind = ANY (of_kinds)
    ORDER BY e.xid, e.id LIMIT most
$$;

CREATE FUNCTION events_by_id(wanted bigint)
RETURNS TABLE (id bigint, xid bigint, brand_id bigint, kind text, at timestamptz, actor jsonb, data jsonb, topics text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.id, e.xid::text::bigint, e.brand_id, e.kind, e.at, e.actor, e.data, e.topics FROM events_event e WHERE e.id = wanted
$$;
"""
DROP = """
DROP FUNCTION events_by_id(bigint);
DROP FUNCTION events_settled(bigint, bigint, smallint, text[], integer);
DROP FUNCTION events_after(bigint, bigint, integer);
DROP FUNCTION events_horizon();
DROP FUNCTION events_add_partitions();
DROP TABLE events_event;
"""
