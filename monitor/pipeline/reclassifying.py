"""Read every stored article again with the present lexicons, and say what that gains and loses.

Rules kept: the difference is known before anything is written; people's rulings are applied to what comes out as to
anything folded; what a new lexicon finds in an old article is filed quietly, because nothing happened in the world.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.classify import Classifier
from monitor.docket import proceeding_of
from monitor.model import Case, Document, Reading
from monitor.pipeline.filing import Filing, completed, save_found
from monitor.pipeline.line import Progress
from monitor.storage import readings, reads, revisions
from monitor.storage.engine import Connection
from monitor.storage.readings import Claim
from monitor.storage.revisions import RevisionRow

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A revision the present lexicons read otherwise: its new reading, and the claims gained and lost."""

    revision: RevisionRow
    reading: Reading
    gained: tuple[Claim, ...]
    lost: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What writing the differences did to the docket: numbers of entries, by case."""

    created: tuple[str, ...]
    withdrawn: tuple[str, ...]


def differences(
    conn: Connection, classifier: Classifier, cases: Mapping[str, Case], total: int, progress: Progress
) -> list[Difference]:
    """Read the current revision of every article again; give those that read otherwise than stored."""
    found: list[Difference] = []
    done = 0
    for page in _pages(conn):
        held = readings.current_claims(conn, [row.id for row in page])
        found += (one for row in page if (one := _difference(row, held[row.id], classifier, cases)) is not None)
        done += len(page)
        progress("articles", done, total)
    return found


def _pages(conn: Connection) -> Iterator[Sequence[RevisionRow]]:
    after = 0
    while page := revisions.current_revisions(conn, after_article=after, limit=_PAGE):
        yield page
        after = page[-1].article_id


def _difference(
    row: RevisionRow, held: set[Claim], classifier: Classifier, cases: Mapping[str, Case]
) -> Difference | None:
    document = document_of(row)
    read = classifier.read(document)
    reading, _ = completed(cases, document.content, read)
    claims = {readings.claim_of(one, proceeding_of(cases[one.case], one)) for one in reading.mentions}
    held = {claim for claim in held if claim[0] in cases}
    if claims == held:
        return None
    return Difference(row, read, _in_order(claims - held), _in_order(held - claims))


def _in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda claim: (claim[7], claim[2], claim[3], claim[6])))


def document_of(row: RevisionRow) -> Document:
    """Give a stored revision as the classifier reads it."""
    at = row.article_published_at
    return Document(
        id=str(row.id),
        title=row.title,
        text=row.text,
        published=row.published or row.article_published or (at.isoformat() if at else None),
        outlet=row.outlet_id,
        language=row.language or row.outlet_language,
        timezone=row.timezone or "Europe/Helsinki",
    )


def write(
    conn: Connection, cases: Mapping[str, Case], found: Sequence[Difference], now: dt.datetime, progress: Progress
) -> Outcome:
    """Store the new readings and fold what they touch."""
    before = _standing(conn)
    filing = Filing(conn, cases, now, quiet=True)
    for done, one in enumerate(found, 1):
        save_found(filing, one.revision.id, f"{one.revision.title}\n\n{one.revision.text}", one.reading)
        filing.articles.add(one.revision.article_id)
        progress("filing", done, len(found))
    filing.close()
    after = _standing(conn)
    return Outcome(tuple(sorted(after - before, key=_number)), tuple(sorted(before - after, key=_number)))


def _standing(conn: Connection) -> set[str]:
    return {f"{row.case}-{row.number}" for row in reads.developments(conn, hidden=True)}


def _number(name: str) -> tuple[str, int]:
    case, _, number = name.rpartition("-")
    return case, int(number)
