from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given, settings

from monitor.digest import CaseState, DigestInput, compose, message, message_id, render, subject_line
from monitor.errors import MailError
from monitor.i18n import LANGUAGES, words
from monitor.model import DigestSettings
from tests.digest import sample
from tests.digest.payloads import HOSTILE, TEXTS

SENDER = "monitor@example.fi"
AT = dt.datetime(2026, 2, 27, 5, 0, 1, tzinfo=dt.UTC)
NAMES = [
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-Monitor-Reason", "MIME-Version", "Content-Type", "Content-Language",
]  # fmt: skip


def mail(given_input: DigestInput, language: str = "fi", **changes: object) -> EmailMessage:
    digest = compose(given_input, DigestSettings())
    return message(digest, words(language), **{"sender": SENDER, "sent_at": AT, **changes})


def received(sent: EmailMessage) -> EmailMessage:
    return message_from_bytes(sent.as_bytes(), policy=default)


def test_a_message_has_exactly_the_headers_it_should():
    got = received(mail(sample.full("fi")))
    assert got.keys() == NAMES
    assert got["To"] == "lukija@example.fi"
    assert got["Date"].datetime == AT
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Content-Language"] == "fi"
    assert got["List-Id"] == "<digest.example.fi>"
    assert got["List-Unsubscribe"] == "<mailto:monitor@example.fi?subject=unsubscribe>"
    assert got["X-Monitor-Reason"] == "daily-digest; 2026-02-27"


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_comes_first_and_html_second_as_they_were_rendered(language):
    got = received(mail(sample.full(language), language))
    rendered = render(compose(sample.full(language), DigestSettings()), words(language))
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in got.iter_parts()] == [
        rendered.text,
        rendered.html + "\n",
    ]


def test_every_line_on_the_wire_is_short_ascii():
    lines = mail(sample.full("fi")).as_bytes(policy=SMTP).split(b"\r\n")
    assert max(len(line) for line in lines) <= 78
    assert all(line.isascii() for line in lines)


def test_the_same_digest_made_again_is_the_same_message_byte_for_byte():
    assert mail(sample.full("fi")).as_bytes() == mail(sample.full("fi")).as_bytes()


def test_the_message_id_tells_reader_and_day_apart_and_nobody_who_the_reader_is():
    first = message_id("Lukija@example.fi", sample.ON, SENDER)
    assert first == message_id("lukija@example.fi ", sample.ON, "Monitor <monitor@example.fi>")
    assert first != message_id("toinen@example.fi", sample.ON, SENDER)
    assert first != message_id("lukija@example.fi", sample.ON + dt.timedelta(days=1), SENDER)
    assert "lukija" not in first.lower()
    assert first.endswith("@example.fi>")
    assert mail(sample.full("fi"))["Message-ID"] == first


def test_a_test_mail_goes_elsewhere_is_marked_and_never_takes_the_days_message_id():
    test = mail(sample.full("fi"), to="yllapito@example.fi", test=True)
    assert test["To"] == "yllapito@example.fi"
    assert test["Subject"].startswith("[Koe] Päivän kooste")
    same_reader = mail(sample.full("fi"), test=True)
    assert same_reader["Message-ID"] != mail(sample.full("fi"))["Message-ID"]


@pytest.mark.parametrize(
    ("language", "style", "subject"),
    [
        ("fi", "normal", "Päivän kooste 27.2.2026: Vastaamo, Esimerkkitapaus – 4 uutta tapahtumaa"),
        ("en", "normal", "Daily digest 27 Feb 2026: Vastaamo, Sample case – 4 new developments"),
        ("fi", "discreet", "Päivän kooste 27.2.2026"),
        ("en", "discreet", "Daily digest 27 Feb 2026"),
    ],
)
def test_the_subject_tells_cases_and_counts_and_a_discreet_one_neither(language, style, subject):
    assert received(mail(sample.full(language), language, subject=style))["Subject"] == subject


def test_the_subject_of_a_quiet_day_says_so():
    digest = compose(sample.silent("fi"), DigestSettings())
    assert subject_line(digest, words("fi"), "normal") == "Päivän kooste 27.2.2026: ei uutta"


def test_the_subject_of_a_day_of_updates_counts_them_and_of_many_cases_names_three():
    digest = compose(replace(sample.full("fi"), items=(sample.fine(),)), DigestSettings())
    assert subject_line(digest, words("fi"), "normal").endswith("Vastaamo – 3 täydennystä")
    cases = tuple(CaseState(f"case-{number}", f"Tapaus {number}") for number in range(5))
    items = tuple(replace(sample.hearing(), case_id=case.id) for case in cases)
    many = compose(replace(sample.full("fi"), cases=cases, items=items, conflicts=()), DigestSettings())
    assert "Tapaus 0, Tapaus 1, Tapaus 2 … – 5 uutta" in subject_line(many, words("fi"), "normal")


@pytest.mark.parametrize("style", ["normal", "discreet"])
def test_no_person_and_no_proceeding_is_ever_in_a_subject(style):
    for language in LANGUAGES:
        subject = mail(sample.full(language), language, subject=style)["Subject"]
        assert not [word for word in ("Kivimä", "Tapio", "rikosasia", "riminal", "hovioikeu") if word in subject]


@pytest.mark.parametrize(
    "address",
    [
        "", "lukija", "@example.fi", "lukija@", "a@example.fi, b@example.fi", "a@example.fi\r\nBcc: b@example.fi",
        "a@example.fi\nX: 1", "=?utf-8?q?a?=@example.fi", "a b@example.fi", "a@exa mple.fi", "<a@example.fi",
        "x" * 400 + "@example.fi", "a@example.fi\x00",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_an_error_and_no_message(address):
    given_input = sample.silent("fi")
    with pytest.raises(MailError):
        mail(replace(given_input, subscriber=replace(given_input.subscriber, address=address or "\x00")))
    with pytest.raises(MailError):
        mail(given_input, sender=address)


def test_an_address_may_have_a_name_and_letters_of_any_kind():
    got = received(mail(sample.silent("fi"), sender="Tapausseuranta, yö <monitor@example.fi>", to="Ä Ö <a@example.fi>"))
    assert got["From"].addresses[0].addr_spec == "monitor@example.fi"
    assert got["To"].addresses[0].display_name == "Ä Ö"


# ------------------------------------------------------------------------------------------- injection


def hostile_message(text: str) -> EmailMessage:
    case = CaseState("vastaamo", text, sample.cases("fi")[0].proceedings)
    item = replace(sample.appeal_ruling(), number=text, quote=text, authority=text, subject=text, why=(text,))
    return mail(replace(sample.silent("fi"), cases=(case,), items=(item,)))


def has_only_its_own_headers(text: str) -> None:
    wire = hostile_message(text).as_bytes(policy=SMTP)
    got = message_from_bytes(wire, policy=default)
    assert got.keys() == NAMES
    assert not got.defects
    assert [part.get_content_type() for part in got.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    head = wire.split(b"\r\n\r\n", 1)[0]
    assert all(line.startswith((b" ", b"\t")) or line.split(b":")[0].decode() in NAMES for line in head.split(b"\r\n"))
    assert str(got["Subject"]).startswith("Päivän kooste 27.2.2026")


@pytest.mark.parametrize("text", TEXTS)
def test_no_known_payload_makes_a_header_or_a_part_more(text):
    has_only_its_own_headers(text)


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_no_generated_text_makes_a_header_or_a_part_more(text):
    has_only_its_own_headers(text)


@pytest.mark.heavy
@given(HOSTILE)
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_generated_texts_make_no_header_or_part_more(text):
    has_only_its_own_headers(text)
