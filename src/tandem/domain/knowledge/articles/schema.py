"""Search in SQL: generated word columns, and the one function that may look past row-level security."""

from __future__ import annotations

# The stemmer of a language; words of others are kept as they are.
WORDS = """
CREATE FUNCTION knowledge_stemmer(of_language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(of_language, '-', 1)
        WHEN 'en' THEN 'pg_catalog.english' WHEN 'de' THEN 'pg_catalog.german'
        WHEN 'fr' THEN 'pg_catalog.french' WHEN 'es' THEN 'pg_catalog.spanish'
        WHEN 'it' THEN 'pg_catalog.italian' WHEN 'nl' THEN 'pg_catalog.dutch'
        WHEN 'pt' THEN 'pg_catalog.portuguese' WHEN 'ar' THEN 'pg_catalog.arabic'
        ELSE 'pg_catalog.simple'
    END::regconfig
$$;
ALTER TABLE articles_version ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector(knowledge_stemmer(language), title), 'A')
    || to_tsvector(knowledge_stemmer(language), summary || ' ' || body)) STORED;
ALTER TABLE articles_section ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector(knowledge_stemmer(language), title || ' ' || heading), 'A')
    || to_tsvector(knowledge_stemmer(language), text)) STORED;
CREATE INDEX articles_version_words ON articles_version USING gin (words);
CREATE INDEX articles_version_open ON articles_version (brand_id, valid_from) WHERE valid_from IS NOT NULL;
-- Vectors stay in the row, whatever the text beside them: a scan over a brand must not fetch each from afar.
ALTER TABLE articles_section ALTER COLUMN embedding SET STORAGE PLAIN;
ALTER TABLE articles_version ALTER COLUMN centre SET STORAGE PLAIN;
-- At most one version of an article is valid at any instant.
ALTER TABLE articles_version ADD CONSTRAINT one_valid_version_at_a_time EXCLUDE USING gist (
    int8range(article_id, article_id, '[]') WITH =, tstzrange(valid_from, valid_until) WITH &&)
    WHERE (valid_from IS NOT NULL);
"""

# `asked` are the query's parts (a sentence each, or the whole), `meanings` their vectors or NULL.
#   dense   = mean over the best five parts of (best section's cosine + the article's own cosine) / 2
#   lexical = mean over the best five parts of the sum of idf * ts_rank (length-normalised) over its words
#   score   = 1.25 / (1 + w) * (z(dense) + w * z(lexical)), w = min(1, sqrt(parts) / 4), z over `open`
# Vectors have norm one, so the inner product (<#>, negated by pgvector) is the cosine, at half its cost.
# Applicability is filtered here, before anything is ranked; no audience means no such filter (the studio).
# The brand is the argument's AND the scope's: the application cannot ask beyond its scope.
# EXECUTE plans anew each time: the generic plan, blind to the brand's size, took five times as long.
SEARCH = """
CREATE FUNCTION knowledge_search(
    of_brand bigint, asked text[], meanings vector(384)[], of_language text, of_instant timestamptz,
    most integer, most_each integer, of_audience text, of_products text[], of_plans text[], of_regions text[],
    of_channels text[])
RETURNS TABLE (
    section_id bigint, section_ref text, version_id bigint, version integer, article_id bigint,
    article_ref text, slug text, title text, heading text, text text, "position" integer,
    published_at timestamptz, score float8, dense float8, lexical float8, coverage float8, cosine float8,
    section_coverage float8, audience text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN RETURN QUERY EXECUTE $query$
WITH open AS MATERIALIZED (
    SELECT v.id, v.article_id, v.words, v.centre FROM articles_version v
    WHERE v.brand_id = $1
      AND $1 = ANY (string_to_array(current_setting('tandem.brands', true), ',')::bigint[])
      AND v.valid_from <= $5
      AND (v.valid_until IS NULL OR v.valid_until > $5) AND (v.expires_at IS NULL OR v.expires_at > $5)
      AND v.centre IS NOT NULL -- what has sections: articles
      AND split_part(v.language, '-', 1) = split_part($4, '-', 1)
      AND ($8 IS NULL OR ($8 = ANY (v.audience::text[])
          AND (v.products = '{}' OR v.products::text[] && $9) AND (v.plans = '{}' OR v.plans::text[] && $10)
          AND (v.regions = '{}' OR v.regions::text[] && $11) AND (v.channels = '{}' OR v.channels::text[] && $12)
          AND (v.applies_from IS NULL OR v.applies_from <= $5)
          AND (v.applies_until IS NULL OR v.applies_until > $5)))
), parts AS (
    SELECT p.n, p.part, $3[p.n] AS meaning FROM unnest($2) WITH ORDINALITY AS p (part, n)
), part_words AS MATERIALIZED (
    SELECT p.n, w.lexeme,
           ('''' || replace(replace(w.lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery AS query
    FROM parts p, unnest(to_tsvector(knowledge_stemmer($4), left(p.part, 4000))) AS w
), asked_words AS (
    SELECT DISTINCT lexeme, query FROM part_words
), hits AS MATERIALIZED (
    SELECT o.id, w.lexeme, ts_rank('{0.2,0.2,0.2,0.4}', o.words, w.query, 1) AS rank
    FROM asked_words w JOIN open o ON o.words @@ w.query
), rarity AS MATERIALIZED (
    SELECT w.lexeme, w.query, ln(1 + (o.n - count(h.id) + 0.5) / (count(h.id) + 0.5)) AS idf
    FROM asked_words w CROSS JOIN (SELECT count(*) AS n FROM open) o LEFT JOIN hits h USING (lexeme)
    GROUP BY w.lexeme, w.query, o.n
), lexical_parts AS (
    SELECT h.id, p.n, sum(r.idf * h.rank) AS points,
           row_number() OVER (PARTITION BY h.id ORDER BY sum(r.idf * h.rank) DESC) AS place
    FROM part_words p JOIN hits h USING (lexeme) JOIN rarity r USING (lexeme) GROUP BY h.id, p.n
), lexical_points AS (
    SELECT l.id, sum(l.points) / least(5, cardinality($2)) AS points
    FROM lexical_parts l WHERE l.place <= 5 GROUP BY l.id
), covered AS (
    SELECT h.id, sum(r.idf) / nullif((SELECT sum(idf) FROM rarity), 0) AS share
    FROM hits h JOIN rarity r USING (lexeme) GROUP BY h.id
), dense_parts AS (
    SELECT s.version_id AS id, p.n,
           (max(-(s.embedding <#> p.meaning)) + max(-(o.centre <#> p.meaning))) / 2 AS points
    FROM parts p CROSS JOIN open o JOIN articles_section s ON s.version_id = o.id
    WHERE p.meaning IS NOT NULL GROUP BY s.version_id, p.n
), dense_places AS (
    SELECT d.id, d.points, row_number() OVER (PARTITION BY d.id ORDER BY d.points DESC) AS place
    FROM dense_parts d
), dense_points AS (
    SELECT d.id, avg(d.points) AS points FROM dense_places d WHERE d.place <= 5 GROUP BY d.id
), scored AS (
    SELECT o.id, o.article_id, coalesce(d.points, 0) AS dense, coalesce(l.points, 0) AS lexical,
           coalesce(c.share, 0) AS coverage
    FROM open o LEFT JOIN dense_points d USING (id) LEFT JOIN lexical_points l USING (id)
    LEFT JOIN covered c USING (id)
), levels AS (
    SELECT s.*, 1.25 / (1 + w.weight) * (
        coalesce((s.dense - avg(s.dense) OVER ()) / nullif(stddev_pop(s.dense) OVER (), 0), 0)
        + w.weight
        * coalesce((s.lexical - avg(s.lexical) OVER ()) / nullif(stddev_pop(s.lexical) OVER (), 0), 0)
    ) AS score
    FROM scored s CROSS JOIN (SELECT least(1, sqrt(cardinality($2)) / 4) AS weight) w
), best AS (
    SELECT * FROM levels WHERE dense > 0 OR lexical > 0 ORDER BY score DESC, id LIMIT $6
)
SELECT s.id, s.section_ref::text, b.id, v.number, b.article_id, a.ref::text, a.slug::text, v.title::text,
       s.heading, s.text, s.position, v.published_at, b.score::float8, b.dense::float8, b.lexical::float8,
       b.coverage::float8, s.cosine::float8, s.share::float8, v.audience::text[]
FROM best b JOIN articles_version v ON v.id = b.id JOIN articles_article a ON a.id = b.article_id
CROSS JOIN LATERAL (
    SELECT c.*, m.cosine, m.share FROM articles_section c CROSS JOIN LATERAL (
        SELECT coalesce((
                   SELECT max(-(c.embedding <#> p.meaning)) FROM parts p WHERE p.meaning IS NOT NULL
               ), 0) AS cosine,
               coalesce((
                   SELECT sum(r.idf) FROM rarity r WHERE c.words @@ r.query
               ) / nullif((SELECT sum(idf) FROM rarity), 0), 0) AS share
    ) m WHERE c.version_id = b.id ORDER BY m.cosine + 0.15 * m.share DESC, c.position LIMIT $7
) s ORDER BY b.score DESC, b.id, s.cosine + 0.15 * s.share DESC, s.position
$query$ USING of_brand, asked, meanings, of_language, of_instant, most, most_each, of_audience, of_products, of_plans,
              of_regions, of_channels; END $$;
"""

DROP_SEARCH = "knowledge_search(bigint, text[], vector[], text, timestamptz, integer, integer, text, text[], text[], text[], text[])"
DROP_WORDS = """
ALTER TABLE articles_version DROP CONSTRAINT one_valid_version_at_a_time;
DROP INDEX articles_version_open;
DROP INDEX articles_version_words;
ALTER TABLE articles_section DROP COLUMN words;
ALTER TABLE articles_version DROP COLUMN words;
DROP FUNCTION knowledge_stemmer(text);
"""
