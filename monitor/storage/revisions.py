"""Revisions: an article's text at one fetch, immutable, known by its hash.

A text that differs from a stored one in a time stamp, a counter or a list of links alone is that one, seen again. The
current revision is the full text seen last; a page that shows only headline and teaser (a paywall that went up)
never takes the place of a full text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from monitor.edits import essence
from monitor.storage import sql
from monitor.storage.schema import article, outlet, revision
from monitor.storage.search import words
from monitor.storage.types import clean


@dataclass(frozen=True, slots=True)
class SavedRevision:
    """A stored revision; ``changed``: the article's current text is now another than before, so read it.

    ``before`` is the full text it took the place of, None when there was none.
    """

    id: int
    is_new: bool
    changed: bool
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision with what reading it needs of its article and outlet."""

    id: int
    article_id: int
    outlet_id: str
    title: str
    text: str
    language: str
    published: str | None
    updated: str | None
    fetched_at: dt.datetime
    page_hash: str
    headline_only: bool
    outlet_language: str
    timezone: str
    article_published: str | None
    article_published_at: dt.datetime | None


_OF_ARTICLE = sa.select(
    revision.c.id,
    revision.c.content_hash,
    revision.c.essence_hash,
    revision.c.headline_only,
    revision.c.last_seen_at,
).where(revision.c.article_id == sa.bindparam("of_article"))
_NEWEST_FIRST = (revision.c.headline_only, revision.c.last_seen_at.desc(), revision.c.id.desc())


def content_hash(title: str, text: str) -> str:
    """Give the SHA-256 of the string every offset counts in."""
    return hashlib.sha256(f"{title}\n\n{text}".encode()).hexdigest()


def essence_hash(title: str, text: str) -> str:
    """Give the SHA-256 of what a text says (`edits.essence`)."""
    return hashlib.sha256(essence(title, text).encode()).hexdigest()


def save_revision(
    conn: sa.Connection,
    article_id: int,
    *,
    title: str,
    text: str,
    fetched_at: dt.datetime,
    language: str = "",
    published: str | None = None,
    updated: str | None = None,
    page_hash: str = "",
    headline_only: bool = False,
    reason: str = "",
) -> SavedRevision:
    """Store a text unless the article has it already; a text that came back is the same revision, seen again."""
    digest = content_hash(clean(title), clean(text))
    said = essence_hash(clean(title), clean(text))
    stored = sorted(_stored(conn, article_id), key=_place)
    before = stored[0] if stored else None
    full_before = before.id if before is not None and not before.headline_only else None
    same = _same(stored, digest, said, headline_only=headline_only)
    if same is not None:
        again = _seen_again(conn, same, fetched_at, headline_only=headline_only)
        after = min([again, *(one for one in stored if one is not same)], key=_place)
        changed = after is again and before is not same
        return SavedRevision(same.id, is_new=False, changed=changed, before=full_before if changed else None)
    revision_id = sql.insert_one(
        conn,
        revision,
        article_id=article_id,
        content_hash=digest,
        title=title,
        text=text,
        language=language,
        published=published,
        updated=updated,
        fetched_at=fetched_at,
        last_seen_at=fetched_at,
        page_hash=page_hash,
        headline_only=headline_only,
        reason=reason,
        essence_hash=said,
    )
    words.learn(conn, f"{title}\n{text}", language)
    new = _Stored(revision_id, digest, said, headline_only, fetched_at)
    changed = min([new, *stored], key=_place) is new
    return SavedRevision(revision_id, is_new=True, changed=changed, before=full_before if changed else None)


def says(conn: sa.Connection, article_id: int, title: str, text: str) -> bool:
    """Whether an article's current full text says what a text says, time stamps and counters apart."""
    current = min(_stored(conn, article_id), key=_place, default=None)
    if current is None or current.headline_only:
        return False
    title, text = clean(title), clean(text)
    return current.content_hash == content_hash(title, text) or current.essence_hash == essence_hash(title, text)


def note_seen(conn: sa.Connection, article_id: int, at: dt.datetime) -> None:
    """Note that a page still shows an article's current text."""
    current = min(_stored(conn, article_id), key=_place, default=None)
    if current is not None:
        _seen_again(conn, current, at, headline_only=current.headline_only)


def _same(stored: Sequence[_Stored], digest: str, said: str, *, headline_only: bool) -> _Stored | None:
    """Find the stored revision a text is: to the letter, else the newest that says the same."""
    exact = next((one for one in stored if one.content_hash == digest), None)
    if exact is not None:
        return exact
    return next((one for one in stored if one.essence_hash == said and one.headline_only == headline_only), None)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What decides which of an article's revisions is the current one."""

    id: int
    content_hash: str
    essence_hash: str
    headline_only: bool
    last_seen_at: dt.datetime


def _place(one: _Stored) -> tuple[bool, float, int]:
    """Sort the current revision first, as `_NEWEST_FIRST` does."""
    return one.headline_only, -one.last_seen_at.timestamp(), -one.id


def _stored(conn: sa.Connection, article_id: int) -> list[_Stored]:
    return [_Stored(*row) for row in conn.execute(_OF_ARTICLE, {"of_article": article_id})]


def _seen_again(conn: sa.Connection, one: _Stored, at: dt.datetime, *, headline_only: bool) -> _Stored:
    """Note that a text is (again) what the page says; one known as a headline may turn out to be all there is."""
    values: dict[str, object] = {"last_seen_at": at}
    if one.headline_only and not headline_only:
        values |= {"headline_only": False, "reason": ""}
    sql.update_one(conn, revision, one.id, **values)
    return replace(one, headline_only=one.headline_only and headline_only, last_seen_at=at)


_ROW = sa.select(
    revision.c.id,
    revision.c.article_id,
    article.c.outlet_id,
    revision.c.title,
    revision.c.text,
    revision.c.language,
    revision.c.published,
    revision.c.updated,
    revision.c.fetched_at,
    revision.c.page_hash,
    revision.c.headline_only,
    outlet.c.language.label("outlet_language"),
    outlet.c.timezone,
    article.c.published.label("article_published"),
    article.c.published_at.label("article_published_at"),
).select_from(revision.join(article).join(outlet))


def old_texts(before: dt.datetime) -> sa.ColumnElement[bool]:
    """Narrow to revisions whose text is still there and that no page has shown since a time."""
    return sa.and_(revision.c.last_seen_at < before, revision.c.purged_at.is_(None), revision.c.text != "")


def count_old_texts(conn: sa.Connection, before: dt.datetime) -> int:
    """Count the texts `purge_texts` would remove."""
    return int(conn.execute(sa.select(sa.func.count()).select_from(revision).where(old_texts(before))).scalar_one())


def purge_texts(conn: sa.Connection, before: dt.datetime, now: dt.datetime) -> int:
    """Remove the texts no page has shown since a time; hashes, titles and quotes stay. Give how many they were."""
    removed = conn.execute(sa.select(revision.c.id, revision.c.text).where(old_texts(before))).all()
    for some in sql.chunks(removed):
        those = revision.c.id.in_([row.id for row in some])
        conn.execute(revision.update().where(those).values(text="", purged_at=now))
    words.forget(conn, (row.text for row in removed))
    return len(removed)


def get(conn: sa.Connection, revision_id: int) -> RevisionRow | None:
    """Give one revision, None when there is none of that id."""
    row = conn.execute(_ROW.where(revision.c.id == revision_id)).first()
    return None if row is None else RevisionRow(*row)


def current_text(conn: sa.Connection, article_id: int) -> str:
    """Give the text of an article's current revision, "" when it has none."""
    query = sa.select(revision.c.text).where(revision.c.article_id == article_id).order_by(*_NEWEST_FIRST).limit(1)
    return conn.execute(query).scalar() or ""


def current_revisions(conn: sa.Connection, *, after_article: int = 0, limit: int = 200) -> list[RevisionRow]:
    """Give the current revisions of the articles after one, in the order of article ids: a page of all there are."""
    articles = (
        sa.select(revision.c.article_id)
        .join(article, article.c.id == revision.c.article_id)
        .where(revision.c.article_id > after_article, revision.c.purged_at.is_(None), article.c.copy_of.is_(None))
        .distinct()
        .order_by(revision.c.article_id)
        .limit(limit)
    )
    place = sa.func.row_number().over(partition_by=revision.c.article_id, order_by=_NEWEST_FIRST).label("place")
    ranked = sa.select(revision.c.id, place).where(revision.c.article_id.in_(articles)).subquery()
    query = _ROW.join(ranked, ranked.c.id == revision.c.id).where(ranked.c.place == 1)
    return [RevisionRow(*row) for row in conn.execute(query.order_by(revision.c.article_id))]
