"""The status as Prometheus text (exposition format 0.0.4), for a textfile collector or a scrape through a script.

Rules kept: base units (seconds, never minutes; times as Unix seconds), one HELP and TYPE a metric, no two samples with
the same labels; no query of an address, for some feeds keep a secret there. What is not known has no sample.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.model import PollState
from monitor.queries import Status
from monitor.source_status import FeedStatus

_Labels = dict[str, str]
_Sample = tuple[_Labels, float]
# What may be a secret in an address: its query, and a name and password before the host.
_SECRET = re.compile(r"\?.*|(?<=//)[^/@]*@", re.DOTALL)
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": " "})


@dataclass(frozen=True, slots=True)
class _Gauge:
    name: str
    help: str
    samples: Iterable[_Sample]


def metrics(status: Status, now: dt.datetime) -> str:
    """Write the status as metrics; ``now`` is when it was read."""
    return "".join(line + "\n" for gauge in _gauges(status, now) for line in _lines(gauge))


def _lines(gauge: _Gauge) -> Iterator[str]:
    yield f"# HELP {gauge.name} {gauge.help}"
    yield f"# TYPE {gauge.name} gauge"
    for labels, value in gauge.samples:
        told = ",".join(f'{name}="{text.translate(_ESCAPES)}"' for name, text in labels.items())
        yield f"{gauge.name}{{{told}}} {_number(value)}" if told else f"{gauge.name} {_number(value)}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _gauges(status: Status, now: dt.datetime) -> Iterator[_Gauge]:
    yield _Gauge("monitor_status_timestamp_seconds", "When this status was read.", [({}, now.timestamp())])
    yield from _of_feeds([feed for feed in status.feeds if feed.state != PollState.DISABLED])
    yield _Gauge(
        "monitor_outlet_drift",
        "Whether an outlet's pages no longer read well; outlets of which nothing is known to be wrong have no sample.",
        [({"outlet": one.outlet}, 1) for one in status.outlets],
    )
    yield _Gauge("monitor_articles", "Articles by how far they have been read.", _counted("state", status.articles))
    yield _Gauge("monitor_docket", "What the docket holds.", _counted("what", status.docket))
    yield _Gauge(
        "monitor_digests",
        "The newest digests and those not settled yet, by state.",
        _counted("state", Counter(one.state for one in status.digests)),
    )


def _counted(label: str, counts: Mapping[str, int]) -> list[_Sample]:
    return [({label: name}, count) for name, count in sorted(counts.items())]


def _of_feeds(feeds: list[FeedStatus]) -> Iterator[_Gauge]:
    def gauge(name: str, text: str, value: Callable[[FeedStatus], float | dt.datetime | None]) -> _Gauge:
        return _Gauge(f"monitor_feed_{name}", text, list(_samples(feeds, value)))

    yield gauge("up", "Whether the feed's last poll ended well and it is not silent for unusually long.", _up)
    yield _Gauge(
        "monitor_feed_state",
        "How the feed's last poll ended, as the label state.",
        [(_labels(feed) | {"state": feed.state}, 1) for feed in feeds],
    )
    yield gauge("last_answer_timestamp_seconds", "When the feed last answered well.", lambda feed: feed.last_ok_at)
    yield gauge("next_poll_timestamp_seconds", "When the feed is due again.", lambda feed: feed.next_poll_at)
    yield gauge("newest_item_timestamp_seconds", "When the newest item was published.", lambda feed: feed.newest_at)
    yield gauge("silent_since_timestamp_seconds", "Since when it is not well.", lambda feed: feed.silent_since_at)
    yield gauge("failures", "Failures in a row, weighted: hard 1, soft 1/2, temporary 1/4.", lambda feed: feed.failures)
    yield gauge("entries", "How many items the feed listed last.", lambda feed: feed.entries)
    yield gauge("window_seconds", "How long an item stays listed.", lambda feed: feed.window_seconds)
    yield gauge("usual_gap_seconds", "The feed's usual longest silence.", lambda feed: feed.usual_gap_seconds)
    yield gauge("gaps", "How often in the last week items may have been missed.", lambda feed: len(feed.gaps))


def _samples(
    feeds: Iterable[FeedStatus], value: Callable[[FeedStatus], float | dt.datetime | None]
) -> Iterator[_Sample]:
    for feed in feeds:
        known = value(feed)
        if known is not None:
            yield _labels(feed), known.timestamp() if isinstance(known, dt.datetime) else known


def _labels(feed: FeedStatus) -> _Labels:
    return {"outlet": feed.outlet, "feed": str(feed.id), "url": _SECRET.sub("", feed.url)}


def _up(feed: FeedStatus) -> float | None:
    state = PollState(feed.state)
    return None if state is PollState.NOT_POLLED else float(state.good)
