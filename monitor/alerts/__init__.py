"""Alerts: whether an entry is worth waking somebody for, when the message goes, and what it says.

Rules kept here: pure (no I/O, no clock, no environment). An alert tells an entry once as new and at most once of each
decisive change; what came in quietly (import, backfill, baseline, chronology, a reading anew) never wakes anybody;
facts alone, unless the alert asks for more.
"""

from __future__ import annotations

from monitor.alerts.decide import Candidate, Noted, Telling, What, what_is_due
from monitor.alerts.hours import quiet_until, ripe
from monitor.alerts.signature import SIGNATURE_HEADERS, signed, verified
from monitor.alerts.wording import Told, body, message_id, payload, subject, thread_id

__all__ = [
    "SIGNATURE_HEADERS",
    "Candidate",
    "Noted",
    "Telling",
    "Told",
    "What",
    "body",
    "message_id",
    "payload",
    "quiet_until",
    "ripe",
    "signed",
    "subject",
    "thread_id",
    "verified",
    "what_is_due",
]
