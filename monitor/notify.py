"""Hand a short text to services that Apprise knows: ntfy, Matrix, Slack, Telegram, a JSON receiver …

Rules kept here:

* The addresses are secrets (they hold tokens and passwords): no reason and no log line repeats them.
* Apprise connects by itself, with requests, past this program's own network guard. So whatever host an address names
  is resolved first and must be public, or named in ``fetch.allow_private``. The addresses come from the owner's file,
  never from a feed; a service that Apprise reaches under a fixed public name has no host in its address and no check.
* The only module that imports Apprise, which is an extra (``notify``).
"""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable, Sequence
from typing import Any

from monitor.errors import UsageError
from monitor.messages import said
from monitor.outbox import Deferred, Refused, Sent

#: Says why one of these addresses may not be contacted; nothing when all may.
Guard = Callable[[Sequence[str]], str]
_STATUS = re.compile(r"error=(\d{3})\b")
_SECONDS = 15.0


def require_apprise() -> None:
    """Raise `UsageError` saying what to install when Apprise is not there."""
    try:
        import apprise  # noqa: F401 whether it can be imported is the question
    except ImportError as error:
        raise UsageError(
            "an alert with the channel apprise needs the extra notify: pip install 'case-monitor[notify]'"
        ) from error


def notify(addresses: str, title: str, text: str, guard: Guard) -> Sent | Deferred | Refused:
    """Send a text to every address (one a line; ``#`` begins a comment).

    `Sent` when each service took it, `Refused` when an address is none that Apprise knows or may not be contacted,
    `Deferred` otherwise: then all of them get it again. Raises `UsageError` when Apprise is not installed.
    """
    require_apprise()
    lines = [line.strip() for line in addresses.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return Refused(said("the secret holds no address for Apprise"))
    failed: list[str] = []
    for number, line in enumerate(lines, 1):
        ended = _one(line, f"address {number}", title, text, guard)
        if isinstance(ended, Refused):
            return ended
        if isinstance(ended, Deferred):
            failed.append(ended.reason)
    return Deferred("; ".join(failed)) if failed else Sent()


def _one(line: str, name: str, title: str, text: str, guard: Guard) -> Sent | Deferred | Refused:
    import apprise

    service = apprise.Apprise.instantiate(line, suppress_exceptions=True)
    if service is None:
        return Refused(said(f"{name}: Apprise knows no such service, or the address is not whole"))
    name = f"{name} ({service.service_name})"
    try:
        refusal = guard(_resolved(str(getattr(service, "host", "") or "")))
    except OSError as error:
        return Deferred(said(f"{name}: the host has no address ({error.strerror or 'unknown'})"))
    return Refused(f"{name}: {refusal}") if refusal else _handed(service, name, title, text)


def _handed(service: Any, name: str, title: str, text: str) -> Sent | Deferred:
    import apprise

    log_lines = logging.getLogger("apprise")  # they show addresses: caught here, and shown nowhere
    log_lines.propagate = False
    service.socket_connect_timeout = service.socket_read_timeout = _SECONDS
    with apprise.LogCapture(level=logging.WARNING) as log:  # type: ignore[no-untyped-call]
        taken = service.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT)
        said = log.getvalue()
    if taken:
        return Sent()
    status = _STATUS.search(said)
    return Deferred(f"{name}: not taken" + (f" (HTTP status {status[1]})" if status else ""))


def _resolved(host: str) -> list[str]:
    """Give the addresses of a host; none for a service without one."""
    if not host:
        return []
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))
