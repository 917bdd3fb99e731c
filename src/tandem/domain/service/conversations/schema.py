"""The hot path in SQL: facts under a lock, and one function that writes. No rule is decided here."""

from __future__ import annotations

# VOLATILE functions take a new snapshot for each statement: what is read after the lock is what the lock protects.
FACTS = """
CREATE FUNCTION conversations_facts(wanted bigint, of_author text, of_client_id text)
RETURNS TABLE (id bigint, ref text, state text, version integer, messages integer, queue_id bigint,
    contact_id bigint, contact_state text, contact_queue_id bigint, opened_at timestamptz, answered_at timestamptz,
    assignment_id bigint, membership_id bigint, desk text, vendor text, twin_id bigint, twin_ref text, twin_number integer, twin_text text,
    channel text, grace_seconds integer)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM 1 FROM conversations_conversation c WHERE c.id = wanted FOR UPDATE;
    RETURN QUERY SELECT c.id, c.ref::text, c.state::text, c.version, c.messages, c.queue_id,
        k.id, k.state::text, k.queue_id, k.opened_at, k.answered_at,
        a.id, a.membership_id, coalesce(b.ref, '')::text, coalesce(v.ref, '')::text, m.id, m.ref::text, m.number, m.text,
        c.channel::text, q.reply_grace_seconds
    FROM conversations_conversation c
    JOIN queues_queue q ON q.id = c.queue_id
    LEFT JOIN conversations_contact k ON k.conversation_id = c.id AND k.state IN ('waiting', 'assigned')
    LEFT JOIN conversations_assignment a ON a.contact_id = k.id AND a.ended_at IS NULL
    LEFT JOIN tenancy_membership b ON b.id = a.membership_id
    LEFT JOIN tenancy_vendor v ON v.id = a.vendor_id
    LEFT JOIN conversations_message m ON m.conversation_id = c.id AND of_client_id <> '' AND m.client_id = of_client_id AND m.author = of_author
    WHERE c.id = wanted;
END $$;
"""

POST = """
CREATE FUNCTION conversations_post(
    of_brand bigint, of_conversation bigint, of_contact bigint, of_number integer, of_ref text, of_author text, of_membership bigint,
    of_text text, of_code text, of_facts jsonb, of_generation bigint, of_client_id text, of_at timestamptz,
    of_answered boolean, of_reply_due timestamptz, of_clear_due boolean, of_unsnooze boolean, of_preview text, of_files bigint[],
    event_kind text, event_stream text, event_shards integer, event_actor jsonb, event_data jsonb, event_topics text[],
    OUT message_id bigint, OUT event_id bigint, OUT event_xid bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO conversations_message (brand_id, conversation_id, contact_id, number, ref, author, membership_id, text,
        code, facts, generation_id, client_id, sent_at)
    VALUES (of_brand, of_conversation, of_contact, of_number, of_ref, of_author, of_membership, of_text, of_code, of_facts, of_generation, of_client_id, of_at)
    RETURNING id INTO message_id;
    IF cardinality(of_files) > 0 THEN
        INSERT INTO conversations_attachment (brand_id, conversation_id, message_id, file_id, position)
        SELECT of_brand, of_conversation, message_id, f.id, f.n FROM unnest(of_files) WITH ORDINALITY AS f(id, n);
    END IF;
    UPDATE conversations_conversation SET version = version + 1, messages = of_number,
        last_author = CASE WHEN of_author = 'system' THEN last_author ELSE of_author END,
        last_text = CASE WHEN of_author = 'system' THEN last_text ELSE left(of_preview, 160) END,
        subject = CASE WHEN subject = '' AND of_author = 'customer' THEN left(of_preview, 120) ELSE subject END,
        snoozed_until = CASE WHEN of_unsnooze THEN NULL ELSE snoozed_until END,
        last_at = of_at
    WHERE id = of_conversation;
    IF of_answered THEN
        UPDATE conversations_contact SET answered_at = of_at WHERE id = of_contact;
    END IF;
    IF of_reply_due IS NOT NULL THEN
        UPDATE conversations_assignment SET reply_due_at = of_reply_due WHERE contact_id = of_contact AND ended_at IS NULL AND reply_due_at IS NULL;
    ELSIF of_clear_due THEN
        UPDATE conversations_assignment SET reply_due_at = NULL WHERE contact_id = of_contact AND ended_at IS NULL AND reply_due_at IS NOT NULL;
    END IF;
    INSERT INTO events_event (brand_id, kind, stream, shard, at, actor, data, topics)
    VALUES (of_brand, event_kind, event_stream, abs(hashtext(event_stream)) % event_shards, of_at, event_actor,
        event_data || jsonb_build_object('message_id', message_id), event_topics)
    RETURNING id, xid::text::bigint INTO event_id, event_xid;
END $$;
"""

# The load of a person follows the assignments in the same transaction, whoever writes them; the CHECK refuses what
# would exceed the capacity. The application's role cannot write the load itself.
LOAD = """
CREATE FUNCTION conversations_keep_load() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.ended_at IS NULL THEN
            INSERT INTO conversations_personload AS l (person_id, load, capacity) VALUES (NEW.person_id, NEW.weight, 12)
            ON CONFLICT (person_id) DO UPDATE SET load = l.load + excluded.load;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.person_id <> OLD.person_id OR NEW.weight <> OLD.weight
            OR NEW.contact_id <> OLD.contact_id OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL) THEN
            RAISE EXCEPTION 'an assignment cannot change its person, weight or contact, nor begin anew' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL THEN
            UPDATE conversations_personload SET load = load - OLD.weight WHERE person_id = OLD.person_id;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.ended_at IS NULL THEN
        UPDATE conversations_personload SET load = load - OLD.weight WHERE person_id = OLD.person_id;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER keep_load BEFORE INSERT OR UPDATE OR DELETE ON conversations_assignment FOR EACH ROW EXECUTE FUNCTION conversations_keep_load();

CREATE FUNCTION conversations_set_capacity(of_person bigint, of_capacity integer) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public, pg_temp AS
$$ INSERT INTO conversations_personload (person_id, load, capacity) VALUES (of_person, 0, of_capacity)
   ON CONFLICT (person_id) DO UPDATE SET capacity = excluded.capacity $$;
"""

# A vendor's lead sees the conversations that the vendor's own people hold or held.
TOUCHED = (
    "nullif(current_setting('tandem.vendor', true), '') IS NULL OR EXISTS (SELECT 1 FROM conversations_assignment a"
    " WHERE a.conversation_id = {key} AND a.vendor_id = nullif(current_setting('tandem.vendor', true), '')::bigint)"
)
