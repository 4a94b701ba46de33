"""Origins: which articles are copies of one text, kept up to date article by article.

Rules kept here:

* A group's name depends on its members alone, not on the order in which they came: it is the least of their own names.
* Finding an article's copies costs the same among a thousand articles and a hundred thousand: candidates come from an
  index of signature bands, and a band holds only so many articles of one group.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from monitor.origins import Fingerprint, fingerprint, groups, independent, meet, own_name
from monitor.storage import sql
from monitor.storage.schema import article, development, origin, origin_band, report, report_version, revision

# Copies beyond these would be found through these: they share the band's four values.
_OF_ONE_GROUP = 8
# A band that so many share, of whatever group, is a standing paragraph: it tells nothing of who copied whom.
_OF_ONE_BAND = 24
_TEXT = (
    sa.select(revision.c.article_id, revision.c.title, revision.c.text, article.c.outlet_id, article.c.key)
    .select_from(revision.join(article, article.c.id == revision.c.article_id))
    .where(revision.c.id == sa.bindparam("of_revision"))
)
_ONE = sa.select(origin).where(origin.c.article_id == sa.bindparam("of_article"))
_CANDIDATES = sa.select(origin).where(
    origin.c.article_id.in_(
        sa.select(origin_band.c.article_id).where(origin_band.c.band.in_(sa.bindparam("bands", expanding=True)))
    ),
    origin.c.article_id != sa.bindparam("of_article"),
)
_MEMBERS = sa.select(origin).where(origin.c.name.in_(sa.bindparam("names", expanding=True)))
_UNINDEX = origin_band.delete().where(origin_band.c.article_id == sa.bindparam("of_article"))
_NAME = sa.select(origin.c.name).where(origin.c.article_id == sa.bindparam("of_article"))
_INDEX = origin_band.insert()
_HELD = (
    sa.select(
        origin_band.c.band,
        sa.func.count(),
        sa.func.sum(sa.case((origin.c.name == sa.bindparam("of_name"), 1), else_=0)),
    )
    .select_from(origin_band.join(origin, origin.c.article_id == origin_band.c.article_id))
    .where(origin_band.c.band.in_(sa.bindparam("bands", expanding=True)))
    .group_by(origin_band.c.band)
)


def save_origin(conn: sa.Connection, revision_id: int) -> set[int]:
    """Find the copies of a revision's text and group its article with them.

    Give the articles whose group has another name now, the revision's own included when it is new.
    """
    row = conn.execute(_TEXT, {"of_revision": revision_id}).one()
    taken = fingerprint(row.title, row.text, row.outlet_id)
    stored = conn.execute(_ONE, {"of_article": row.article_id}).first()
    if stored is not None and _print(stored) == taken:
        return set()
    before = {one.article_id: one.name for one in _members(conn, [stored.name])} if stored else {}
    own = own_name(row.outlet_id, row.key)
    _store(conn, row.article_id, own, taken)
    near = [one for one in _candidates(conn, row.article_id, taken) if meet(taken, _print(one))]
    if len(before) > 1:  # what held this group together may be gone
        changed = _regroup(conn, {one.name for one in near} | set(before.values()) | {own})
    else:
        changed = _join(conn, {one.name for one in near} | {own})
    name = conn.execute(_NAME, {"of_article": row.article_id}).scalar_one()
    _index(conn, row.article_id, name, taken)
    same = stored is not None and stored.name == name
    return changed - {row.article_id} if same else changed | {row.article_id}


def _print(row: sa.Row[Any]) -> Fingerprint:
    values = tuple(int(row.signature[at : at + 4], 16) for at in range(0, len(row.signature), 4))
    return Fingerprint(values, row.size, frozenset(row.wires), tuple(row.bands))


def _store(conn: sa.Connection, article_id: int, own: str, taken: Fingerprint) -> None:
    conn.execute(_UNINDEX, {"of_article": article_id})
    values = {
        "article_id": article_id,
        "name": own,
        "own": own,
        "signature": "".join(f"{value:04x}" for value in taken.signature),
        "size": taken.size,
        "wires": sorted(taken.wires),
        "bands": list(taken.bands),
    }
    sql.upsert(conn, origin, [values], key=["article_id"], update=[name for name in values if name != "article_id"])


def _candidates(conn: sa.Connection, article_id: int, taken: Fingerprint) -> Iterable[sa.Row[Any]]:
    """Give the articles that share a band, each once."""
    if not taken.bands:
        return ()
    return conn.execute(_CANDIDATES, {"bands": list(taken.bands), "of_article": article_id})


def _members(conn: sa.Connection, names: Collection[str]) -> list[sa.Row[Any]]:
    return list(conn.execute(_MEMBERS, {"names": sorted(names)}))


def _join(conn: sa.Connection, names: Collection[str]) -> set[int]:
    """Make one group of several; give the articles that are called otherwise now."""
    least, *others = sorted(names)
    if not others:
        return set()
    moved = sa.select(origin.c.article_id).where(origin.c.name.in_(others))
    changed = set(conn.execute(moved).scalars())
    conn.execute(origin.update().where(origin.c.name.in_(others)).values(name=least))
    return changed


def _regroup(conn: sa.Connection, names: Collection[str]) -> set[int]:
    """Group the members of several groups anew, pair by pair."""
    members = {row.own: row for row in _members(conn, names)}
    found: Mapping[str, str] = groups({own: _print(row) for own, row in members.items()})
    changed = {own for own, name in found.items() if members[own].name != name}
    for own in changed:
        conn.execute(origin.update().where(origin.c.own == own).values(name=found[own]))
    return {members[own].article_id for own in changed}


def _index(conn: sa.Connection, article_id: int, name: str, taken: Fingerprint) -> None:
    """Let the article be found by its bands, unless enough of its group are found there."""
    if not taken.bands:
        return
    held = conn.execute(_HELD, {"bands": list(taken.bands), "of_name": name}).tuples()
    full = {band for band, of_all, of_group in held if of_all >= _OF_ONE_BAND or of_group >= _OF_ONE_GROUP}
    rows = [{"band": band, "article_id": article_id} for band in taken.bands if band not in full]
    if rows:
        conn.execute(_INDEX, rows)


# ------------------------------------------------------------------------------------------------------- counting

# Who has more reports than this is told by whoever is ever going to tell it: counts go up from there, never down.
_LOOKED_AT = 400
_VOICES = (
    sa.select(article.c.outlet_id, sa.func.coalesce(origin.c.name, article.c.outlet_id + "/" + article.c.key))
    .select_from(
        report.join(article, article.c.id == report.c.article_id).outerjoin(
            origin, origin.c.article_id == report.c.article_id
        )
    )
    .where(report.c.development_id == sa.bindparam("of_entry"))
    .order_by(report.c.article_id.desc())
    .limit(_LOOKED_AT)
)
_COUNTED = sa.select(development.c.id, development.c.outlets, development.c.origins).where(
    development.c.id.in_(sa.bindparam("ids", expanding=True))
)
_REPORTING = sa.union(
    sa.select(report.c.development_id).where(report.c.article_id.in_(sa.bindparam("ids", expanding=True))),
    sa.select(report_version.c.development_id).where(
        report_version.c.article_id.in_(sa.bindparam("ids", expanding=True)), report_version.c.until_at.is_(None)
    ),
)
_PLACED = (
    sa.select(report.c.development_id).distinct().where(report.c.mention_id.in_(sa.bindparam("ids", expanding=True)))
)


def count_voices(conn: sa.Connection, development_ids: Collection[int]) -> None:
    """Count the outlets and independent origins of entries anew, from their reports as they stand."""
    for piece in sql.chunks(sorted(development_ids)):
        for row in conn.execute(_COUNTED, {"ids": piece}).all():
            voices = [(outlet, name) for outlet, name in conn.execute(_VOICES, {"of_entry": row.id})]
            outlets, origins = len({outlet for outlet, _ in voices}), independent(voices)
            if len(voices) == _LOOKED_AT:
                outlets, origins = max(outlets, row.outlets), max(origins, row.origins)
            if (outlets, origins) != (row.outlets, row.origins):
                sql.update_one(conn, development, row.id, outlets=outlets, origins=origins)


def entries_of(conn: sa.Connection, *, articles: Collection[int] = (), mentions: Collection[int] = ()) -> set[int]:
    """Give the ids of entries that articles report, or did until now, and of those that mentions are placed under."""
    found: set[int] = set()
    for query, ids in ((_REPORTING, articles), (_PLACED, mentions)):
        for piece in sql.chunks(sorted(ids)):
            found.update(conn.execute(query, {"ids": piece}).scalars())
    return found
