"""The daily digest: from what a reader has not had to one message, as text and HTML.

Rules kept here: pure (no I/O, no clock, no environment; the day, the moment and the words are arguments), the layout
is decided once (`compose`), worded once (`view`) and only then set as text or as HTML, so that both carry the same
items. Nothing a feed gave is trusted: it is cleaned for plain text, escaped in HTML, and kept out of headers.
"""

from __future__ import annotations

from monitor.digest.clean import header_text
from monitor.digest.compose import compose
from monitor.digest.headers import domain, envelope, message, message_id, subject_line
from monitor.digest.html import render_html
from monitor.digest.items import (
    CaseState,
    Change,
    Conflict,
    Digest,
    DigestInput,
    DigestItem,
    Group,
    ProceedingState,
    Section,
    SectionKind,
    Source,
    SourceDrift,
    SourceGap,
    SourceMove,
    SourceTrouble,
    Step,
    Upcoming,
    Version,
)
from monitor.digest.render import Rendered, render
from monitor.digest.text import render_text
from monitor.digest.when import digest_day, digest_due, digest_window, next_digest_at
from monitor.digest.wishes import wants
from monitor.digest.words import Words

__all__ = [
    "CaseState",
    "Change",
    "Conflict",
    "Digest",
    "DigestInput",
    "DigestItem",
    "Group",
    "ProceedingState",
    "Rendered",
    "Section",
    "SectionKind",
    "Source",
    "SourceDrift",
    "SourceGap",
    "SourceMove",
    "SourceTrouble",
    "Step",
    "Upcoming",
    "Version",
    "Words",
    "compose",
    "digest_day",
    "digest_due",
    "digest_window",
    "domain",
    "envelope",
    "header_text",
    "message",
    "message_id",
    "next_digest_at",
    "render",
    "render_html",
    "render_text",
    "subject_line",
    "wants",
]
