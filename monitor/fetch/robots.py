"""robots.txt as RFC 9309 reads it: fetched at most once a day per site, asked before every article page.

An answer of 4xx means there are no rules. 5xx or none at all means nothing may be fetched, and says so; it is asked
again ever more seldom, and after 30 days of that the site counts as one without rules (2.3.1.4). What was learnt is
kept across runs: a program that starts every half hour would ask 48 times a day.

The only module that imports protego (its matching is linear in pattern and address, so hostile patterns cost nothing).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace

from protego import Protego

from monitor.fetch.exchange import Request
from monitor.model import Failure, PollState, Response, RobotsFile

MAX_BYTES = 500 * 1024
MAX_DELAY = 30.0
_KEEP = dt.timedelta(hours=24)
#: A site that cannot say is asked again when it has failed twice as long, within these bounds.
_SOONEST = dt.timedelta(minutes=5)
_LATEST = dt.timedelta(hours=6)
_GIVEN_UP = dt.timedelta(days=30)
_MAX_SITES = 500
#: Longer rules are asked for again by the next run instead of being stored.
_MAX_KEPT = 100_000
_AGENT_LINE = re.compile(r"\s*user-?agent\s*:\s*([^\s#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)

# The host itself cannot be asked: the page would fail in the same way, and that is what should be reported.
_HOST_FAILURES = frozenset({PollState.UNREACHABLE, PollState.TLS_ERROR})
# Nothing was learnt about the rules: the host or we ourselves wait, or our own settings forbid to ask.
_LATER = frozenset({PollState.RATE_LIMITED, PollState.OVER_BUDGET, PollState.REFUSED_ADDRESS})


@dataclass(slots=True)
class _Site:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    file: RobotsFile | None = None
    rules: Protego | None = None


class Robots:
    """The rules of every site asked so far. A site is scheme, host and port (``https://yle.fi``)."""

    def __init__(
        self,
        agent: str,
        fetch: Callable[[Request], Awaitable[Response | Failure]],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._agent = agent
        self._fetch = fetch
        self._now = now
        self._sites: dict[str, _Site] = {}
        self._unsaved: dict[str, RobotsFile] = {}

    def recall(self, files: Iterable[RobotsFile]) -> None:
        """Know what earlier runs learnt."""
        for file in files:
            self._sites[file.site] = _Site(file=file)

    def unsaved(self) -> list[RobotsFile]:
        """Give what was learnt since the last call."""
        files, self._unsaved = list(self._unsaved.values()), {}
        return files

    async def permit(self, site: str, url: str) -> Failure | None:
        """Give None when the page may be fetched, else why not."""
        known = self._sites.setdefault(site, _Site())
        async with known.lock:  # several articles of one site wait for one robots.txt
            if known.file is None or known.file.until_at <= self._now():
                failure = await self._learn(known, site)
                if failure is not None:
                    return failure
        file = known.file
        if file is not None and file.state:
            return Failure(PollState(file.state), file.reason, file.status)
        if self._rules(known).can_fetch(url, self._agent):
            return None
        return Failure(PollState.ROBOTS, f"{site}/robots.txt forbids this page")

    def delay(self, site: str) -> float:
        """Give the pause the site asks for between two requests, in seconds, capped; 0 when it asks for none."""
        known = self._sites.get(site)
        if known is None or known.file is None or not known.file.text:
            return 0.0
        return min(self._rules(known).crawl_delay(self._agent) or 0.0, MAX_DELAY)

    def _rules(self, known: _Site) -> Protego:
        if known.rules is None:
            known.rules = Protego.parse(_for_agent(known.file.text if known.file else "", self._agent))
        return known.rules

    async def _learn(self, known: _Site, site: str) -> Failure | None:
        """Ask for the rules; give a failure when nothing could be learnt now."""
        before = known.file
        etag, changed = (before.etag, before.last_modified) if before else (None, None)
        answer = await self._fetch(Request(f"{site}/robots.txt", etag, changed))
        if isinstance(answer, Failure) and answer.state in _LATER:
            return answer
        known.file = _learnt(answer, site, before, self._now())
        known.rules = None
        if len(known.file.text) <= _MAX_KEPT:
            self._unsaved[site] = known.file
        self._forget_oldest()
        return None

    def _forget_oldest(self) -> None:
        """Keep the number of sites bounded; one that is still wanted is learnt again."""
        while len(self._sites) > _MAX_SITES:
            del self._sites[next(iter(self._sites))]


def _learnt(answer: Response | Failure, site: str, before: RobotsFile | None, now: dt.datetime) -> RobotsFile:
    """Say what one answer means for the site's pages, and for how long."""
    if isinstance(answer, Response) and answer.unchanged and before is not None:
        return replace(before, until_at=now + _KEEP)
    if isinstance(answer, Response):
        return RobotsFile(site, now + _KEEP, _text(answer.body), answer.etag, answer.last_modified)
    since = before.failing_since_at if before and before.failing_since_at else now
    if _means_no_rules(answer):
        return RobotsFile(site, now + _KEEP)
    if now - since >= _GIVEN_UP:
        return RobotsFile(site, now + _KEEP, failing_since_at=since)
    refusal = _refusal(answer, site)
    again = now + min(max(now - since, _SOONEST), _LATEST)
    return RobotsFile(site, again, "", None, None, refusal.state, refusal.reason, refusal.status, since)


def _means_no_rules(failure: Failure) -> bool:
    return failure.state is PollState.REDIRECT or (failure.status is not None and failure.status < 500)


def _refusal(failure: Failure, site: str) -> Failure:
    """Word a failed request for robots.txt as what it means for a page."""
    if failure.state in _HOST_FAILURES:
        return failure
    return Failure(
        failure.state if failure.state is PollState.TIMEOUT else PollState.ROBOTS,
        f"{site}/robots.txt could not be read ({failure.reason}), so nothing of the site may be fetched now",
        failure.status,
    )


def _text(body: bytes) -> str:
    """Read the file; of one that was cut, without the line that was cut: "Disallow: /" may have gone on."""
    if len(body) >= MAX_BYTES:
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    return body.decode("utf-8-sig", errors="replace")


def _for_agent(text: str, agent: str) -> str:
    """Write the group lines so that protego finds our group and no other.

    RFC 9309 compares whole product tokens; protego takes a group whose name begins ours ("case") for ours, and
    one with a version behind the name ("case-monitor/1.0") not.
    """
    return "\n".join(_group_line(line, agent) for line in re.split(r"\r\n|\r|\n", text))


def _group_line(line: str, agent: str) -> str:
    match = _AGENT_LINE.match(line)
    if match is None:
        return line
    token = _TOKEN.match(match[1])
    ours = token is not None and token[0].lower() == agent
    return f"User-agent: {agent if ours else '*' if match[1] == '*' else '?'}"
