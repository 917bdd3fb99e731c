"""Search in SQL: generated word columns, and the one function that may look past row-level security."""

from __future__ import annotations

from tandem.foundation.ai.embedding import MINILM, MULTILINGUAL

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
-- Near neighbours for the large brands; vectors of different embedders cannot be compared, so an index holds one's.
CREATE INDEX articles_section_minilm ON articles_section
    USING hnsw ((embedding::halfvec(384)) halfvec_ip_ops) WHERE embedder = '{minilm}';
-- At most one version of an article is valid at any instant.
ALTER TABLE articles_version ADD CONSTRAINT one_valid_version_at_a_time EXCLUDE USING gist (
    int8range(article_id, article_id, '[]') WITH =, tstzrange(valid_from, valid_until) WITH &&)
    WHERE (valid_from IS NOT NULL);
""".replace("{minilm}", MINILM)

NEAR_BY_OTHERS = """
CREATE INDEX articles_section_multilingual ON articles_section
    USING hnsw ((embedding::halfvec(384)) halfvec_ip_ops) WHERE embedder = '{multilingual}';
-- What a change of the embedder has still to do, and whether anything.
CREATE INDEX articles_section_by_embedder ON articles_section (brand_id, embedder);
""".replace("{multilingual}", MULTILINGUAL)
DROP_NEAR_BY_OTHERS = "DROP INDEX articles_section_multilingual, articles_section_by_embedder;"

# Which versions a search may see at all: brand, scope, validity, language, applicability. The one place; every
# statement below that finds, counts, samples or ranks holds it, so nothing is filtered after ranking.
OPEN = """v.brand_id = $1
      AND $1 = ANY (string_to_array(current_setting('tandem.brands', true), ',')::bigint[])
      AND v.valid_from <= $5
      AND (v.valid_until IS NULL OR v.valid_until > $5) AND (v.expires_at IS NULL OR v.expires_at > $5)
      AND v.centre IS NOT NULL -- what has sections: articles
      AND split_part(v.language, '-', 1) = split_part($4, '-', 1)
      AND ($8 IS NULL OR ($8 = ANY (v.audience::text[])
          AND (v.products = '{}' OR v.products::text[] && $9) AND (v.plans = '{}' OR v.plans::text[] && $10)
          AND (v.regions = '{}' OR v.regions::text[] && $11) AND (v.channels = '{}' OR v.channels::text[] && $12)
          AND (v.applies_from IS NULL OR v.applies_from <= $5)
          AND (v.applies_until IS NULL OR v.applies_until > $5)))"""

# `asked` are the query's parts (a sentence each, or the whole), `meanings` their vectors or NULL.
#   dense   = mean over the best five parts of (best section's cosine + the article's own cosine) / 2
#   lexical = mean over the best five parts of the sum of idf * ts_rank (length-normalised) over its words
#   score   = 1.25 / (1 + w) * (z(dense) + w * z(lexical)), w = min(1, sqrt(parts) / 4), z over `open`
# Vectors have norm one, so the inner product (<#>, negated by pgvector) is the cosine, at half its cost.
# Up to 1,000 open articles are all ranked. Of more, a shortlist is: the nearest in meaning (by centre; by HNSW over
# sections above 4,000), those that hold the rare words, and an even sample, from which z and rarity are then taken.
# No audience means no filter by applicability (the studio).
# Meaning counts for sections whose vectors `of_embedder` made, as it made `meanings`. An article that a change of the
# embedder has not reached yet is found by its words: its z(dense) is 0, as if it were as near as the average. (Its stale
# centre may still take a place of the shortlist; with vectors of another space that is chance, and costs only the place.)
# The brand is the argument's AND the scope's: the application cannot ask beyond its scope.
# EXECUTE plans anew each time: the generic plan, blind to the brand's size, took five times as long.
SEARCH = """
CREATE FUNCTION knowledge_search(
    of_brand bigint, asked text[], meanings vector(384)[], of_language text, of_instant timestamptz,
    most integer, most_each integer, of_audience text, of_products text[], of_plans text[], of_regions text[],
    of_channels text[], of_embedder text)
RETURNS TABLE (
    section_id bigint, section_ref text, version_id bigint, version integer, article_id bigint,
    article_ref text, slug text, title text, heading text, text text, "position" integer,
    published_at timestamptz, score float8, dense float8, lexical float8, coverage float8, cosine float8,
    section_coverage float8, audience text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    few integer := coalesce(nullif(current_setting('tandem.search_few', true), '')::integer, 1000);
    many integer := coalesce(nullif(current_setting('tandem.search_many', true), '')::integer, 4000);
    counted integer; near bigint[]; sample bigint[]; shortlist bigint[];
BEGIN
EXECUTE $query$ SELECT count(*) FROM (SELECT 1 FROM articles_version v WHERE {open} LIMIT $6 + 1) x $query$
    INTO counted USING of_brand, asked, meanings, of_language, of_instant, many, 0, of_audience, of_products, of_plans, of_regions, of_channels;
IF counted > few THEN
    EXECUTE $query$ -- evenly over the brand's ids: what ordinary articles score
        SELECT array_agg(DISTINCT s.id)
        FROM (SELECT min(id) AS low, max(id) AS high FROM articles_version WHERE brand_id = $1) e
        CROSS JOIN generate_series(0, 9) AS place CROSS JOIN LATERAL (
            SELECT v.id FROM articles_version v WHERE {open} AND v.id >= e.low + (e.high - e.low) * place / 10
            ORDER BY v.id LIMIT 10) s
    $query$ INTO sample USING of_brand, asked, meanings, of_language, of_instant, 0, 0, of_audience, of_products, of_plans, of_regions, of_channels;
    IF counted > many AND of_embedder IN ('{minilm}', '{multilingual}') -- those that have an index
        AND EXISTS (SELECT FROM articles_section s WHERE s.brand_id = of_brand AND s.embedder = of_embedder) THEN
        -- Filtered while the graph is walked, so that a filter never empties the result. The planner cannot know that
        -- the filter lets most pass, and would read every vector of the brand: sorting is forbidden meanwhile.
        PERFORM set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true),
            set_config('hnsw.max_scan_tuples', '40000', true), set_config('enable_sort', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);
        FOR part IN 1 .. cardinality(meanings) LOOP
            EXECUTE $query$
                SELECT $13 || coalesce(array_agg(n.id), '{}') FROM (
                    SELECT v.id FROM articles_section s JOIN articles_version v ON v.id = s.version_id
                    WHERE s.embedder = $14 AND s.brand_id = $1 AND {open}
                    ORDER BY s.embedding::halfvec(384) <#> ($3[1])::halfvec(384) LIMIT $6) n
            $query$ INTO near USING of_brand, asked, meanings[part:part], of_language, of_instant,
                greatest(20, 60 / cardinality(asked)), 0, of_audience, of_products, of_plans, of_regions, of_channels, coalesce(near, '{}'), of_embedder;
        END LOOP;
        PERFORM set_config('enable_sort', 'on', true), set_config('enable_hashjoin', 'on', true),
            set_config('enable_mergejoin', 'on', true);
    ELSE
        EXECUTE $query$
            SELECT array_agg(n.id) FROM unnest($3) AS m (meaning) CROSS JOIN LATERAL (
                SELECT v.id FROM articles_version v WHERE {open} ORDER BY v.centre <#> m.meaning LIMIT $6) n
            WHERE m.meaning IS NOT NULL
        $query$ INTO near USING of_brand, asked, meanings, of_language, of_instant,
            greatest(20, 60 / cardinality(asked)), 0, of_audience, of_products, of_plans, of_regions, of_channels;
    END IF;
    EXECUTE $query$ -- by words: those that hardly any of the sample holds, and any two of the three rarest together
        WITH sampled AS MATERIALIZED (
            SELECT v.id, v.words || ''::tsvector AS words FROM articles_version v WHERE v.id = ANY ($13)
        ), asked_words AS MATERIALIZED (
            SELECT DISTINCT w.lexeme,
                   ('''' || replace(replace(w.lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery AS query
            FROM unnest($2) AS p (part), unnest(to_tsvector(knowledge_stemmer($4), left(p.part, 4000))) AS w
        ), seen AS MATERIALIZED (
            SELECT w.query, count(s.id) AS hits, row_number() OVER (ORDER BY count(s.id), w.lexeme) AS place
            FROM asked_words w LEFT JOIN sampled s ON s.words @@ w.query GROUP BY w.lexeme, w.query
        ), asked_for AS MATERIALIZED (
            SELECT query FROM seen WHERE hits <= 1 AND place <= 6
            UNION SELECT a.query && b.query FROM seen a JOIN seen b ON a.place < b.place AND b.place <= 3
        )
        SELECT array_agg(DISTINCT c.id) FROM (
            SELECT unnest($13) AS id UNION ALL SELECT unnest($14)
            UNION ALL SELECT l.id FROM asked_for a CROSS JOIN LATERAL (
                SELECT v.id FROM articles_version v WHERE v.words @@ a.query AND {open} LIMIT 30) l
        ) c
    $query$ INTO shortlist USING of_brand, asked, meanings, of_language, of_instant, 0, 0, of_audience, of_products, of_plans, of_regions,
        of_channels, sample, near;
END IF;
RETURN QUERY EXECUTE $query$
WITH open AS MATERIALIZED (
    SELECT v.id, v.article_id, v.words || ''::tsvector AS words, v.centre -- read from afar once, not once a word
    FROM articles_version v WHERE {open} AND ($13 IS NULL OR v.id = ANY ($13))
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
    FROM asked_words w CROSS JOIN (SELECT count(*) AS n FROM open x WHERE $14 IS NULL OR x.id = ANY ($14)) o
    LEFT JOIN (SELECT * FROM hits x WHERE $14 IS NULL OR x.id = ANY ($14)) h USING (lexeme)
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
    WHERE p.meaning IS NOT NULL AND s.embedder = $15 GROUP BY s.version_id, p.n
), dense_places AS (
    SELECT d.id, d.points, row_number() OVER (PARTITION BY d.id ORDER BY d.points DESC) AS place
    FROM dense_parts d
), dense_points AS (
    SELECT d.id, avg(d.points) AS points FROM dense_places d WHERE d.place <= 5 GROUP BY d.id
), scored AS ( -- by grouping, since a join of lists whose length the planner cannot know goes astray
    SELECT p.id, max(p.article_id) AS article_id, sum(p.dense) AS dense, sum(p.lexical) AS lexical,
           sum(p.coverage) AS coverage, $14 IS NULL OR p.id = ANY ($14) AS sampled
    FROM (
        SELECT o.id, o.article_id, NULL::float8 AS dense, 0::float8 AS lexical, 0::float8 AS coverage FROM open o
        UNION ALL SELECT d.id, NULL, d.points, 0, 0 FROM dense_points d
        UNION ALL SELECT l.id, NULL, NULL, l.points, 0 FROM lexical_points l
        UNION ALL SELECT c.id, NULL, NULL, 0, c.share FROM covered c
    ) p GROUP BY p.id
), levels AS (
    SELECT s.*, 1.25 / (1 + w.weight) * (
        coalesce((s.dense - avg(s.dense) FILTER (WHERE s.sampled) OVER ()) / nullif(stddev_pop(s.dense) FILTER (WHERE s.sampled) OVER (), 0), 0)
        + w.weight
        * coalesce((s.lexical - avg(s.lexical) FILTER (WHERE s.sampled) OVER ()) / nullif(stddev_pop(s.lexical) FILTER (WHERE s.sampled) OVER (), 0), 0)
    ) AS score
    FROM scored s CROSS JOIN (SELECT least(1, sqrt(cardinality($2)) / 4) AS weight) w
), best AS (
    SELECT * FROM levels WHERE dense > 0 OR lexical > 0 ORDER BY score DESC, id LIMIT $6
)
SELECT s.id, s.section_ref::text, b.id, v.number, b.article_id, a.ref::text, a.slug::text, v.title::text,
       s.heading, s.text, s.position, v.published_at, b.score::float8, coalesce(b.dense, 0)::float8, b.lexical::float8,
       b.coverage::float8, s.cosine::float8, s.share::float8, v.audience::text[]
FROM best b JOIN articles_version v ON v.id = b.id JOIN articles_article a ON a.id = b.article_id
CROSS JOIN LATERAL (
    SELECT c.*, m.cosine, m.share FROM articles_section c CROSS JOIN LATERAL (
        SELECT coalesce((
                   SELECT max(-(c.embedding <#> p.meaning)) FROM parts p WHERE p.meaning IS NOT NULL AND c.embedder = $15
               ), 0) AS cosine,
               coalesce((
                   SELECT sum(r.idf) FROM rarity r WHERE c.words @@ r.query
               ) / nullif((SELECT sum(idf) FROM rarity), 0), 0) AS share
    ) m WHERE c.version_id = b.id ORDER BY m.cosine + 0.15 * m.share DESC, c.position LIMIT $7
) s ORDER BY b.score DESC, b.id, s.cosine + 0.15 * s.share DESC, s.position
$query$ USING of_brand, asked, meanings, of_language, of_instant, most, most_each, of_audience, of_products, of_plans,
              of_regions, of_channels, shortlist, sample, of_embedder; END $$;
""".replace("{open}", OPEN).replace("{minilm}", MINILM).replace("{multilingual}", MULTILINGUAL)

FORMER_SEARCH = "knowledge_search(bigint, text[], vector[], text, timestamptz, integer, integer, text, text[], text[], text[], text[])"
DROP_SEARCH = FORMER_SEARCH.removesuffix(")") + ", text)"
DROP_WORDS = """
ALTER TABLE articles_version DROP CONSTRAINT one_valid_version_at_a_time;
DROP INDEX articles_version_open;
DROP INDEX articles_version_words;
ALTER TABLE articles_section DROP COLUMN words;
ALTER TABLE articles_version DROP COLUMN words;
DROP FUNCTION knowledge_stemmer(text);
"""
