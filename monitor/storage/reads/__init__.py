"""Rows for reading: what `queries` shapes for people. Nothing here writes."""

from __future__ import annotations

from monitor.storage.reads.counted import DigestRow, article_reasons, article_states, counts, digests
from monitor.storage.reads.entries import (
    Asked,
    DevelopmentRow,
    ProceedingCounts,
    development_of,
    developments,
    developments_at,
    filed_by,
    merged,
    proceeding_counts,
)
from monitor.storage.reads.reported import (
    FigureRow,
    ReportRow,
    best_reports,
    best_source,
    figures,
    report_counts,
    reports,
    reports_at,
    term,
)
from monitor.storage.reads.traced import NearMissRow, TraceRow, contents, near_misses, traces

__all__ = [
    "Asked",
    "DevelopmentRow",
    "DigestRow",
    "FigureRow",
    "NearMissRow",
    "ProceedingCounts",
    "ReportRow",
    "TraceRow",
    "article_reasons",
    "article_states",
    "best_reports",
    "best_source",
    "contents",
    "counts",
    "development_of",
    "developments",
    "developments_at",
    "digests",
    "figures",
    "filed_by",
    "merged",
    "near_misses",
    "proceeding_counts",
    "report_counts",
    "reports",
    "reports_at",
    "term",
    "traces",
]
