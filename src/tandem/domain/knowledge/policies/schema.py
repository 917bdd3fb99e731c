"""The guard over decision rights: a row of `rights` says what one released version says, and nothing else."""

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
