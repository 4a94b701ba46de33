"""Articles: one story at one address, how far it has been read, when its page is due again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from monitor.model import ArticleState, FeedKind
from monitor.storage import sql
from monitor.storage.schema import address, article, entry, feed, report, revision


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article as fetching and reading need it; ``has_revision`` tells whether any text of it is stored.

    ``in_docket`` tells whether an entry rests on it.
    """

    id: int
    outlet_id: str
    url: str
    key: str
    title: str
    summary: str
    language: str
    state: ArticleState
    reason: str
    published: str | None
    published_at: dt.datetime | None
    first_seen_at: dt.datetime
    fetched_at: dt.datetime | None
    attempts: int
    etag: str | None
    last_modified: str | None
    baseline: bool
    via: str
    claim_key: str | None
    has_revision: bool
    in_docket: bool


_REPORTED = ("has_revision", "in_docket")
_COLUMNS = [article.c[name] for name in DueArticle.__dataclass_fields__ if name not in _REPORTED]
_OWNER = sa.select(address.c.article_id).where(
    address.c.outlet_id == sa.bindparam("of_outlet"), address.c.key == sa.bindparam("of_key")
)
_HAS_REVISION = sa.exists().where(revision.c.article_id == article.c.id).label("has_revision")
_IN_DOCKET = sa.exists().where(report.c.article_id == article.c.id).label("in_docket")


def _read(row: sa.Row[tuple[object, ...]]) -> DueArticle:
    values = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    values["state"] = ArticleState(values["state"])
    values |= {name: bool(values[name]) for name in _REPORTED}
    return DueArticle(**values)


def due_articles(conn: sa.Connection, now: dt.datetime, limit: int = 100) -> list[DueArticle]:
    """Give the articles whose page is to be fetched now: those never asked for, then the others; the longest due first.

    Where only so many may be asked for today, what nobody has read comes before what might have changed.
    """
    query = (
        sa.select(*_COLUMNS, _HAS_REVISION, _IN_DOCKET)
        .where(article.c.next_fetch_at <= now)
        .order_by(article.c.fetched_at.is_not(None), article.c.next_fetch_at, article.c.id)
        .limit(limit)
    )
    return [_read(row) for row in conn.execute(query)]


def get(conn: sa.Connection, article_id: int) -> DueArticle | None:
    """Give one article, None when there is none of that id."""
    row = conn.execute(sa.select(*_COLUMNS, _HAS_REVISION, _IN_DOCKET).where(article.c.id == article_id)).first()
    return None if row is None else _read(row)


def find(conn: sa.Connection, outlet_id: str, key: str) -> int | None:
    """Give the article that a key of an outlet belongs to, None when there is none."""
    return _owner(conn, outlet_id, key)


def watch(conn: sa.Connection, article_id: int) -> None:
    """Note that an article is read by polling it: it is never due by itself, and its changes are news."""
    sql.update_one(conn, article, article_id, via="feed", next_fetch_at=None)


def add_article(
    conn: sa.Connection,
    *,
    outlet_id: str,
    key: str,
    url: str,
    now: dt.datetime,
    title: str = "",
    summary: str = "",
    published: str | None = None,
    published_at: dt.datetime | None = None,
    via: str = "import",
    baseline: bool = True,
) -> tuple[int, bool]:
    """Record an article that no feed listed, such as an import's; give its id and whether it is new."""
    owner = _owner(conn, outlet_id, key)
    if owner is not None:
        return owner, False
    article_id = sql.insert_one(
        conn,
        article,
        outlet_id=outlet_id,
        key=key,
        url=url,
        title=title,
        summary=summary,
        state=str(ArticleState.PENDING),
        via=via,
        baseline=baseline,
        published=published,
        published_at=published_at,
        first_seen_at=now,
    )
    conn.execute(address.insert(), {"outlet_id": outlet_id, "key": key, "article_id": article_id})
    return article_id, True


def add_address(conn: sa.Connection, article_id: int, key: str) -> int:
    """Note another key of the same story (a redirect's, a rel=canonical's).

    Give the article the key belongs to: another than ``article_id`` when the two are copies of one story.
    """
    outlet_id = conn.execute(sa.select(article.c.outlet_id).where(article.c.id == article_id)).scalar_one()
    row = {"outlet_id": outlet_id, "key": key, "article_id": article_id}
    sql.upsert(conn, address, [row], key=["outlet_id", "key"], update=())
    owner = _owner(conn, outlet_id, key)
    return article_id if owner is None else owner


def _owner(conn: sa.Connection, outlet_id: str, key: str) -> int | None:
    return conn.execute(_OWNER, {"of_outlet": outlet_id, "of_key": key}).scalar()


def save_fetched(
    conn: sa.Connection,
    article_id: int,
    *,
    state: ArticleState,
    fetched_at: dt.datetime,
    next_fetch_at: dt.datetime | None,
    reason: str = "",
    etag: str | None = None,
    last_modified: str | None = None,
    title: str = "",
    published: str | None = None,
    published_at: dt.datetime | None = None,
) -> None:
    """Note that an article's page was answered (304 too); what is empty or None leaves what was known."""
    known = {
        "etag": etag,
        "last_modified": last_modified,
        "title": title or None,
        "published": published,
        "published_at": published_at,
    }
    sql.update_one(
        conn,
        article,
        article_id,
        state=str(state),
        reason=reason,
        fetched_at=fetched_at,
        next_fetch_at=next_fetch_at,
        attempts=0,
        gone_at=None,
        **{name: value for name, value in known.items() if value is not None},
    )


def save_failed(
    conn: sa.Connection,
    article_id: int,
    *,
    state: ArticleState,
    reason: str,
    at: dt.datetime,
    next_fetch_at: dt.datetime | None,
) -> None:
    """Note that an article's page could not be had, and since when it is gone; its stored text stays."""
    gone = {"gone_at": sa.func.coalesce(article.c.gone_at, at)} if state is ArticleState.GONE else {}
    conn.execute(
        article.update()
        .where(article.c.id == article_id)
        .values(
            state=str(state),
            reason=reason,
            fetched_at=at,
            next_fetch_at=next_fetch_at,
            attempts=article.c.attempts + 1,
            **gone,
        )
    )


def save_unread(conn: sa.Connection, article_id: int, next_fetch_at: dt.datetime, reason: str = "") -> None:
    """Postpone an article without an attempt, as when its host asked to be left alone."""
    conn.execute(article.update().where(article.c.id == article_id).values(next_fetch_at=next_fetch_at, reason=reason))


def look_again(conn: sa.Connection, article_ids: Collection[int], at: dt.datetime) -> None:
    """Make known articles due at ``at``, unless they are due sooner, or are polled themselves."""
    watched = sa.select(entry.c.article_id).join(feed).where(feed.c.kind == str(FeedKind.WATCHED))
    for piece in sql.chunks(article_ids):
        conn.execute(
            article.update()
            .where(article.c.id.in_(piece))
            .where(sa.or_(article.c.next_fetch_at.is_(None), article.c.next_fetch_at > at))
            .where(article.c.id.not_in(watched))
            .values(next_fetch_at=at)
        )
