"""Read models: the database as the command line, the digest and other tools see it.

Rules kept here: nothing writes; every function takes a connection (a read-only one will do) and gives frozen
dataclasses; `plain` turns these into what JSON holds, with the names that other programs rely on.
"""

from __future__ import annotations

from monitor.queries.asjson import plain, telling
from monitor.queries.entries import DATES, begins, docket, moves, report_counts, show
from monitor.queries.finding import search, search_is_complete
from monitor.queries.lookup import split_number
from monitor.queries.rulings import decisions, near_misses
from monitor.queries.running import archive, archived_urls, kept_places, status
from monitor.queries.shapes import (
    ArchiveStatus,
    ConflictView,
    Decision,
    DigestStatus,
    DocketEntry,
    DocketFigure,
    DocketReport,
    Hit,
    NearMiss,
    ProceedingStatus,
    SourceCorrection,
    Status,
    StoredText,
    Trace,
)
from monitor.queries.sources import corrections, figures, stored_texts, why
from monitor.queries.standing import conflicts, proceedings

__all__ = [
    "DATES",
    "ArchiveStatus",
    "ConflictView",
    "Decision",
    "DigestStatus",
    "DocketEntry",
    "DocketFigure",
    "DocketReport",
    "Hit",
    "NearMiss",
    "ProceedingStatus",
    "SourceCorrection",
    "Status",
    "StoredText",
    "Trace",
    "archive",
    "archived_urls",
    "begins",
    "conflicts",
    "corrections",
    "decisions",
    "docket",
    "figures",
    "kept_places",
    "moves",
    "near_misses",
    "plain",
    "proceedings",
    "report_counts",
    "search",
    "search_is_complete",
    "show",
    "split_number",
    "status",
    "stored_texts",
    "telling",
    "why",
]
