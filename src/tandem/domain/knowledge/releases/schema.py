"""The guards in SQL: nothing gets into force without its approvals, and what was in force is never rewritten.

They bind the application's own role. Every refusal is a check violation whose constraint is named `release_guard`.
"""

from __future__ import annotations

# Everything that an approval covers. The expiry is not in it: an approver may renew without a new version.
SEAL = """
CREATE FUNCTION knowledge_seal(v articles_version) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        v.article_id, v.number, v.title, v.summary, v.body, v.content, v.language, v.audience, v.products, v.plans,
        v.regions, v.channels, extract(epoch FROM v.applies_from), extract(epoch FROM v.applies_until), v.needs,
        v.related, v.source_number)::text, 'UTF8')), 'hex')
$$;
"""

# The steps a version may take: draft -> in_review -> approved -> published -> superseded; back to draft from the
# second and third; back to review from the third when the brand's rule asks for more by now. The count of approvals is of
# this seal and this round; a version whose submission does not say whether it touches money needs as many as if it did.
STEPS = """
CREATE OR REPLACE FUNCTION knowledge_approvals_lack(v articles_version) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM releases_approval a
            WHERE a.version_id = v.id AND a.round = v.round AND a.seal = v.seal)
        < greatest(1, v.approvals_needed, (
            SELECT CASE WHEN coalesce((SELECT s.touches_money FROM releases_submission s WHERE s.version_id = v.id AND s.round = v.round), true)
                THEN r.approvals_for_money ELSE r.approvals END
            FROM releases_releaserule r JOIN articles_article k ON k.id = v.article_id
            WHERE r.brand_id = v.brand_id AND r.kind = k.kind ORDER BY r.id DESC LIMIT 1));
END $$;

CREATE OR REPLACE FUNCTION knowledge_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE step text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN PERFORM knowledge_refuse('only a draft can be thrown away'); END IF;
        RETURN OLD;
    END IF;
    NEW.seal := knowledge_seal(NEW);
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' OR NEW.round <> 0 OR NEW.valid_from IS NOT NULL OR NEW.valid_until IS NOT NULL
            OR NEW.published_at IS NOT NULL THEN PERFORM knowledge_refuse('a version begins as a draft');
        END IF;
        RETURN NEW;
    END IF;
    step := OLD.status || ' > ' || NEW.status;
    IF (NEW.id, NEW.brand_id, NEW.article_id, NEW.number) IS DISTINCT FROM (OLD.id, OLD.brand_id, OLD.article_id, OLD.number) THEN
        PERFORM knowledge_refuse('a version stays where it is');
    END IF;
    IF OLD.status <> 'draft' AND (NEW.seal, NEW.author_id, NEW.content_hash) IS DISTINCT FROM (OLD.seal, OLD.author_id, OLD.content_hash) THEN
        PERFORM knowledge_refuse('what was sent for review is not rewritten');
    END IF;
    IF NEW.round <> OLD.round + (step = 'draft > in_review')::int THEN
        PERFORM knowledge_refuse('a round begins when a draft is sent for review');
    END IF;
    IF OLD.status <> 'draft' AND NEW.approvals_needed <> OLD.approvals_needed THEN
        PERFORM knowledge_refuse('how many approvals are needed stands when a draft is sent for review');
    END IF;
    IF OLD.status IN ('published', 'superseded') AND NEW.expires_at IS DISTINCT FROM OLD.expires_at
        AND current_user = 'tandem_app' THEN PERFORM knowledge_refuse('a date of expiry is moved by a renewal');
    END IF;
    IF NOT (step = 'approved > published') AND (NEW.valid_from, NEW.published_at, NEW.published_by_id)
        IS DISTINCT FROM (OLD.valid_from, OLD.published_at, OLD.published_by_id) THEN
        PERFORM knowledge_refuse('a version comes into force once');
    END IF;
    IF NOT (step = 'published > superseded') AND NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN
        PERFORM knowledge_refuse('a version ends once');
    END IF;
    IF NEW.status <> OLD.status AND step NOT IN ('draft > in_review', 'in_review > draft', 'approved > draft',
        'in_review > approved', 'approved > in_review', 'approved > published', 'published > superseded') THEN
        PERFORM knowledge_refuse('no such step: ' || step);
    END IF;
    IF step = 'approved > in_review' AND NOT knowledge_approvals_lack(NEW) THEN
        PERFORM knowledge_refuse('what has its approvals is not reviewed anew');
    END IF;
    IF step IN ('in_review > approved', 'approved > published') AND knowledge_approvals_lack(NEW) THEN
        PERFORM knowledge_refuse('the approvals are not complete');
    END IF;
    RETURN NEW;
END $$;
"""

REFUSE = """
CREATE FUNCTION knowledge_refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = 'release_guard'; END $$;
"""

TRIGGERS = """
CREATE TRIGGER knowledge_guard BEFORE INSERT OR UPDATE OR DELETE ON articles_version
    FOR EACH ROW EXECUTE FUNCTION knowledge_guard();

-- An entry's kind decides how many approvals it needs: it stays what it is.
CREATE FUNCTION knowledge_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.brand_id, NEW.kind) IS DISTINCT FROM (OLD.id, OLD.brand_id, OLD.kind) THEN
        PERFORM knowledge_refuse('an entry stays what it is');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER knowledge_guard_entry BEFORE UPDATE ON articles_article FOR EACH ROW EXECUTE FUNCTION knowledge_guard_entry();

-- Who wrote cannot approve: each writer is kept, in a table that the application's role cannot write.
CREATE FUNCTION knowledge_keep_writer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.author_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.seal <> OLD.seal OR NEW.author_id IS DISTINCT FROM OLD.author_id) THEN
        INSERT INTO releases_contribution (brand_id, version_id, member_id) VALUES (NEW.brand_id, NEW.id, NEW.author_id)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER knowledge_keep_writer AFTER INSERT OR UPDATE ON articles_version
    FOR EACH ROW EXECUTE FUNCTION knowledge_keep_writer();
CREATE FUNCTION knowledge_forget_writers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN DELETE FROM releases_contribution WHERE version_id = OLD.id; RETURN OLD; END $$;
CREATE TRIGGER knowledge_forget_writers BEFORE DELETE ON articles_version
    FOR EACH ROW EXECUTE FUNCTION knowledge_forget_writers();

CREATE FUNCTION knowledge_check_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v articles_version;
BEGIN
    SELECT * INTO v FROM articles_version WHERE id = NEW.version_id AND brand_id = NEW.brand_id;
    IF v.id IS NULL OR v.status <> 'in_review' THEN PERFORM knowledge_refuse('only what is in review is approved'); END IF;
    IF NOT EXISTS (SELECT 1 FROM tenancy_membership m WHERE m.id = NEW.by_id AND m.brand_id = NEW.brand_id
                   AND m.ended_at IS NULL AND 'approver' = ANY (m.roles)) THEN
        PERFORM knowledge_refuse('only an approver of the brand approves');
    END IF;
    IF EXISTS (SELECT 1 FROM releases_contribution c WHERE c.version_id = v.id AND c.member_id = NEW.by_id) THEN
        PERFORM knowledge_refuse('who wrote a version does not approve it');
    END IF;
    NEW.round := v.round;
    NEW.seal := v.seal;
    RETURN NEW;
END $$;
CREATE TRIGGER knowledge_check_approval BEFORE INSERT ON releases_approval
    FOR EACH ROW EXECUTE FUNCTION knowledge_check_approval();

-- A renewal moves the date of a wording that is in force; its writers do not renew it.
CREATE FUNCTION knowledge_renew() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tenancy_membership m WHERE m.id = NEW.by_id AND m.brand_id = NEW.brand_id
                   AND m.ended_at IS NULL AND 'approver' = ANY (m.roles))
        OR EXISTS (SELECT 1 FROM releases_contribution c WHERE c.version_id = NEW.version_id AND c.member_id = NEW.by_id) THEN
        PERFORM knowledge_refuse('an approver who did not write it renews a version');
    END IF;
    UPDATE articles_version SET expires_at = NEW.expires_at
    WHERE id = NEW.version_id AND brand_id = NEW.brand_id AND status = 'published' AND valid_until IS NULL;
    IF NOT FOUND THEN PERFORM knowledge_refuse('only what is in force is renewed'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER knowledge_renew BEFORE INSERT ON releases_renewal FOR EACH ROW EXECUTE FUNCTION knowledge_renew();

-- Sections are written between the approval and the coming into force, in the one transaction that does both.
CREATE FUNCTION knowledge_guard_section() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM articles_version v WHERE v.id = NEW.version_id AND v.brand_id = NEW.brand_id AND v.status = 'approved') THEN
        PERFORM knowledge_refuse('sections are written when an approved version comes into force');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER knowledge_guard_section BEFORE INSERT ON articles_section FOR EACH ROW EXECUTE FUNCTION knowledge_guard_section();
REVOKE UPDATE, DELETE ON articles_section FROM tandem_app;
GRANT UPDATE (embedder, embedding) ON articles_section TO tandem_app;
"""

GUARD = REFUSE + STEPS + TRIGGERS

DROP_SEAL = "DROP FUNCTION knowledge_seal(articles_version);"
DROP_GUARD = """
GRANT UPDATE, DELETE ON articles_section TO tandem_app;
DROP TRIGGER knowledge_guard_section ON articles_section;
DROP TRIGGER knowledge_renew ON releases_renewal;
DROP TRIGGER knowledge_check_approval ON releases_approval;
DROP TRIGGER knowledge_forget_writers ON articles_version;
DROP TRIGGER knowledge_keep_writer ON articles_version;
DROP TRIGGER knowledge_guard_entry ON articles_article;
DROP TRIGGER knowledge_guard ON articles_version;
DROP FUNCTION knowledge_guard_entry(), knowledge_guard_section(), knowledge_renew(), knowledge_check_approval(), knowledge_forget_writers(),
    knowledge_keep_writer(), knowledge_guard(), knowledge_approvals_lack(articles_version), knowledge_refuse(text);
"""
