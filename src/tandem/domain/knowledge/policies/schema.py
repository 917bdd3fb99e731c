"""The guard over decision rights: a row of `rights` says what one released version says, and nothing else."""

from __future__ import annotations

# The rights stand on the lowest storey and cannot know versions; this room, above both, holds them together.
RIGHTS_GUARD = """
CREATE FUNCTION policies_right_is_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM articles_version v JOIN articles_article a ON a.id = v.article_id AND a.brand_id = v.brand_id
        WHERE a.brand_id = NEW.brand_id AND a.kind = 'right' AND a.ref = NEW.source AND v.number = NEW.version
          AND v.valid_from = NEW.valid_from AND v.expires_at IS NOT DISTINCT FROM NEW.ends_at
          AND v.valid_until IS NOT DISTINCT FROM NEW.ended_at
          AND v.content ->> 'class' = NEW.decision_class AND v.content ->> 'role' = NEW.role
          AND coalesce(v.content ->> 'certification', '') = NEW.certification
          AND (v.content #>> '{limit,minor}')::bigint IS NOT DISTINCT FROM NEW.limit_minor
          AND coalesce(v.content #>> '{limit,currency}', '') = NEW.limit_currency
          AND (v.content #>> '{four_eyes_above,minor}')::bigint IS NOT DISTINCT FROM NEW.four_eyes_above_minor
          AND coalesce(v.content #>> '{four_eyes_above,currency}', '') = NEW.four_eyes_currency
    ) THEN
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
