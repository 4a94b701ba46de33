"""The addresses of articles: which are one story, and what becomes of an article that turns out to be a copy.

Rule kept: an article that is a copy keeps its row, its revisions and what people were told of it; its addresses and
entries belong to the other from then on, and what it tells is no longer current. So nothing is counted twice, and
nothing that was said is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from monitor.messages import said
from monitor.model import ArticleState
from monitor.storage import readings, sql
from monitor.storage.readings import Bucket
from monitor.storage.schema import address, article, capture, entry, revision

# So many articles are compared with one that claims the same address: where all pages claim one, it is a lie.
_COMPARED = 5


@dataclass(frozen=True, slots=True)
class Known:
    """An article that may be the same story: its current text, ``headline_only`` where it is no more than that."""

    id: int
    title: str
    text: str
    headline_only: bool


_ANY = revision.alias("any_of_it")
_NEWEST = (
    sa.select(_ANY.c.id)
    .where(_ANY.c.article_id == article.c.id)
    .order_by(_ANY.c.headline_only, _ANY.c.last_seen_at.desc(), _ANY.c.id.desc())
    .limit(1)
    .correlate(article)
    .scalar_subquery()
)
_CLAIM: sa.BindParameter[str] = sa.bindparam("of_claim")
_OUTLET: sa.BindParameter[str] = sa.bindparam("of_outlet")
_ARTICLE: sa.BindParameter[int] = sa.bindparam("of_article")
_OTHER = article.alias("other")
# Each by an index of its own: one query with OR goes through all articles of the outlet.
_CANDIDATES = sa.union(
    sa.select(address.c.article_id).where(address.c.outlet_id == _OUTLET, address.c.key == _CLAIM),
    sa.select(_OTHER.c.id).where(_OTHER.c.outlet_id == _OUTLET, _OTHER.c.claim_key == _CLAIM),
    sa.select(_OTHER.c.id).where(
        _OTHER.c.outlet_id == _OUTLET,
        _OTHER.c.claim_key.in_(sa.select(address.c.key).where(address.c.article_id == _ARTICLE)),
    ),
)
_RIVALS = (
    sa.select(article.c.id, revision.c.title, revision.c.text, revision.c.headline_only)
    .select_from(article.join(revision, revision.c.article_id == article.c.id))
    .where(
        article.c.id.in_(_CANDIDATES),
        article.c.id != _ARTICLE,
        article.c.copy_of.is_(None),
        revision.c.id == _NEWEST,
    )
    .order_by(article.c.id)
    .limit(_COMPARED)
)


def rivals(conn: sa.Connection, article_id: int, outlet_id: str, claim: str | None) -> list[Known]:
    """Give the articles of an outlet that one may be a copy of: they own or claim its address, or it claims theirs."""
    given = {"of_article": article_id, "of_outlet": outlet_id, "of_claim": claim or ""}
    return [Known(*row) for row in conn.execute(_RIVALS, given)]


def note_claim(conn: sa.Connection, article_id: int, key: str | None) -> None:
    """Note what an article's page calls its own address."""
    sql.update_one(conn, article, article_id, claim_key=key)


def join(conn: sa.Connection, copy: int, of: int) -> set[Bucket]:
    """Make one article a second address of another; give the buckets that lose what it told: fold these again."""
    for table in (address, entry):
        conn.execute(table.update().where(table.c.article_id == copy).values(article_id=of))
    conn.execute(article.update().where(article.c.copy_of == copy).values(copy_of=of))
    conn.execute(capture.delete().where(capture.c.article_id == copy, capture.c.state == "pending"))
    sql.update_one(
        conn,
        article,
        copy,
        state=str(ArticleState.COPY),
        reason=said(f"the same story as article {of}"),
        copy_of=of,
        next_fetch_at=None,
    )
    return readings.retire(conn, copy)
