"""Whoever proposed a wording counts as one of its writers, so that they cannot approve it: held by the database."""

from __future__ import annotations

# Contributions are the owner's to write; a draft that took up a proposal carries its proposer's name for good.
KEEP_PROPOSER = """
CREATE FUNCTION knowledge_keep_proposer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO releases_contribution (brand_id, version_id, member_id)
    SELECT NEW.brand_id, NEW.version_id, p.by_id FROM discussions_proposal p
    WHERE p.id = NEW.proposal_id AND p.brand_id = NEW.brand_id AND p.by_id IS NOT NULL AND NEW.version_id IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_proposer AFTER INSERT ON discussions_verdict FOR EACH ROW EXECUTE FUNCTION knowledge_keep_proposer();
"""
DROP_KEEP_PROPOSER = "DROP TRIGGER keep_proposer ON discussions_verdict; DROP FUNCTION knowledge_keep_proposer();"
