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
from monitor.docket import Folded, Lapsed, Statement, another_matter, joined, proceeding_of, revived
from monitor.language.dates import published_on
from monitor.model import Case, Kind, Modality, Outcome, Reading
from monitor.particulars import Completed, complete
from monitor.reading import Read
from monitor.rulings import Rulings, ruled_fold
from monitor.storage import conflicts as stored_conflicts
from monitor.storage import corrections as stored_corrections
from monitor.storage import decisions, docket, history, meta, origins, readings, revisions
from monitor.storage.conflicts import new_answers
from monitor.storage.engine import Connection
from monitor.storage.readings import Bucket
from monitor.storage.schema import WITHDRAWN

# Up to so many mentions a bucket is folded as a whole whenever it is touched; a larger one when something new is said
# of it, and when it has grown by a tenth: folding ten thousand mentions takes a second, joining an entry a millisecond.
_LARGE, _MANY, _GROWTH = 400, 2000, 1.1
_RULED = (Kind.VERDICT, Kind.APPEAL_RULING)


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
    fresh: dict[Bucket, set[int]] = field(default_factory=dict)  # revisions of articles that were never read before
    stale: set[Bucket] = field(default_factory=set)  # buckets that lost what an earlier reading had said

    def close(self) -> list[tuple[str, int]]:
        """Fold what was touched; give (case, number) of every entry that is new."""
        created, folded_whole = [], set()
        left = origins.entries_of(self.conn, articles=self.articles)  # folding one bucket closes the books on all
        for bucket in sorted(self.touched):
            fresh = () if bucket in self.stale else self.fresh.get(bucket, ())
            folded = refold(self.conn, bucket, self.now, quiet=self.quiet, fresh=fresh)
            created += [(bucket.case, number) for number in folded.created]
            folded_whole |= {bucket} if folded.whole else set()
        told_anew = new_answers(self.conn, {one for ids in self.fresh.values() for one in ids})
        compare(self.conn, self.touched if told_anew else folded_whole, self.now, case_too=told_anew)
        for one in self.edits:
            _correct(self.conn, one, self.now)
        told = left | origins.entries_of(self.conn, articles=self.articles)
        origins.count_voices(self.conn, told)
        history.record_entries(self.conn, told, self.now)
        history.record_reports(self.conn, self.articles, self.now)
        for noted in (self.touched, self.articles, self.edits, self.fresh, self.stale):
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
    known = readings.was_read(filing.conn, revision_id)
    touched = readings.save_reading(
        filing.conn,
        revision_id,
        found,
        proceedings,
        filing.now,
        homes=whole.homes,
        finalities=whole.finalities,
        near_proceedings=[proceeding_of(filing.cases[near.case], near) for near in found.near],
    )
    filing.touched |= touched
    if known:
        filing.stale |= touched
    for bucket in touched:
        filing.fresh.setdefault(bucket, set()).add(revision_id)
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


def refold(
    conn: Connection, bucket: Bucket, now: dt.datetime, *, quiet: bool = False, fresh: Collection[int] = ()
) -> docket.Folded:
    """Fold one bucket again from its current mentions, store the entries, and note what they say from now on.

    ``fresh``: the revisions of newly read articles that alone have touched it. In a large bucket what these tell joins
    the entries it changes nothing about, without folding everything again.
    """
    rulings = decisions.of_bucket(conn, bucket)
    folded = _join(conn, bucket, now, fresh, quiet=quiet) if fresh and rulings == Rulings() else None
    if folded is None:
        statements = [_statement(bucket, mention) for mention in docket.bucket_mentions(conn, bucket)]
        entries = ruled_fold(Kind(bucket.kind), bucket.subject, statements, rulings)
        folded = docket.save_folding(conn, bucket, _revived(conn, bucket, entries), now, quiet=quiet)
        if len(statements) > _LARGE:
            meta.put(conn, f"folded:{'/'.join(bucket)}", str(docket.size(conn, bucket)))
    told = origins.entries_of(conn, mentions=folded.placed)
    origins.count_voices(conn, told)
    history.record_entries(conn, told, now)
    history.record_numbers(conn, bucket.case, {*folded.created, *folded.changed, *folded.withdrawn}, now)
    history.record_reports(conn, (), now, mention_ids=folded.placed)
    return folded


def _join(
    conn: Connection, bucket: Bucket, now: dt.datetime, fresh: Collection[int], *, quiet: bool
) -> docket.Folded | None:
    """Place new mentions under entries they change nothing about; None when the bucket is to be folded as a whole."""
    if not _grown_little(conn, f"folded:{'/'.join(bucket)}", docket.size(conn, bucket), _LARGE):
        return None
    entries, homes = docket.held(conn, bucket), {}
    for mention in docket.fresh_mentions(conn, bucket, fresh):
        home = joined(Kind(bucket.kind), bucket.subject, _statement(bucket, mention), entries)
        if home is None:
            return None
        homes[mention.id] = home
    return docket.save_joining(conn, bucket, homes, now, quiet=quiet)


def _grown_little(conn: Connection, name: str, size: int, large: int) -> bool:
    """Whether something is large, and has grown by less than a tenth since it was last gone through as a whole.

    So going through it all costs every article the same on average, however much there is.
    """
    before = meta.get(conn, name)
    return size > large and before is not None and size < int(before) * _GROWTH


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


def compare(conn: Connection, buckets: Collection[Bucket], now: dt.datetime, *, case_too: bool = True) -> None:
    """Find where sources differ about the entries of buckets, and about their cases as a whole.

    Without ``case_too`` a case with many figures is compared anew only when a ruling was folded, or when it has grown.
    """
    for bucket in sorted(buckets):
        events, numbers = stored_conflicts.bucket_answers(conn, bucket)
        found = of_entries(bucket.case, events, numbers)
        stored_conflicts.save(conn, bucket.case, stored_conflicts.scope_of(bucket), found, now)
    for case in sorted({bucket.case for bucket in buckets}):
        name, figures = f"compared:{case}", stored_conflicts.figures_of(conn, case)
        ruled = any(bucket.case == case and bucket.kind in _RULED for bucket in buckets)
        if case_too or ruled or not _grown_little(conn, name, figures, _MANY):
            found = of_case(case, *stored_conflicts.case_answers(conn, case))
            stored_conflicts.save(conn, case, stored_conflicts.CASE, found, now)
            if figures > _MANY:
                meta.put(conn, name, str(figures))


def _statement(bucket: Bucket, mention: docket.BucketMention) -> Statement:
    published = mention.told_at or mention.published_at or _day(mention.published)
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
        official=mention.official,
    )


def _day(published: str | None) -> dt.datetime | None:
    """Give the first moment of a publication date that has no time."""
    day = published_on(published, "UTC")
    return dt.datetime.combine(day.first, dt.time(), dt.UTC) if day else None
