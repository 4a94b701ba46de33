"""Short ways for tests to store feeds, articles and mentions of a made-up case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from monitor.docket import Folded, Statement, fold
from monitor.model import (
    Case,
    Entry,
    EventDate,
    Feed,
    Kind,
    Mention,
    Modality,
    Outcome,
    Outlet,
    PollState,
    Proceeding,
    Reading,
    Subscriber,
)
from monitor.storage import articles, cases, docket, feeds, outlets, readings, revisions, subscribers
from monitor.storage.engine import Connection
from monitor.storage.readings import Bucket

NOW = dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OUTLETS = (
    Outlet(
        "yle",
        "Yle",
        "fi",
        feeds=(
            Feed("https://yle.example/a.rss"),
            Feed("https://yle.example/b.rss"),
            Feed("https://yle.example/off.rss", enabled=False, reason="asks for money"),
        ),
    ),
    Outlet("hs", "Helsingin Sanomat", "fi", feeds=(Feed("https://hs.example/rss"),)),
)
CASE = Case(
    id="vastaamo",
    names={"fi": "Vastaamo"},
    actors=(),
    proceedings=(Proceeding("criminal", {"fi": "Rikosasia"}, ("Kivimäki",), (Kind.VERDICT, Kind.TRIAL)),),
)
ANNA = Subscriber("anna@example.fi", cases=("*",))
VERDICT = Bucket("vastaamo", "criminal", "verdict", "Kivimäki")


def register(conn: Connection) -> None:
    outlets.sync_outlets(conn, OUTLETS, NOW)
    cases.sync_cases(conn, [CASE], NOW)
    subscribers.sync_subscribers(conn, [ANNA], NOW)


def entry(
    name: str, *, guid: str | None = None, title: str = "", published: str = "", key: str = ""
) -> feeds.FoundEntry:
    url = f"https://yle.example/{name}"
    item = Entry(guid=url if guid is None else guid, url=url, title=title or f"Story {name}", published_raw=published)
    return feeds.FoundEntry(item, url, key or url)


def poll(
    conn: Connection,
    *entries: feeds.FoundEntry,
    feed_id: int = 1,
    at: dt.datetime = NOW,
    state: PollState = PollState.OK,
    etag: str | None = None,
    full: bool = False,
    reason: str = "",
) -> feeds.SavedPoll:
    result = feeds.PollResult(
        state=state,
        started_at=at,
        finished_at=at,
        next_poll_at=at + HOUR,
        entries=entries,
        etag=etag,
        full=full,
        reason=reason,
    )
    return feeds.save_poll(conn, feed_id, result)


def article(
    conn: Connection, name: str = "a", *, outlet: str = "yle", baseline: bool = False, via: str = "feed"
) -> int:
    url = f"https://{outlet}.example/{name}"
    article_id, _ = articles.add_article(
        conn, outlet_id=outlet, key=url, url=url, title=f"Story {name}", now=NOW, via=via, baseline=baseline
    )
    return article_id


def verdict(
    quote: str,
    text: str,
    *,
    modality: Modality = Modality.FACT,
    date: str | None = "2024-04-30",
    outcome: Outcome | None = Outcome.CONVICTED,
    kind: Kind = Kind.VERDICT,
    news: bool = True,
) -> Mention:
    start = f"Title\n\n{text}".index(quote)
    return Mention(
        case="vastaamo",
        kind=kind,
        modality=modality,
        news=news,
        subject="Kivimäki",
        quote=quote,
        start=start,
        end=start + len(quote),
        rule="fi.verdict.1",
        authority="Länsi-Uudenmaan käräjäoikeus",
        date=EventDate.parse(date, "huhtikuun 30. päivänä") if date else None,
        outcome=outcome,
        words=("tuomitsi",),
        cues=("modality=fact",),
    )


def reading(*mentions: Mention, version: str = "fi-1") -> Reading:
    return Reading(True, "vastaamo", "fi", mentions, (), version, ("name=Vastaamo",))


def read(
    conn: Connection, article_id: int, text: str, *mentions: Mention, at: dt.datetime = NOW, headline_only: bool = False
) -> set[Bucket]:
    """Store a revision and its mentions as the pipeline does; give the buckets to fold."""
    saved = revisions.save_revision(
        conn, article_id, title="Title", text=text, fetched_at=at, headline_only=headline_only
    )
    if not saved.changed:
        return set()
    return readings.save_reading(conn, saved.id, reading(*mentions), ["criminal"] * len(mentions), at)


def refold(conn: Connection, bucket: Bucket = VERDICT, *, at: dt.datetime = NOW, quiet: bool = False) -> docket.Folded:
    return docket.save_folding(conn, bucket, groups(conn, bucket), at, quiet=quiet)


def groups(conn: Connection, bucket: Bucket = VERDICT) -> Sequence[Folded]:
    statements = [
        Statement(
            id=one.id,
            kind=Kind(bucket.kind),
            modality=Modality(one.modality),
            news=one.news,
            subject=bucket.subject,
            reported_at=one.published_at or one.first_seen_at,
            date=one.date,
            outcome=Outcome(one.outcome) if one.outcome else None,
            authority=one.authority,
            stage=one.stage,
            numbers=one.numbers,
        )
        for one in docket.bucket_mentions(conn, bucket)
    ]
    return fold(Kind(bucket.kind), bucket.subject, statements)


TEXT = "Käräjäoikeus tuomitsi Kivimäen vankeuteen. Syyttäjä vaati seitsemää vuotta."
QUOTE = "Käräjäoikeus tuomitsi Kivimäen vankeuteen."


def tell(conn: Connection, name: str = "a", *, at: dt.datetime = NOW, **options: object) -> int:
    """File one article that reports the verdict; give its id."""
    article_id = article(conn, name, **options)  # type: ignore[arg-type]  # passed on as given
    for bucket in read(conn, article_id, TEXT, verdict(QUOTE, TEXT), at=at):
        refold(conn, bucket, at=at)
    return article_id
