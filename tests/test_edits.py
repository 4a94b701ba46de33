"""What of an edit counts: every word of the story, nothing of what a page shows around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edits import ADDED, KEPT, REMOVED, essence, stands, touched, word_diff

TITLE = "Kivimäelle yli kuusi vuotta"
TEXT = (
    "Käräjäoikeus tuomitsi Kivimäen kuudeksi vuodeksi vankeuteen.\n"
    "Syyttäjä oli vaatinut 7 vuotta. Asianomistajia on 9 600."
)


@pytest.mark.parametrize(
    "text",
    [
        f"Julkaistu 30.4.2024 klo 12.30 | Päivitetty 30.4.2024 klo 14.02\n{TEXT}",
        f"Päivitetty 12.45\n{TEXT}\n12 kommenttia\nJaa 12",
        f"Päivitetty 12.45 {TEXT}",
        f"{TEXT} Päivitetty 12.30.",
        f"(Updated at 14:05)\n{TEXT}\nComments (14)\n1,204 shares",
        f"Updated 2 hours ago\n{TEXT}\n3 min read",
        f"Publicerad 30 april 2024 kl 12.30\n{TEXT}\n3 delningar\nLästid 4 min",
        f"30.4.2024 12:30\n{TEXT}",
        f"{TEXT}\nLue myös: Tapiolle tuomio",
        f"{TEXT}\nLue myös\nTapiolle tuomio ehdollista\nKivimäki katosi",
        f"{TEXT}\nRead also\nEx-CEO convicted",
        f"{TEXT}\nLäs också:\nDom i Vastaamomålet",
        TEXT.replace("vankeuteen.", "vankeuteen. (Kuva: Maija Malli / Lehtikuva)"),
        f"Kuva: Matti Malli / Lehtikuva\n{TEXT}",
        TEXT.replace(" ", "\u00a0", 3).replace("\n", "\n\n  "),
        TEXT.replace("vankeuteen", "vankeu\u00adteen"),
    ],
)
def test_what_a_page_shows_around_a_story_is_no_edit(text: str) -> None:
    assert essence(TITLE, text) == essence(TITLE, TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kuudeksi", "seitsemäksi"),
        ("9 600", "9 598"),
        (" vankeuteen", " ehdolliseen vankeuteen"),
        ("tuomitsi", "ei tuominnut"),
        ("vaatinut 7 vuotta.", "vaatinut 7 vuotta?"),
        ("Syyttäjä oli vaatinut 7 vuotta. ", ""),
    ],
)
def test_every_word_and_figure_of_a_story_counts(old: str, new: str) -> None:
    assert essence(TITLE, TEXT.replace(old, new)) != essence(TITLE, TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "Päätös on julkaistu 30.4.2024.",
        "Published on 3 May, the report names five people.",
        "Oikeus antoi ratkaisun 3.4. klo 12.",
        "Jutusta on tehty 9 600 ilmoitusta",
        "Se myös kaatui.",
        "Yhtiö jakoi 12 miljoonaa.",
        "Kuvat: oikeus näytti niitä. Ne olivat todisteita.",
        "Lue myös tuomio. Se on 200-sivuinen.",
    ],
)
def test_a_sentence_that_only_looks_like_furniture_stays(line: str) -> None:
    assert line.split()[0] in essence("", line)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_has_an_essence_that_is_its_own_essence(title: str, text: str) -> None:
    first = essence(title, text)
    assert "\n\n" not in first
    assert essence(title, text) == first


_WORDS = st.lists(st.sampled_from(["oikeus", "tuomitsi", "Kivimäen", "6", "7", "vuotta"]), max_size=12).map(" ".join)


@given(_WORDS, _WORDS)
def test_a_word_diff_holds_both_texts(before: str, after: str) -> None:
    diff = word_diff(before, after)
    assert " ".join(text for sign, text in diff if sign != ADDED) == before
    assert " ".join(text for sign, text in diff if sign != REMOVED) == after
    assert before != after or all(sign == KEPT for sign, _ in diff)


def test_the_sentence_of_a_changed_claim_is_found_with_its_successor() -> None:
    after = TEXT.replace("kuudeksi", "seitsemäksi")
    at = TEXT.index("kuudeksi")
    (passage,) = touched(TEXT, after, "fi", [(at, at + 8)])
    assert passage.before == "Käräjäoikeus tuomitsi Kivimäen kuudeksi vuodeksi vankeuteen."
    assert passage.after == "Käräjäoikeus tuomitsi Kivimäen seitsemäksi vuodeksi vankeuteen."


def test_a_sentence_that_is_gone_has_no_successor_and_one_that_stands_is_not_touched() -> None:
    after = TEXT.replace("Syyttäjä oli vaatinut 7 vuotta. ", "")
    at = TEXT.index("Syyttäjä")
    (passage,) = touched(TEXT, after, "fi", [(at, at + 8)])
    assert (passage.before, passage.after) == ("Syyttäjä oli vaatinut 7 vuotta.", "")
    assert touched(TEXT, after, "fi", [(0, 5)]) == []
    assert stands("Asianomistajia on 9\u00a0600.", after)
