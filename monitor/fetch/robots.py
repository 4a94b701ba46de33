"""robots.txt as RFC 9309 reads it: fetched once a day per host, asked before every article page.

An answer of 4xx means there are no rules; 5xx or none at all means nothing may be fetched, and says so. The only
module that imports protego (its matching is linear in pattern and address, so hostile patterns cost nothing).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from protego import Protego

from monitor.model import Failure, PollState, Response

MAX_BYTES = 500_000
MAX_DELAY = 30.0
_KEEP = 24 * 3600.0
_KEEP_FAILURE = 300.0
_MAX_HOSTS = 500

# The host itself cannot be asked: the page would fail in the same way, and that is what should be reported.
_HOST_FAILURES = frozenset(
    {PollState.UNREACHABLE, PollState.TLS_ERROR, PollState.REFUSED_ADDRESS, PollState.RATE_LIMITED}
)


@dataclass(slots=True)
class _Rules:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: float = 0.0
    rules: Protego | None = None  # None: no rules, everything is allowed
    failure: Failure | None = None


class Robots:
    """The rules of every site asked so far. A site is scheme, host and port (``https://yle.fi``)."""

    def __init__(
        self, agent: str, fetch: Callable[[str], Awaitable[Response | Failure]], clock: Callable[[], float]
    ) -> None:
        self._agent = agent
        self._fetch = fetch
        self._clock = clock
        self._sites: dict[str, _Rules] = {}

    async def permit(self, site: str, url: str) -> Failure | None:
        """Give None when the page may be fetched, else why not."""
        known = self._sites.setdefault(site, _Rules())
        async with known.lock:  # several articles of one site wait for one robots.txt
            if known.until <= self._clock():
                await self._learn(known, site)
        if known.failure is not None:
            return known.failure
        if known.rules is None or known.rules.can_fetch(url, self._agent):
            return None
        return Failure(PollState.ROBOTS, f"{site}/robots.txt forbids this page")

    def delay(self, site: str) -> float:
        """Give the pause the site asks for between two requests, in seconds, capped; 0 when it asks for none."""
        known = self._sites.get(site)
        if known is None or known.rules is None:
            return 0.0
        return min(known.rules.crawl_delay(self._agent) or 0.0, MAX_DELAY)

    async def _learn(self, known: _Rules, site: str) -> None:
        answer = await self._fetch(f"{site}/robots.txt")
        known.failure = _refusal(answer, site) if isinstance(answer, Failure) else None
        known.rules = Protego.parse(_text(answer.body)) if isinstance(answer, Response) else None
        known.until = self._clock() + _lifetime(known.failure)
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        """Keep the number of sites bounded; one that is still wanted is learnt again."""
        while len(self._sites) > _MAX_HOSTS:
            del self._sites[next(iter(self._sites))]


def _lifetime(failure: Failure | None) -> float:
    if failure is None:
        return _KEEP
    return 0.0 if failure.state is PollState.RATE_LIMITED else _KEEP_FAILURE  # the host's own pause is kept elsewhere


def _refusal(failure: Failure, site: str) -> Failure | None:
    """Turn a failed request for robots.txt into leave (None) or refusal."""
    if failure.state is PollState.REDIRECT or (failure.status is not None and failure.status < 500):
        return failure if failure.state is PollState.RATE_LIMITED else None
    if failure.state in _HOST_FAILURES:
        return failure
    return Failure(
        failure.state if failure.state is PollState.TIMEOUT else PollState.ROBOTS,
        f"{site}/robots.txt could not be read ({failure.reason}), so nothing of the site may be fetched now",
        failure.status,
    )


def _text(body: bytes) -> str:
    return body.decode("utf-8-sig", errors="replace")
