"""Word the lists at the end of a digest: dates ahead, quiet cases, and how the sources do."""

from __future__ import annotations

import datetime as dt

from monitor.digest.brevity import MAX_ROWS, NAME_LENGTH, listed, some, when
from monitor.digest.clean import clean
from monitor.digest.items import Digest, SourceDrift, SourceTrouble, Upcoming
from monitor.digest.views import ListView
from monitor.digest.words import Words
from monitor.model import PollState

REASON_LENGTH = 160


def upcoming(digest: Digest, words: Words) -> ListView:
    """Word the dates that lie ahead."""
    dates = sorted(digest.given.upcoming, key=lambda upcoming: (upcoming.date.first, upcoming.number))
    rows = listed(dates, lambda upcoming: _upcoming_row(upcoming, words), words)
    return ListView(words.gettext("Dates ahead"), rows)


def _upcoming_row(upcoming: Upcoming, words: Words) -> str:
    told = [words.date(upcoming.date), words.kind(upcoming.kind), words.subject(clean(upcoming.subject, NAME_LENGTH))]
    told += [clean(upcoming.authority or "", NAME_LENGTH), clean(upcoming.number, NAME_LENGTH)]
    return " · ".join(part for part in told if part) + f" ({clean(upcoming.outlet, NAME_LENGTH)})"


def quiet(digest: Digest, words: Words) -> ListView:
    """Name the cases of which nothing new was told, on one line."""
    names = [case.name for case in digest.quiet]
    return ListView(words.gettext("Nothing new"), (some(names, 2 * MAX_ROWS, words),) if names else (), inline=True)


def sources(digest: Digest, words: Words) -> ListView:
    """Word which sources failed or fell silent."""
    rows = listed(digest.given.troubles, lambda trouble: _trouble_row(trouble, digest, words), words)
    return ListView(words.gettext("Sources that failed or fell silent"), rows)


def _trouble_row(trouble: SourceTrouble, digest: Digest, words: Words) -> str:
    reason = words.again(clean(trouble.reason, REASON_LENGTH))
    told = f"{clean(trouble.outlet, NAME_LENGTH)}: {words.state(trouble.state)}" + (f" – {reason}" if reason else "")
    if trouble.state is PollState.STALE and trouble.silent_since_at:
        silent = f"{clean(trouble.outlet, NAME_LENGTH)}: {words.state(trouble.state)}"
        return f"{silent}, {_since(trouble.silent_since_at, digest, words)}"
    if trouble.last_ok_at is None:
        return f"{told}; {words.gettext('has never worked')}"
    moment = _moment(trouble.last_ok_at, digest, words)
    return f"{told}; {words.gettext('last worked %(moment)s', moment=moment)}"


def gaps(digest: Digest, words: Words) -> ListView:
    """Word when items may have been missed."""
    spans = dict.fromkeys((gap.outlet, gap.from_at, gap.to_at) for gap in digest.given.gaps)
    rows = listed(list(spans), lambda span: _gap_row(*span, digest, words), words)
    return ListView(words.gettext("Items may have been missed"), rows)


def _gap_row(outlet: str, from_at: dt.datetime, to_at: dt.datetime, digest: Digest, words: Words) -> str:
    zone = digest.given.subscriber.timezone
    return words.gettext(
        "%(outlet)s: between %(start)s and %(end)s",
        outlet=clean(outlet, NAME_LENGTH),
        start=words.datetime(from_at, zone),
        end=words.datetime(to_at, zone),
    )


def notes(digest: Digest, words: Words) -> ListView:
    """Word what the one who keeps the program should see to: pages that read badly, feeds that have moved."""
    notes = [_drift_row(drift, digest, words) for drift in digest.given.drifts]
    moved = dict.fromkeys(clean(move.outlet, NAME_LENGTH) for move in digest.given.moves)
    notes += [
        words.gettext("%(outlet)s: a feed has moved for good; monitor status shows where to", outlet=outlet)
        for outlet in moved
    ]
    return ListView(words.gettext("More about the sources"), listed(notes, str, words))


def _drift_row(drift: SourceDrift, digest: Digest, words: Words) -> str:
    told = words.gettext("%(outlet)s: pages no longer read well", outlet=clean(drift.outlet, NAME_LENGTH))
    since = f", {_since(drift.since_at, digest, words)}" if drift.since_at else ""
    return f"{told}{since} – {words.again(clean(drift.reason, REASON_LENGTH))}"


def _since(moment: dt.datetime, digest: Digest, words: Words) -> str:
    return words.gettext("since %(moment)s", moment=_moment(moment, digest, words))


def _moment(moment: dt.datetime, digest: Digest, words: Words) -> str:
    return when(moment, digest.given.window_to, digest.given.subscriber.timezone, words)
