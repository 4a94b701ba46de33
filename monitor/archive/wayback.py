"""The Wayback Machine's Save Page Now: what to send, and what an answer means.

With an account's key a page is saved by ``POST /save`` (form: url), answered with a job whose state is asked later;
without one by ``GET /save/URL``, answered with the archived page's address or with a job as well. Pure: whoever calls
sends and receives.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from monitor.messages import said

_STAMP = re.compile(r"\d{14}")
_TIMESTAMP = re.compile(r"/web/\d{14}(?:[a-z]{2}_)?/https?:", re.IGNORECASE)
_JOB = re.compile(r"spn2-[0-9a-zA-Z]{8,64}")
#: So long a job may take before the page is asked for again.
PATIENCE = dt.timedelta(hours=1)
_FIRST_RETRY, _LONGEST_RETRY, _TRIES = dt.timedelta(minutes=5), dt.timedelta(hours=24), 6
_NEXT_DAY = dt.timedelta(hours=12)
_HOPELESS = frozenset({400, 404, 405, 451})
# What will be no better next time.
_LASTING = re.compile(
    r"blocked|invalid-url|not-found|no-access|forbidden|unauthorized|gone|redirect|filesize|method-not|bad-request"
)


@dataclass(frozen=True, slots=True)
class Message:
    """One request to send: a form makes it a POST."""

    url: str
    headers: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """Give the form as it is sent; empty for a GET."""
        return urlencode(self.form).encode()


class Step(StrEnum):
    """Where a page's capture stands."""

    PENDING = "pending"  # to be asked for, at a time
    REQUESTED = "requested"  # a job; to be asked about, at a time
    DONE = "done"
    FAILED = "failed"  # given up
    REFUSED = "refused"  # never asked for, because the page forbids it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer comes to: the next step, after which wait, and why."""

    step: Step
    archived_url: str = ""
    job: str = ""
    reason: str = ""
    wait: dt.timedelta = dt.timedelta(0)
    counts: bool = False  # whether it was a failed attempt


def save(endpoint: str, key: str, url: str) -> Message:
    """Word the request to save a page."""
    if not key:
        return Message(f"{endpoint.rstrip('/')}/{url}", {"Accept": "application/json, text/html;q=0.5"})
    form = {"url": url, "skip_first_archive": "1"}
    return Message(endpoint, _authorised(key) | {"Content-Type": "application/x-www-form-urlencoded"}, form)


def ask(endpoint: str, key: str, job: str) -> Message:
    """Word the question how a job stands."""
    return Message(f"{endpoint.rstrip('/')}/status/{job}", _authorised(key))


def _authorised(key: str) -> dict[str, str]:
    return {"Accept": "application/json", **({"Authorization": f"LOW {key}"} if key else {})}


def answered(endpoint: str, url: str, location: str, body: bytes, attempts: int) -> Outcome:
    """Say what an answer to either message means; ``attempts`` failed before, ``location`` is what it points to."""
    told = _json(body)
    archived = _archived(endpoint, url, location, told)
    if archived:
        return Outcome(Step.DONE, archived_url=archived)
    if told.get("status") == "error":
        return _error(told, attempts)
    job = _JOB.search(str(told.get("job_id")) if told else body.decode("latin-1"))
    if job:
        return Outcome(Step.REQUESTED, job=job[0], wait=_look_again(attempts))
    return failed(_reason(told) or said("the archive's answer says nothing of a capture"), attempts)


def _archived(endpoint: str, url: str, location: str, told: Mapping[str, Any]) -> str:
    """Give the address that an answer says a page is kept at: one of the archive's own, or none."""
    stamp = str(told.get("timestamp"))
    if told.get("status") == "success" and _STAMP.fullmatch(stamp):
        original = str(told.get("original_url") or url)
        location = f"/web/{stamp}/{original if original.startswith(('http://', 'https://')) else url}"
    try:
        place = urljoin(endpoint, location)
        own = urlsplit(place)[:2] == urlsplit(endpoint)[:2]
    except ValueError:
        return ""
    fits = own and place.isprintable() and " " not in place and _TIMESTAMP.match(urlsplit(place).path)
    return place if fits else ""


def refused(status: int, body: bytes, attempts: int) -> Outcome:
    """Say what follows from an answer of 400 or more; what lies with the page or the key is no better next time."""
    told = _json(body)
    reason = ": ".join(part for part in (said(f"the archive answered {status}"), _reason(told)) if part)
    return failed(reason, attempts, lasting=status in _HOPELESS)


def _error(told: Mapping[str, Any], attempts: int) -> Outcome:
    outcome = failed(_reason(told), attempts, lasting=bool(_LASTING.search(str(told.get("status_ext")))))
    if outcome.step is Step.PENDING and "daily" in str(told.get("status_ext")):
        return replace(outcome, wait=max(outcome.wait, _NEXT_DAY))
    return outcome


def failed(reason: str, attempts: int, *, lasting: bool = False) -> Outcome:
    """Say what follows from a failed attempt, ``attempts`` others before it: another one later, or the end."""
    if lasting or attempts + 1 >= _TRIES:
        return Outcome(Step.FAILED, reason=reason, counts=True)
    return Outcome(Step.PENDING, reason=reason, wait=min(_FIRST_RETRY * 4**attempts, _LONGEST_RETRY), counts=True)


def _look_again(attempts: int) -> dt.timedelta:
    return dt.timedelta(seconds=30 * (attempts + 1))


def _reason(told: Mapping[str, Any]) -> str:
    parts = [str(told[name]) for name in ("status_ext", "message", "exception") if told.get(name)]
    return "".join(char if char.isprintable() else " " for char in ": ".join(parts))[:300]


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
