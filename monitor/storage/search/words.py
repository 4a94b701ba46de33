"""Every word of the stored texts, once per language, with its base form: the table `word`, kept in step with the texts.

Rules kept: a text's words are stored in the transaction that stores the text; words that no text has any longer go
when a text is removed (a name that was erased must not live on in a list). A database whose words were cut by an
older program, or never, is told by `are_complete` and mended by `store_all`.
"""

from __future__ import annotations

import json
import secrets
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from monitor.language import vocabulary
from monitor.storage import sql
from monitor.storage.schema import ALL_WORDS, mention, outlet, revision, word
from monitor.storage.schema import article as article_table

Progress = Callable[[int, int], None]

_AT_ONCE = 500
_MOST_SEEN = 100_000
_MARK = "SELECT ending FROM word WHERE language = '' AND form = ''"
_NEW = "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM word WHERE language = ? AND form = value)"
_ADD = "INSERT OR IGNORE INTO word (language, form, ending) VALUES (?, ?, ?)"


@dataclass
class _Seen:
    """The words that one database is known to hold, so that it is not asked for the common ones again and again.

    Only what a finished transaction stored is known: what this one stores may yet be rolled back. ``mark`` is what the
    database says of its words; whoever removes some changes it.
    """

    mark: str | None = None
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    transaction: weakref.ref[sa.RootTransaction] | None = None
    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


_SEEN: weakref.WeakKeyDictionary[sa.Engine, _Seen] = weakref.WeakKeyDictionary()


def learn(conn: sa.Connection, text: str, language: str) -> None:
    """Store the words of a text that are not stored yet; ``language`` is what it is taken for if it does not tell."""
    found = vocabulary.distinct(text)
    language = vocabulary.language_of(found, language)
    if conn.dialect.name == "sqlite":
        _add(conn, found, language)
        return
    forms = [{"language": language, "form": form, "ending": _ending(form, language)} for form in sorted(found)]
    sql.upsert(conn, word, forms, key=["language", "form"], update=())


def _add(conn: sa.Connection, found: set[str], language: str) -> None:
    """Store what is new of a text's words; driver SQL, because this runs for every article."""
    seen = _seen(conn)
    fresh = found - seen.words[language]
    if not fresh:
        return
    new = {form for (form,) in conn.exec_driver_sql(_NEW, (json.dumps(list(fresh)), language))}
    if new:
        conn.exec_driver_sql(_ADD, [(language, form, _ending(form, language)) for form in new])
    seen.own[language] |= new
    seen.words[language] |= fresh - seen.own[language]


def _seen(conn: sa.Connection) -> _Seen:
    """Give what is known of a connection's database, nothing any more if words were removed since."""
    seen = _SEEN.setdefault(conn.engine, _Seen())
    mark = conn.exec_driver_sql(_MARK).scalar()
    if mark != seen.mark or sum(map(len, seen.words.values())) > _MOST_SEEN:
        seen.mark, seen.words = mark, defaultdict(set)
    transaction = conn.get_transaction()
    if seen.transaction is None or seen.transaction() is not transaction:
        seen.transaction, seen.own = weakref.ref(transaction) if transaction else None, defaultdict(set)
    return seen


def _ending(form: str, language: str) -> str:
    return vocabulary.stem(form, language)[::-1]


def forget(conn: sa.Connection, texts: Iterable[str]) -> None:
    """Remove the words of texts that are gone, unless another text has them; call when the texts are removed."""
    gone = {form for text in texts for form in vocabulary.distinct(text)}
    if not gone:
        return
    kept = _indexed(conn, gone) if has_index(conn) else _read(conn, gone)
    for some in sql.chunks(sorted(gone - kept)):
        conn.execute(word.delete().where(word.c.form.in_(some)))
    if are_complete(conn):
        conn.execute(word.update().where(word.c.language == "", word.c.form == "").values(ending=_mark()))


def _mark() -> str:
    """Give the mark of a whole list of words, another one each time."""
    return f"{ALL_WORDS['ending']}+{secrets.token_hex(4)}"


def _indexed(conn: sa.Connection, forms: set[str]) -> set[str]:
    """Give those of some words that a stored text has."""
    kept = set()
    for table in ("revision", "mention"):
        conn.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms_{table} USING fts5vocab(main, search_{table}, row)"
        )
        kept |= set(
            conn.exec_driver_sql(
                f"SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM temp.terms_{table} WHERE term = value)",  # noqa: S608 the same
                (json.dumps(sorted(forms)),),
            ).scalars()
        )
    return kept


def _read(conn: sa.Connection, forms: set[str]) -> set[str]:
    """Give the same without an index: every text is read through until all the words are found."""
    missing = set(forms)
    for content in (revision.c.title, revision.c.text, mention.c.quote):
        with conn.execute(sa.select(content).execution_options(yield_per=_AT_ONCE)) as rows:
            for (text,) in rows:
                missing.difference_update(vocabulary.distinct(text))
                if not missing:
                    return forms
    return forms - missing


def has_index(conn: sa.Connection) -> bool:
    """Whether this database has SQLite's full-text index."""
    return conn.dialect.name == "sqlite" and sa.inspect(conn).has_table("search_revision")


def are_complete(conn: sa.Connection) -> bool:
    """Whether the words of every text are stored as this program cuts them."""
    said = sa.select(word.c.ending).where(word.c.language == "", word.c.form == "")
    return (conn.execute(said).scalar() or "").partition("+")[0] == ALL_WORDS["ending"]


def store_all(engine: sa.Engine, progress: Progress, *, index_too: bool = False) -> int:
    """Store the words of every text anew, in steps that let others write between; give how many texts there are.

    ``index_too`` builds SQLite's full-text index anew as well.
    """
    with engine.begin() as conn:
        conn.execute(word.delete())
        if index_too and has_index(conn):
            for table in ("revision", "mention"):
                conn.exec_driver_sql(f"INSERT INTO search_{table} (search_{table}) VALUES ('rebuild')")  # noqa: S608 names of this module only
        total = conn.execute(sa.select(sa.func.count()).select_from(revision)).scalar_one()
    done, last = 0, 0
    while True:
        with engine.begin() as conn:
            rows = conn.execute(_TEXTS, {"after": last}).all()
            for row in rows:
                learn(conn, f"{row.title}\n{row.text}", row.language or row.outlet_language)
            if not rows:
                conn.execute(word.insert().values(**(ALL_WORDS | {"ending": _mark()})))
                return int(total)
        done, last = done + len(rows), rows[-1].id
        progress(min(done, total), total)


_TEXTS = (
    sa.select(
        revision.c.id,
        revision.c.title,
        revision.c.text,
        revision.c.language,
        outlet.c.language.label("outlet_language"),
    )
    .select_from(
        revision.join(article_table, article_table.c.id == revision.c.article_id).join(
            outlet, outlet.c.id == article_table.c.outlet_id
        )
    )
    .where(revision.c.id > sa.bindparam("after"))
    .order_by(revision.c.id)
    .limit(_AT_ONCE)
)
