"""A database as large as one wishes: what a few articles left behind, copied by SQL under new numbers.

Rule kept: the copies are what filing so many articles would have left (revisions, readings, mentions, figures, reports,
filings), told by forty outlets over years; only the docket's entries are those of the first articles.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

OUTLETS = 40
#: Copies keep their place in what they were copied from: row 7 of copy 3 is row 7 + 3 * _STRIDE.
_STRIDE = 10_000
_KEYS = {
    "article": ("id",),
    "revision": ("id", "article_id"),
    "reading": ("id", "revision_id"),
    "mention": ("id", "revision_id", "article_id"),
    "figure": ("id", "revision_id", "article_id", "mention_id"),
    "report": ("mention_id", "article_id"),
    "filing": ("article_id",),
}


def fill(path: Path, articles: int) -> int:
    """Copy a database's articles until there are at least so many; give how many there are."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("BEGIN IMMEDIATE")
    (first,) = db.execute("SELECT count(*) FROM article").fetchone()
    copies = max(0, -(-articles // first) - 1)
    db.execute("CREATE TEMP TABLE copy AS WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?) "
               "SELECT k FROM n", (copies,))  # fmt: skip
    db.execute(
        "INSERT INTO outlet (id, name, kind, configured, created_at) WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL "
        "SELECT k + 1 FROM n WHERE k < ?) SELECT 'crowd-' || k, 'Crowd ' || k, 'press', 0, created_at "
        "FROM n, (SELECT created_at FROM outlet LIMIT 1)",
        (OUTLETS - 1,),
    )
    if copies:
        for table in _KEYS:
            _copy(db, table)
    db.execute("COMMIT")
    db.execute("ANALYZE")
    (total,) = db.execute("SELECT count(*) FROM article").fetchone()
    db.close()
    return int(total)


def _copy(db: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    values = {name: f'o."{name}"' for name in columns}
    values |= {name: f'o."{name}" + c.k * {_STRIDE}' for name in _KEYS[table]}
    if table == "article":
        values["key"] = "o.key || '-' || c.k"
        values["outlet_id"] = f"'crowd-' || (c.k % {OUTLETS})"
        values["published_at"] = "datetime(coalesce(o.published_at, o.first_seen_at), '+' || c.k || ' minutes')"
        values["next_fetch_at"] = "NULL"
    if table == "revision":
        values["content_hash"] = "o.content_hash || '-' || c.k"
    names = ", ".join(f'"{name}"' for name in columns)
    chosen = ", ".join(values[name] for name in columns)
    (last,) = db.execute(f"SELECT max(rowid) FROM {table}").fetchone()  # noqa: S608 the tables' own names
    copying = f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} o, temp.copy c WHERE o.rowid <= ?"  # noqa: S608 the same
    db.execute(copying, (last,))
