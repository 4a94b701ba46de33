"""What the classifier found, as the JSON rows other tools read. The fixed interface of ``classify --jsonl``."""

from __future__ import annotations

from typing import Any

from monitor.model import Figure, Mention, Reading


def reading_row(identifier: str | int, reading: Reading, *, with_case: bool) -> dict[str, Any]:
    """One row: offsets are code points into title + two line feeds + text; ``with_case`` names each one's case."""
    return {
        "id": identifier,
        "relevant": reading.relevant,
        "case": reading.case,
        "language": reading.language,
        "developments": [_development(mention, with_case) for mention in reading.mentions],
        "figures": [_figure(figure) for figure in reading.figures],
    }


def _development(mention: Mention, with_case: bool) -> dict[str, Any]:
    row = {
        "kind": str(mention.kind),
        "subject": mention.subject,
        "authority": mention.authority,
        "date": mention.date.value if mention.date else None,
        "precision": str(mention.date.precision) if mention.date else None,
        "modality": str(mention.modality),
        "news": mention.news,
        "outcome": str(mention.outcome) if mention.outcome else None,
        "quote": mention.quote,
        "start": mention.start,
        "end": mention.end,
        "rule": mention.rule,
    }
    return row | {"case": mention.case} if with_case else row


def _figure(figure: Figure) -> dict[str, Any]:
    value = int(figure.value) if figure.value == int(figure.value) else figure.value
    row: dict[str, Any] = {
        "what": figure.what,
        "of": figure.of,
        "value": value,
        "unit": figure.unit,
        "qualifier": str(figure.qualifier),
        "quote": figure.quote,
    }
    return row if figure.suspended is None else row | {"suspended": figure.suspended}
