from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from monitor.alerts import Told, What, body, message_id, payload, subject, thread_id
from monitor.config import bundled
from monitor.digest import Source
from monitor.i18n import words
from monitor.model import Alert, Channel, EventDate, Kind, Modality, Outcome
from tests.digest.payloads import ADDRESSES, TEXTS

AT = dt.datetime(2026, 2, 26, 8, 21, tzinfo=dt.UTC)
ALERT = Alert("verdicts", Channel.MAIL, address="anna@example.fi")
RULING = Told(
    what=What.NEW,
    number="vastaamo-41",
    case_id="vastaamo",
    case_name="Vastaamo",
    proceeding_id="kivimaki",
    proceeding_name="Kivimäen rikosasia",
    kind=Kind.APPEAL_RULING,
    status=Modality.FACT,
    subject="Kivimäki",
    quote="Hovioikeus korotti rangaistusta.",
    sources=(Source("Yle", "https://yle.example/a/1", "Hovioikeus korotti", "fi", AT),),
    origins=2,
    authority="Helsingin hovioikeus",
    outcome=Outcome.RAISED,
    date=EventDate.parse("2026-02-26"),
)


@pytest.mark.parametrize("language", ["fi", "en"])
def test_a_message_says_what_when_who_in_which_words_and_why_it_comes(language: str) -> None:
    text = body(ALERT, [RULING], words(language))
    for part in ("vastaamo-41", "Helsingin hovioikeus", "Hovioikeus korotti rangaistusta.", "Yle", "verdicts"):
        assert part in text
    assert "https://yle.example/a/1" in text
    assert ("Riippumattomia lähteitä: 2" if language == "fi" else "Independent sources: 2") in text


def test_a_subject_names_kind_and_case_or_how_many_and_nobody() -> None:
    speech = words("en")
    assert subject(ALERT, [RULING], speech) == "Alert: Vastaamo – Appeal ruling"
    assert subject(ALERT, [RULING] * 3, speech) == "Alert: Vastaamo – 3 new developments"
    assert subject(replace(ALERT, subject="discreet"), [RULING], speech) == "Alert"


def test_a_change_says_what_was_told_before() -> None:
    text = body(ALERT, [replace(RULING, what=What.HAPPENED), replace(RULING, what=What.OUTCOME)], words("fi"))
    assert "nyt se on tapahtunut" in text
    assert "toisella lopputuloksella" in text


@pytest.mark.parametrize("hostile", [*TEXTS, *ADDRESSES])
def test_no_payload_makes_a_line_or_a_link(hostile: str) -> None:
    source = Source(hostile, hostile, hostile)
    told = replace(RULING, quote=hostile, authority=hostile, case_name=hostile, sources=(source, source))
    plain = body(ALERT, [replace(RULING, sources=RULING.sources * 2)], words("fi"))
    text = body(ALERT, [told], words("fi"))
    assert abs(text.count("\n") - plain.count("\n")) <= 1, "an empty quote is left out"
    assert text.isprintable() or all(char.isprintable() or char in "\n\u200c\u200d" for char in text)
    assert "=?" not in subject(ALERT, [told], words("fi"))
    entry = payload(ALERT, [told], "<a@b>", AT)["entries"][0]
    assert entry["sources"][0]["url"] in ("", hostile if hostile.startswith(("http://", "https://")) else "")


def test_ids_are_the_same_for_the_same_entries_and_one_thread_is_a_cases() -> None:
    first = message_id(ALERT, {"vastaamo-1": "new"}, "example.fi")
    assert first == message_id(ALERT, {"vastaamo-1": "new"}, "example.fi")
    assert first != message_id(ALERT, {"vastaamo-1": "happened"}, "example.fi")
    assert "anna" not in first
    assert thread_id(ALERT, "vastaamo", "example.fi") != thread_id(ALERT, "other", "example.fi")


def test_the_json_has_exactly_the_keys_its_schema_says() -> None:
    schema = json.loads((bundled("config") / "schemas" / "alert-message.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(payload(ALERT, [RULING], "<a@b>", AT)))
    entries = schema["properties"]["entries"]["items"]
    sources = entries["properties"]["sources"]["items"]
    for found, told in (
        (made, schema),
        (made["entries"][0], entries),
        (made["entries"][0]["sources"][0], sources),
    ):
        assert set(found) == set(told["required"]) == set(told["properties"])
    assert made["entries"][0]["status"] in entries["properties"]["status"]["enum"]
    assert set(entries["properties"]["status"]["enum"]) == set(Modality)
    assert set(entries["properties"]["what"]["enum"]) == set(What)
