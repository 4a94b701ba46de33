from __future__ import annotations

from typing import Any

import pytest

from monitor.i18n import Words, words


@pytest.fixture
def english() -> Words:
    return words("en")


@pytest.fixture
def finnish() -> Words:
    return words("fi")


def entry(number: str = "vastaamo-1", **fields: Any) -> dict[str, Any]:
    """Give an entry as `monitor docket --json` shows it."""
    report = {
        "outlet": "mallilehti",
        "url": "https://mallilehti.example/2",
        "title": "Kivimäelle yli kuusi vuotta vankeutta",
        "published_at": "2024-04-30T09:00:00Z",
        "quote": "Länsi-Uudenmaan käräjäoikeus tuomitsi tiistaina Aleksanteri Kivimäen vankeuteen.",
        "news": True,
        "modality": "fact",
    }
    return {
        "number": number,
        "case": "vastaamo",
        "proceeding": "kivimaki",
        "kind": "verdict",
        "subject": "Kivimäki",
        "authority": "Länsi-Uudenmaan käräjäoikeus",
        "date": "2024-04-30",
        "precision": "day",
        "outcome": "convicted",
        "status": "fact",
        "first_reported_at": "2024-04-30T09:00:00Z",
        "reports": [report],
        "what": {},
        "sources": [],
        **fields,
    }


HEARING = {
    "kind": "trial",
    "status": "planned",
    "date": "2025-08-19",
    "outcome": None,
    "reports": [],
    "what": {"fi": "Pääkäsittely hovioikeudessa alkaa.", "en": "The main hearing at the court of appeal opens."},
    "sources": [{"outlet": "Helsingin hovioikeus", "url": "https://oikeus.example/1", "published": "2025-06-01"}],
}
