"""`monitor.pipeline.background`: what stands behind a digest's items."""

from __future__ import annotations

import datetime as dt

from monitor.model import EventDate
from monitor.pipeline.background import date_teller
from monitor.storage.reads import ReportRow

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def report(outlet: str, date: str | None) -> ReportRow:
    return ReportRow(1, 1, outlet, "", "", None, NOW, "", news=True, modality="planned", article_id=1, date=date)


def test_a_date_ahead_is_laid_in_the_mouth_of_the_outlet_that_told_it_not_of_the_first_to_tell_of_the_step() -> None:
    told = [report("early", None), report("vague", "2027-01"), report("exact", "2027-01-15")]
    assert date_teller(told, EventDate.parse("2027-01-15")) == "exact"
    assert date_teller(told, EventDate.parse("2027-01")) == "vague"
    assert date_teller(told, EventDate.parse("2027-02-01")) == ""
    assert date_teller(told, None) == ""
