"""`monitor.messages`: English messages found again as templates; and their catalogue."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.messages import Messages, messages
from tests import messages as collecting
from tests.catalogues import missing, mo_bytes, po_bytes

FINNISH = Messages(
    {
        "no such file": "tiedostoa ei ole",
        "{1} can be read by others (mode {2})": "muutkin voivat lukea tiedoston {1} (oikeudet {2})",
        "{2} of {1}": "{1}: {2}",
        "cannot be read: {1}": "lukeminen ei onnistu: {1}",
        "the host does not answer": "palvelin ei vastaa",
        "{1}, not {2}": "{1}, ei {2}",
        "must be one of {1}, not {2}": "jokin näistä: {1}; ei {2}",
        'did you mean "{1}"?': "niinkö: {1}?",
        "is a folder, not a file": "on kansio",
        "{1}": "{1}",
    }
)


@pytest.mark.parametrize(
    ("english", "finnish"),
    [
        ("no such file", "tiedostoa ei ole"),
        ("key.pem can be read by others (mode 644)", "muutkin voivat lukea tiedoston key.pem (oikeudet 644)"),
        ("2 of 3", "3: 2"),
        ("cannot be read: no such file", "lukeminen ei onnistu: tiedostoa ei ole"),
        ("/etc/x: cannot be read: no such file", "/etc/x: lukeminen ei onnistu: tiedostoa ei ole"),
        ("settings.toml:3:1: no such file", "settings.toml:3:1: tiedostoa ei ole"),
        ("a:1:1: no such file\nb:2:2: unheard of", "a:1:1: tiedostoa ei ole\nb:2:2: unheard of"),
        ("yle: the host does not answer", "yle: palvelin ei vastaa"),
        ("kind must be one of a, b, not 'c', did you mean \"a\"?", "kind: jokin näistä: a, b; ei 'c', niinkö: a?"),
        ("a.toml: kind must be one of a, b, not 'c'", "a.toml: kind: jokin näistä: a, b; ei 'c'"),
        ("lex.toml:7: no such file", "lex.toml:7: tiedostoa ei ole"),
        ("nothing is known, not that\nno such file", "nothing is known, ei that\ntiedostoa ei ole"),
        ("/etc/x: is a folder, not a file", "/etc/x: on kansio"),
        ("no such file\n  no such file\n     ^^^^", "tiedostoa ei ole\n  no such file\n     ^^^^"),
        ("unheard of", "unheard of"),
        ("", ""),
    ],
)
def test_a_message_is_said_again_with_its_parts(english: str, finnish: str) -> None:
    assert FINNISH.again(english) == finnish


@given(st.text(max_size=200))
def test_no_text_breaks_saying_it_again(text: str) -> None:
    assert isinstance(FINNISH.again(text), str)
    assert isinstance(messages("fi").again(text), str)


def test_english_is_left_as_it_is() -> None:
    assert messages("en").again("the host does not answer") == "the host does not answer"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("raise ConfigError(f'{path}: no such file')", ["{1}: no such file"]),
        ("Failure(PollState.EMPTY, 'the feed has no entries')", ["the feed has no entries"]),
        ("raise UsageError('say when' if late else f'say {what} now')", ["say when", "say {1} now"]),
        ("raise MailError('one thing, ' + f'then {another} thing')", ["one thing, ", "then {1} thing"]),
        ("said('soft 404')", ["soft 404"]),
        ("said('paywall')", ["paywall"]),
        ("refuse(text, 0, 1, 'say more')", ["say more"]),
        ("raise TypeError('a mistake in the program')", []),
        ("print('not for this catalogue')", []),
        ("Failure(state, f'{one}: {other}')", []),
    ],
)
def test_messages_are_collected_where_they_arise(code: str, found: list[str]) -> None:
    assert list(collecting.in_source(code)) == found


def test_the_catalogue_on_disk_is_up_to_date_and_complete() -> None:
    catalogue = collecting.updated()
    assert missing(catalogue) == []
    assert po_bytes(catalogue) == collecting.PO.read_bytes(), "run: python -m tests.messages"
    assert mo_bytes(collecting.PO.read_bytes(), "fi") == collecting.PO.with_suffix(".mo").read_bytes()


def test_every_translation_keeps_what_is_put_in() -> None:
    import re

    from babel.messages.pofile import read_po

    for message in read_po(io.BytesIO(collecting.PO.read_bytes()), locale="fi"):
        holes = re.findall(r"\{\w*(?:!r)?\}", str(message.id))
        assert sorted(set(re.findall(r"\{\w*(?:!r)?\}", str(message.string)))) == sorted(set(holes)), message.id
