"""Wire copy through the whole line: three newsrooms with one agency's text are one origin, in any order."""

from __future__ import annotations

from itertools import permutations

import pytest

from monitor import queries
from monitor.model import Document
from monitor.origins import own_name
from monitor.pipeline import Imported
from tests.pipeline.trial import START, Trial

NOTE = (
    "Länsi-Uudenmaan käräjäoikeus tuomitsi 30. huhtikuuta 2024 Aleksanteri Kivimäen kuuden vuoden ja kolmen kuukauden "
    "vankeuteen Vastaamon tietomurrosta.\nKivimäki on kiistänyt kaikki syytteet eikä ollut paikalla, kun ratkaisu "
    "julistettiin Espoossa.\nJuttu on asianomistajien määrällä mitattuna maan suurin rikosasia."
)
OWN = (
    "Aleksanteri Kivimäki tuomittiin 30. huhtikuuta 2024 vankeuteen Vastaamon tietomurrosta.\nAsianajajan mukaan moni "
    "uhri on odottanut tätä hetkeä vuosia eikä halunnut tulla saliin kuuntelemaan.\nHän kertoo puhelimessa, että työ "
    "korvausten parissa jatkuu vielä pitkään."
)
STORIES = {
    "stt": ("Kivimäelle vankeutta", f"{NOTE}\nSTT"),
    "lehti": ("Vastaamon murtaja vankilaan", f"{NOTE} /STT"),
    "sanomat": ("Yli kuusi vuotta Vastaamo-jutussa", f"STT\n{NOTE}\nLue myös: Uimahalli aukeaa"),
    "oma": ("Uhrit odottivat tuomiota", OWN),
}


def verdict(trial: Trial, order: tuple[str, ...]) -> tuple[int, int, int, dict[str, str]]:
    for outlet in order:
        title, text = STORIES[outlet]
        document = Document("", title, text, START.isoformat())
        trial.import_(Imported(outlet, outlet, f"juttu-{outlet}", document=document, published=START.isoformat()))
    with trial.engine.begin() as conn:
        (entry,) = queries.docket(conn, kind="verdict", status="fact")
        (brief,) = queries.docket(conn, kind="verdict", status="fact", brief=True)
        (known,) = queries.docket(conn, kind="verdict", status="fact", as_of=trial.clock.at)
    assert (entry.outlets, entry.origins) == (brief.outlets, brief.origins) == (known.outlets, known.origins)
    return len(entry.reports), entry.outlets, entry.origins, {one.outlet: one.origin for one in entry.reports}


@pytest.mark.parametrize("order", [*permutations(STORIES)][::5])
def test_an_agency_s_text_in_three_newsrooms_is_one_origin_whatever_was_read_first(
    trial: Trial, order: tuple[str, ...]
) -> None:
    reports, outlets, origins, names = verdict(trial, order)
    assert (reports, outlets, origins) == (4, 4, 2)
    assert names["stt"] == names["lehti"] == names["sanomat"] != names["oma"]
    assert names["oma"] == own_name("oma", "import:juttu-oma")
    assert names["stt"] == min(own_name(one, f"import:juttu-{one}") for one in ("stt", "lehti", "sanomat"))


def test_a_newsroom_that_rewrites_its_copy_becomes_an_origin_of_its_own(trial: Trial) -> None:
    verdict(trial, ("stt", "lehti"))
    edited = Document("", "Uhrit odottivat tuomiota", OWN, START.isoformat())
    trial.import_(Imported("lehti", "lehti", "juttu-lehti", document=edited, published=START.isoformat()))
    with trial.engine.begin() as conn:
        (entry,) = queries.docket(conn, kind="verdict", status="fact")
    assert (entry.outlets, entry.origins) == (2, 2)
