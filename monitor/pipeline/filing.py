"""Put what was read into the database: revision, mentions, and the docket entries they belong to.

Rule kept: one transaction holds a revision, its mentions and the refolding of every bucket they touch, so that the
docket never shows half of an article.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.conflicts import of_case, of_entries
from monitor.corrections import Told, corrections
from monitor.docket import Folded, Lapsed, Statement, another_matter, proceeding_of, revived
from monitor.language.dates import published_on
from monitor.model import Case, Kind, Modality, Outcome, Reading
from monitor.particulars import Completed, complete
from monitor.reading import Read
from monitor.rulings import ruled_fold
from monitor.storage import conflicts as stored_conflicts
from monitor.storage import corrections as stored_corrections
from monitor.storage import decisions, docket, history, origins, readings, revisions
from monitor.storage.engine import Connection
from monitor.storage.readings import Bucket
from monitor.storage.schema import WITHDRAWN


@dataclass(frozen=True, slots=True)
class Edit:
    """An article whose text took the place of another: its revisions, and what the earlier one told."""

    article_id: int
    before: int
    after: int
    told: tuple[Told, ...]


@dataclass(slots=True)
class Filing:
    """One transaction's filing: collects the buckets that changed and folds each once, at the end."""

    conn: Connection
    cases: Mapping[str, Case]
    now: dt.datetime
    quiet: bool = False  # articles newly filed are due in no digest
    touched: set[Bucket] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)  # whose reports may be others than before
    edits: list[Edit] = field(default_factory=list)

    def close(self) -> list[tuple[str, int]]:
        """Fold what was touched; give (case, number) of every entry that is new."""
        created = []
        for bucket in sorted(self.touched):
            folded = refold(self.conn, bucket, self.now, quiet=self.quiet)
            created += [(bucket.case, number) for number in folded.created]
        compare(self.conn, self.touched, self.now)
        for one in self.edits:
            _correct(self.conn, one, self.now)
        told = origins.entries_of(self.conn, articles=self.articles)
        origins.count_voices(self.conn, told)
        history.record_entries(self.conn, told, self.now)
        history.record_reports(self.conn, self.articles, self.now)
        for noted in (self.touched, self.articles, self.edits):
            noted.clear()
        return created


def save_read(filing: Filing, article_id: int, read: Read, at: dt.datetime) -> revisions.SavedRevision:
    """Store what was read of one article and note which buckets it touches; ``at`` is when it was fetched."""
    saved = revisions.save_revision(
        filing.conn,
        article_id,
        title=read.title,
        text=read.text,
        fetched_at=at,
        language=read.language,
        published=read.published,
        updated=read.updated,
        page_hash=read.page_hash,
        headline_only=bool(read.reason),
        reason=read.reason,
    )
    filing.articles.add(article_id)
    if saved.changed:
        if saved.before is not None:
            told = tuple(stored_corrections.told_by(filing.conn, article_id))
            filing.edits.append(Edit(article_id, saved.before, saved.id, told))
        save_found(filing, saved.id, f"{read.title}\n\n{read.text}", read.reading)
    return saved


def _correct(conn: Connection, edit: Edit, now: dt.datetime) -> None:
    """Note what an edit changed or took back under the entries that its article was told under."""
    if not edit.told:
        return
    old, new = (stored_corrections.text_of(conn, one) for one in (edit.before, edit.after))
    found = corrections(edit.told, stored_corrections.told_by(conn, edit.article_id), old, new)
    stored_corrections.save(conn, edit.article_id, (edit.before, edit.after), found, now)


def save_found(filing: Filing, revision_id: int, content: str, found: Reading) -> None:
    """Store what the classifier found in a revision, with its particulars, and note which buckets it touches."""
    found, whole = completed(filing.cases, content, found)
    proceedings = [proceeding_of(filing.cases[mention.case], mention) for mention in found.mentions]
    filing.touched |= readings.save_reading(
        filing.conn,
        revision_id,
        found,
        proceedings,
        filing.now,
        homes=whole.homes,
        finalities=whole.finalities,
        near_proceedings=[proceeding_of(filing.cases[near.case], near) for near in found.near],
    )
    if found.mentions:
        filing.articles |= origins.save_origin(filing.conn, revision_id)


def completed(cases: Mapping[str, Case], content: str, found: Reading) -> tuple[Reading, Completed]:
    """Give a reading as it is filed: of these cases only, with its particulars."""
    found = _of_this_case(cases, found)
    whole = complete(content, found.language, found.mentions, found.figures)
    return replace(found, mentions=whole.mentions, figures=whole.figures), whole


def _of_this_case(cases: Mapping[str, Case], found: Reading) -> Reading:
    """Leave out what a text tells of the accused person's earlier matters, with the figures of these clauses."""
    others = [one for one in found.mentions if another_matter(cases[one.case], one)]
    if not others:
        return found
    told = [range(one.start, one.end) for one in others]
    return replace(
        found,
        mentions=tuple(one for one in found.mentions if one not in others),
        figures=tuple(one for one in found.figures if not any(one.start in clause for clause in told)),
    )


def refold(conn: Connection, bucket: Bucket, now: dt.datetime, *, quiet: bool = False) -> docket.Folded:
    """Fold one bucket again from its current mentions, store the entries, and note what they say from now on."""
    statements = [_statement(bucket, mention) for mention in docket.bucket_mentions(conn, bucket)]
    entries = ruled_fold(Kind(bucket.kind), bucket.subject, statements, decisions.of_bucket(conn, bucket))
    folded = docket.save_folding(conn, bucket, _revived(conn, bucket, entries), now, quiet=quiet)
    told = origins.entries_of(conn, mentions=folded.placed)
    origins.count_voices(conn, told)
    history.record_entries(conn, told, now)
    history.record_numbers(conn, bucket.case, {*folded.created, *folded.changed, *folded.withdrawn}, now)
    history.record_reports(conn, (), now, mention_ids=folded.placed)
    return folded


def _revived(conn: Connection, bucket: Bucket, entries: Sequence[Folded]) -> Sequence[Folded]:
    """Give new entries the numbers of withdrawn ones that they are again."""
    if all(entry.number is not None for entry in entries):
        return entries
    lapsed = [
        Lapsed(row.number, row.strand, row.stage, row.date)
        for row in docket.bucket_developments(conn, bucket)
        if row.status == WITHDRAWN and not row.by_hand
    ]
    return revived(Kind(bucket.kind), bucket.subject, entries, lapsed)


def compare(conn: Connection, buckets: Collection[Bucket], now: dt.datetime) -> None:
    """Find where sources differ about the entries of buckets, and about their cases as a whole."""
    for bucket in sorted(buckets):
        events, numbers = stored_conflicts.bucket_answers(conn, bucket)
        found = of_entries(bucket.case, events, numbers)
        stored_conflicts.save(conn, bucket.case, stored_conflicts.scope_of(bucket), found, now)
    for case in sorted({bucket.case for bucket in buckets}):
        found = of_case(case, *stored_conflicts.case_answers(conn, case))
        stored_conflicts.save(conn, case, stored_conflicts.CASE, found, now)


def _statement(bucket: Bucket, mention: docket.BucketMention) -> Statement:
    published = mention.published_at or _day(mention.published)
    return Statement(
        id=mention.id,
        kind=Kind(bucket.kind),
        modality=Modality(mention.modality),
        news=mention.news,
        subject=bucket.subject,
        reported_at=published or mention.first_seen_at,
        date=mention.date,
        outcome=Outcome(mention.outcome) if mention.outcome else None,
        authority=mention.authority,
        stage=mention.stage,
        numbers=mention.numbers,
        finality=mention.finality,
        article=mention.article_id,
        told_by=f"{mention.outlet_id} {mention.article_key} {mention.start:09}",
        published=published is not None or not mention.imported,
    )


def _day(published: str | None) -> dt.datetime | None:
    """Give the first moment of a publication date that has no time."""
    day = published_on(published, "UTC")
    return dt.datetime.combine(day.first, dt.time(), dt.UTC) if day else None
