"""SQLite as an interface: views with plain names over the tables, for Datasette, pandas, DuckDB and the sqlite3 shell.

Rule kept: their names and columns are stable; the tables behind them are not promised to anybody. They show what the
docket shows: entries as people put them right, without those withdrawn, dismissed or merged into another. Times are
UTC as text (``2026-02-26 10:20:00``), civil dates ISO 8601 as exact as the source gives them. No view shows whom a
digest goes to.

The same statements stand in the migration that makes them; a test compares.
"""

from __future__ import annotations

#: The docket's entries, one a row.
_DOCKET = """
SELECT d.case_id || '-' || d.number AS entry,
       d.case_id AS "case",
       iif(json_type(d.edits, '$.proceeding') IS NULL, d.proceeding, json_extract(d.edits, '$.proceeding'))
           AS proceeding,
       iif(json_type(d.edits, '$.kind') IS NULL, d.kind, json_extract(d.edits, '$.kind')) AS kind,
       iif(json_type(d.edits, '$.subject') IS NULL, d.subject, json_extract(d.edits, '$.subject')) AS subject,
       iif(json_type(d.edits, '$.status') IS NULL, d.status, json_extract(d.edits, '$.status')) AS status,
       iif(json_type(d.edits, '$.outcome') IS NULL, d.outcome, json_extract(d.edits, '$.outcome')) AS outcome,
       iif(json_type(d.edits, '$.authority') IS NULL, d.authority, json_extract(d.edits, '$.authority')) AS authority,
       iif(json_type(d.edits, '$.date') IS NULL, d.date_value, json_extract(d.edits, '$.date')) AS "date",
       iif(json_type(d.edits, '$.date') IS NULL, d.date_assumed, 0) AS date_assumed,
       iif(json_type(d.edits, '$.finality') IS NULL, d.finality, json_extract(d.edits, '$.finality')) AS finality,
       coalesce(m.quote, json_extract(d.what, '$.en'), json_extract(d.what, '$.fi'), '') AS quote,
       d.outlets AS outlets,
       d.origins AS origins,
       substr(d.first_reported_at, 1, 19) AS first_reported_at,
       substr(d.updated_at, 1, 19) AS updated_at,
       d.by_hand AS by_hand,
       d.standing = 'accepted' AS accepted
FROM development AS d LEFT JOIN mention AS m ON m.id = d.telling_id
WHERE d.status <> 'withdrawn' AND d.standing NOT IN ('dismissed', 'merged')
"""

#: Which article reports which entry, in which words.
_REPORTS = """
SELECT d.case_id || '-' || d.number AS entry,
       a.id AS article,
       o.name AS outlet,
       o.kind AS outlet_kind,
       r.title AS title,
       a.url AS url,
       m.quote AS quote,
       m.modality AS modality,
       m.news AS news,
       m.outcome AS outcome,
       m.date_value AS "date",
       coalesce(substr(a.published_at, 1, 19), a.published) AS published,
       substr(a.first_seen_at, 1, 19) AS first_seen_at,
       l.language AS language,
       g.name AS origin,
       m.rule AS rule,
       m.confidence AS confidence
FROM report AS p
JOIN development AS d ON d.id = p.development_id
JOIN mention AS m ON m.id = p.mention_id
JOIN revision AS r ON r.id = m.revision_id
JOIN article AS a ON a.id = p.article_id
JOIN outlet AS o ON o.id = a.outlet_id
LEFT JOIN reading AS l ON l.revision_id = m.revision_id
LEFT JOIN origin AS g ON g.article_id = a.id
WHERE d.status <> 'withdrawn' AND d.standing NOT IN ('dismissed', 'merged')
"""

#: Every number a text states about a case, with the entry it belongs to where it belongs to one.
_FIGURES = """
SELECT f.id AS figure,
       f.case_id AS "case",
       (SELECT d.case_id || '-' || d.number FROM report AS p JOIN development AS d ON d.id = p.development_id
        WHERE p.mention_id = f.mention_id AND d.standing NOT IN ('dismissed', 'merged')) AS entry,
       f.what AS what,
       f."of" AS "of",
       f.value AS value,
       f.unit AS unit,
       f.qualifier AS qualifier,
       f.suspended AS suspended,
       f.quote AS quote,
       o.name AS outlet,
       a.url AS url,
       coalesce(substr(a.published_at, 1, 19), a.published) AS published
FROM figure AS f
JOIN article AS a ON a.id = f.article_id
JOIN outlet AS o ON o.id = a.outlet_id
WHERE f.current
"""

#: Where sources differ: one row a side.
_CONFLICTS = """
SELECT c.id AS conflict,
       c.case_id AS "case",
       c.question AS question,
       c.kind AS kind,
       c.subject AS subject,
       c.state AS state,
       side.key + 1 AS side,
       json_extract(side.value, '$.value') AS value,
       json_extract(side.value, '$.label') AS told_of,
       json_extract(side.value, '$.outlets') AS outlets,
       json_extract(side.value, '$.reports') AS reports,
       json_extract(side.value, '$.sources[0].quote') AS quote,
       json_extract(side.value, '$.sources[0].url') AS url,
       substr(c.updated_at, 1, 19) AS updated_at
FROM conflict AS c, json_each(c.sides) AS side
"""

#: Every stored article, about a case or not, as its newest text has it.
_ARTICLES = """
SELECT a.id AS article,
       o.id AS outlet,
       o.name AS outlet_name,
       a.title AS title,
       a.url AS url,
       a.state AS state,
       a.reason AS reason,
       l.case_id AS "case",
       l.language AS language,
       coalesce(substr(a.published_at, 1, 19), a.published) AS published,
       substr(a.first_seen_at, 1, 19) AS first_seen_at,
       substr(a.fetched_at, 1, 19) AS fetched_at,
       (SELECT max(r.id) FROM revision AS r WHERE r.article_id = a.id) AS revision,
       (SELECT count(*) FROM revision AS r WHERE r.article_id = a.id) AS revisions
FROM article AS a
JOIN outlet AS o ON o.id = a.outlet_id
LEFT JOIN reading AS l ON l.revision_id = (SELECT max(r.id) FROM revision AS r WHERE r.article_id = a.id)
"""

#: What outlets changed or took back of what they had told.
_CORRECTIONS = """
SELECT c.id AS correction,
       d.case_id || '-' || d.number AS entry,
       c.state AS state,
       o.name AS outlet,
       a.title AS title,
       a.url AS url,
       c.changes AS changes,
       substr(c.made_at, 1, 19) AS made_at
FROM correction AS c
JOIN development AS d ON d.id = c.development_id
JOIN article AS a ON a.id = c.article_id
JOIN outlet AS o ON o.id = a.outlet_id
"""

#: How every feed stands, and since when.
_FEEDS_HEALTH = """
SELECT f.id AS feed,
       o.id AS outlet,
       o.name AS outlet_name,
       f.url AS url,
       CASE WHEN f.enabled THEN coalesce(nullif(f.state, ''), 'not_polled') ELSE 'disabled' END AS state,
       CASE WHEN f.enabled THEN f.state_reason ELSE f.reason END AS reason,
       f.failures AS failures,
       f.entries AS entries,
       substr(f.last_polled_at, 1, 19) AS last_polled_at,
       substr(f.last_ok_at, 1, 19) AS last_ok_at,
       substr(f.last_changed_at, 1, 19) AS last_changed_at,
       substr(f.next_poll_at, 1, 19) AS next_poll_at,
       substr(f.newest_at, 1, 19) AS newest_at,
       f.window_seconds AS window_seconds,
       f.usual_gap_seconds AS usual_gap_seconds,
       o.drift AS outlet_drift
FROM feed AS f JOIN outlet AS o ON o.id = f.outlet_id
WHERE o.configured
"""

VIEWS = {
    "docket": _DOCKET,
    "reports": _REPORTS,
    "figures": _FIGURES,
    "conflicts": _CONFLICTS,
    "articles": _ARTICLES,
    "corrections": _CORRECTIONS,
    "feeds_health": _FEEDS_HEALTH,
}


def view_statements() -> list[str]:
    """Give the statements that make the views (SQLite)."""
    return [f"CREATE VIEW {name} AS {query.strip()}" for name, query in VIEWS.items()]
