"""Summary documents of the case, in our own words, through the whole line into an empty database.

What they state as dated fact is in the docket once, in its proceeding, as exactly as they date it; where they differ
is a conflict.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import queries
from monitor.pipeline.importing import read_items
from tests.pipeline.trial import Trial

FOLDER = Path(__file__).resolve().parent.parent / "data" / "summaries"
STATED = {
    ("incident", "breach", "2018-11"),
    ("incident", "ransom_demand", "2020-09"),
    ("incident", "disclosure", "2020-10-21"),
    ("incident", "extortion", "2020-10"),
    ("company", "ownership", "2008"),
    ("company", "ownership", "2019-05"),
    ("company", "dismissal", "2020-10-26"),
    ("bankruptcy", "bankruptcy", "2021-02"),
    ("regulator", "regulator_action", "2021-12"),
    ("kivimaki", "wanted", "2022-10"),
    ("kivimaki", "suspect_named", "2022-10-28"),
    ("kivimaki", "arrest", "2023-02-03"),
    ("kivimaki", "extradition", "2023-02-24"),
    ("kivimaki", "charges", "2023-10"),
    ("kivimaki", "trial", "2023-11-13"),
    ("kivimaki", "verdict", "2024-04"),
    ("kivimaki", "release", "2025-09"),
    ("tapio", "verdict", "2023-04"),
    ("aiding", "charges", "2025-09"),
}
#: Said without a date, or a duty told with a fine; right as well.
ALSO = {
    ("incident", "ransom_demand", None),
    ("incident", "data_leak", None),
    ("kivimaki", "appeal", None),
    ("incident", "security_finding", "2021-12"),
}
DIFFER = {"date", "deadline", "victims"}


@pytest.fixture
def filed(trial: Trial) -> Trial:
    for path in sorted(FOLDER.glob("*.txt")):
        trial.import_(*read_items(path, "", None, []))
    return trial


def test_what_summaries_state_is_in_the_docket_once_in_its_proceeding_and_as_they_date_it(filed: Trial) -> None:
    entries = [(one.proceeding, one.kind, one.date) for one in filed.docket()]
    found = STATED & set(entries)
    assert len(found) >= 0.9 * len(STATED), sorted(STATED - found)
    wrong = [one for one in entries if one not in STATED | ALSO]
    double = len(entries) - len(set(entries))
    assert len(wrong) + double <= 0.06 * len(entries), (wrong, double)


def test_where_summaries_differ_is_found_and_nothing_else(filed: Trial) -> None:
    with filed.engine.begin() as conn:
        found = queries.conflicts(conn)
    assert {one.question for one in found} == DIFFER
    sides = {one.question: [side["value"] for side in one.sides] for one in found}
    assert sides["date"] == ["2024-04", "2024-05"]
    assert sorted(sides["deadline"]) == ["24 hours", "48 hours"]
    assert sides["victims"] == ["33000 persons", "about 36000 persons"]


def test_the_order_of_import_changes_no_entry(trial: Trial) -> None:
    paths = sorted(FOLDER.glob("*.txt"))
    for path in reversed(paths):
        trial.import_(*read_items(path, "", None, []))
    backwards = {(one.proceeding, one.kind, one.date, one.status) for one in trial.docket()}
    again = trial.import_(*(item for path in paths for item in read_items(path, "", None, [])))
    assert (again.new, again.revisions, again.created) == (0, 0, [])
    assert {("kivimaki", "verdict", "2024-04", "fact"), ("tapio", "verdict", "2023-04", "fact")} <= backwards


def test_the_two_trials_stand_apart(filed: Trial) -> None:
    with filed.engine.begin() as conn:
        status = {one.proceeding: one for one in queries.proceedings(conn, filed.config.cases)}
    assert (status["kivimaki"].kind, status["kivimaki"].date) == ("verdict", "2024-04")
    assert status["kivimaki"].term is not None
    assert (status["kivimaki"].term.value, status["kivimaki"].finality) == (75, "")
    assert status["tapio"].term is not None
    assert (status["tapio"].term.value, status["tapio"].term.suspended) == (3, True)
    assert status["kivimaki"].appealed
