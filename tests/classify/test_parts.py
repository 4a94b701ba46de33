"""A live blog read entry by entry: each by its own time, every quote where it stands."""

from __future__ import annotations

import datetime as dt

from monitor.classify import Classifier
from monitor.liveblog import Update, written
from monitor.model import Document, Kind

TITLE = "Hetki hetkeltä: Vastaamo-oikeudenkäynti"
LEAD = "Länsi-Uudenmaan käräjäoikeus käsittelee Vastaamon tietomurtoa koskevia syytteitä."
BEGAN = Update("2023-11-13T09:05:00+02:00", "", "Vastaamon tietomurtoa koskeva oikeudenkäynti alkoi tänään Espoossa.")
RULED = Update(
    "2024-04-30T13:00:00+03:00",
    "",
    "Käräjäoikeus tuomitsi Aleksanteri Kivimäen tänään Vastaamon tietomurrosta kuuden vuoden vankeuteen.",
)


def blog(*updates: Update) -> Document:
    return Document("1", TITLE, written(LEAD, updates, 100_000), "2023-11-13T08:00:00+02:00", language="fi")


def test_every_entry_is_dated_by_its_own_time(classifier: Classifier) -> None:
    found = classifier.read(blog(RULED, BEGAN))
    dates = {one.kind: one.date.first for one in found.mentions if one.date}
    assert dates[Kind.TRIAL] == dt.date(2023, 11, 13)
    assert dates[Kind.VERDICT] == dt.date(2024, 4, 30)


def test_every_quote_stands_at_its_offsets(classifier: Classifier) -> None:
    document = blog(RULED, BEGAN)
    found = classifier.read(document)
    assert found.mentions
    for one in (*found.mentions, *found.near, *found.figures):
        assert document.content[one.start : one.end] == one.quote


def test_an_entry_that_names_nothing_is_read_beside_the_lead(classifier: Classifier) -> None:
    later = Update("2024-04-30T13:00:00+03:00", "", "Käräjäoikeus antoi tuomion tänään.")
    document = Document("1", "Hetki hetkeltä", written(LEAD, [later, BEGAN], 10_000), "2023-11-13", language="fi")
    assert Kind.VERDICT in {one.kind for one in classifier.read(document).mentions}


def test_the_explanation_tells_the_same_reading(classifier: Classifier) -> None:
    document = blog(RULED, BEGAN)
    assert classifier.explain(document).reading == classifier.read(document)
