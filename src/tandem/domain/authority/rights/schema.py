"""What the application may do to a right in SQL: add one, and end it once."""

from __future__ import annotations

ENDED_ONCE = """
REVOKE UPDATE, DELETE ON rights_right FROM tandem_app;
GRANT UPDATE (ends_at, ended_at) ON rights_right TO tandem_app;
CREATE FUNCTION rights_end_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ends_at) IS DISTINCT FROM (OLD.ended_at, OLD.ends_at) THEN
        RAISE EXCEPTION 'a right ends once' USING ERRCODE = 'check_violation', CONSTRAINT = 'rights_end_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rights_end_once BEFORE UPDATE ON rights_right FOR EACH ROW EXECUTE FUNCTION rights_end_once();
"""
DROP_ENDED_ONCE = """
DROP TRIGGER rights_end_once ON rights_right;
DROP FUNCTION rights_end_once();
GRANT UPDATE, DELETE ON rights_right TO tandem_app;
"""

NOTED = """
UPDATE rights_right SET noted_ends_at = ends_at, noted_ended_at = ended_at;
GRANT UPDATE (noted_ends_at, noted_ended_at) ON rights_right TO tandem_app;
"""
DROP_NOTED = "REVOKE UPDATE (noted_ends_at, noted_ended_at) ON rights_right FROM tandem_app;"
