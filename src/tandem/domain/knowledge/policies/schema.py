"""The guard over decision rights: a row of `rights` says what one released version says, and nothing else. The end of guide runs."""

from __future__ import annotations

# The rights stand on the lowest storey and cannot know versions; this room, above both, holds them together.
RIGHTS_GUARD = """
CREATE FUNCTION policies_right_is_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM articles_version v JOIN articles_article a ON a.id = v.article_id AND a.brand_id = v.brand_id
        WHERE a.brand_id = NEW.brand_id AND a.kind = 'right' AND a.ref = NEW.source AND v.number = NEW.version
          AND v.valid_from = NEW.valid_from AND v.expires_at IS NOT DISTINCT FROM NEW.ends_at
          AND v.valid_until IS NOT DISTINCT FROM NEW.ended_at
          AND v.content ->> 'class' = NEW.decision_class AND v.content ->> 'role' = NEW.role
          AND coalesce(v.content ->> 'certification', '') = NEW.certification
          AND (v.content #>> '{limit,minor}')::bigint IS NOT DISTINCT FROM NEW.limit_minor
          AND coalesce(v.content #>> '{limit,currency}', '') = NEW.limit_currency
          AND (v.content #>> '{four_eyes_above,minor}')::bigint IS NOT DISTINCT FROM NEW.four_eyes_above_minor
          AND coalesce(v.content #>> '{four_eyes_above,currency}', '') = NEW.four_eyes_currency
        FOR SHARE OF v;  -- the version cannot end between this look and the commit, unseen by the trigger below
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a right says what a released version says' USING ERRCODE = 'check_violation', CONSTRAINT = 'rights_guard';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policies_right_is_released BEFORE INSERT OR UPDATE ON rights_right
    FOR EACH ROW EXECUTE FUNCTION policies_right_is_released();
"""
DROP_RIGHTS_GUARD = """
DROP TRIGGER policies_right_is_released ON rights_right;
DROP FUNCTION policies_right_is_released();
"""

# A right ends in the transaction that ends its version, or moves its expiry: nobody has it for as long as a worker takes.
RIGHTS_END = """
CREATE FUNCTION policies_rights_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE rights_right r SET ends_at = NEW.expires_at, ended_at = NEW.valid_until
    FROM articles_article a
    WHERE a.id = NEW.article_id AND a.brand_id = NEW.brand_id AND a.kind = 'right'
      AND r.brand_id = NEW.brand_id AND r.source = a.ref AND r.version = NEW.number
      AND (r.ends_at, r.ended_at) IS DISTINCT FROM (NEW.expires_at, NEW.valid_until);
    RETURN NULL;
END $$;
CREATE TRIGGER policies_rights_end AFTER UPDATE OF expires_at, valid_until ON articles_version
    FOR EACH ROW WHEN (NEW.valid_from IS NOT NULL) EXECUTE FUNCTION policies_rights_end();
"""
DROP_RIGHTS_END = """
DROP TRIGGER policies_rights_end ON articles_version;
DROP FUNCTION policies_rights_end();
"""

# That a run ended is written on it with its finish, so that an index can hold one open run alone.
RUN_ENDS = """
CREATE FUNCTION policies_run_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE policies_guiderun SET ended_at = NEW.at WHERE id = NEW.run_id AND brand_id = NEW.brand_id;
    RETURN NULL;
END $$;
CREATE TRIGGER policies_run_ends AFTER INSERT ON policies_guidefinish FOR EACH ROW EXECUTE FUNCTION policies_run_ends();
"""
DROP_RUN_ENDS = "DROP TRIGGER policies_run_ends ON policies_guidefinish; DROP FUNCTION policies_run_ends();"

# What was walked before: each run names its guide; of several open runs of one guide in a conversation the newest goes on.
RUNS_FROM_BEFORE = """
UPDATE policies_guiderun r SET guide_id = v.article_id FROM articles_version v WHERE v.id = r.version_id AND v.brand_id = r.brand_id;
INSERT INTO policies_guidefinish (brand_id, run_id, outcome, step, by_id, at)
SELECT r.brand_id, r.id, 'stopped', coalesce(
           (SELECT a."then" FROM policies_guideanswer a WHERE a.run_id = r.id ORDER BY a.number DESC LIMIT 1),
           (SELECT v.content #>> '{steps,0,key}' FROM articles_version v WHERE v.id = r.version_id)
       ), r.by_id, r.newest
FROM (
    SELECT o.*, max(o.started_at) OVER same AS newest, row_number() OVER (same ORDER BY o.started_at DESC, o.id DESC) AS place
    FROM policies_guiderun o
    WHERE o.conversation <> '' AND NOT EXISTS (SELECT FROM policies_guidefinish f WHERE f.run_id = o.id)
    WINDOW same AS (PARTITION BY o.brand_id, o.conversation, o.guide_id)
) r WHERE r.place > 1;
UPDATE policies_guiderun r SET ended_at = f.at FROM policies_guidefinish f WHERE f.run_id = r.id AND f.brand_id = r.brand_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
