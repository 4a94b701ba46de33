from __future__ import annotations

import ast
import datetime as dt
import io
from gettext import GNUTranslations

import pytest

from monitor import i18n
from monitor.errors import UsageError
from monitor.i18n import LANGUAGES, Words, words
from monitor.model import (
    ArticleState,
    EventDate,
    Figure,
    Kind,
    Modality,
    Outcome,
    OutletKind,
    PollState,
    Precision,
    Qualifier,
)
from tests import catalogues

TABLES = [
    (i18n.KINDS, Kind),
    (i18n.MODALITIES, Modality),
    (i18n.OUTCOMES, Outcome),
    (i18n.WISHES, Outcome),
    (i18n.STATES, PollState),
    (i18n.ARTICLE_STATES, ArticleState),
    (i18n.QUALIFIERS, Qualifier),
    (i18n.OUTLET_KINDS, OutletKind),
]


@pytest.mark.parametrize(("table", "names"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_name_of_the_model_has_a_label(table, names):
    assert set(table) == set(names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("table", "names"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_label_is_a_different_word_in_each_language(language, table, names):
    labels = [words(language).label(label) for label in table.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_all_28_kinds_read_differently_in_finnish_and_english():
    assert len(Kind) == 28
    assert all(words("fi").kind(kind) != words("en").kind(kind) for kind in Kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_on_disk_is_up_to_date_and_complete(language):
    current = catalogues.updated(language)
    assert catalogues.missing(current) == []
    # Mended by: python -m tests.catalogues
    assert catalogues.po_path(language).read_bytes() == catalogues.po_bytes(current)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_compiled_text(language):
    po = catalogues.po_path(language)
    compiled = GNUTranslations(io.BytesIO(catalogues.mo_bytes(po.read_bytes(), language)))
    with po.with_suffix(".mo").open("rb") as file:
        on_disk = GNUTranslations(file)
    assert entries(on_disk) == entries(compiled)


def entries(catalogue: GNUTranslations) -> dict[object, str]:
    return {key: value for key, value in catalogue._catalog.items() if key}


def marked(code: str) -> object:
    (call,) = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return catalogues._marked(call)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('words.gettext("A")', (None, "A")),
        ("f\"{words.gettext('A')}\"", (None, "A")),
        ('words.gettext("A " "B", x=1)', (None, "A B")),
        ('words.ngettext("a", "b", n)', (None, ("a", "b"))),
        ('words.pgettext("kind", "A")', ("kind", "A")),
        ('mark("kind", "A")', ("kind", "A")),
        ("words.gettext(variable)", None),
        ('print("A")', None),
    ],
)
def test_a_message_is_collected_wherever_it_is_marked(code, found):
    assert marked(code) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_named_and_kept_in_translation(language):
    for message in catalogues.updated(language):
        singular = message.id if isinstance(message.id, str) else "".join(message.id)
        translated = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for text in translated:
            assert "%d" not in text
            assert ")d" not in text
            assert {part.split(")")[0] for part in text.split("%(")[1:]} <= {
                part.split(")")[0] for part in singular.split("%(")[1:]
            }


@pytest.mark.parametrize(
    ("num", "finnish", "english"),
    [
        (0, "0 uutta tapahtumaa", "0 new developments"),
        (1, "1 uusi tapahtuma", "1 new development"),
        (2, "2 uutta tapahtumaa", "2 new developments"),
        (12, "12 uutta tapahtumaa", "12 new developments"),
        (33171, "33\N{NO-BREAK SPACE}171 uutta tapahtumaa", "33,171 new developments"),
    ],
)
def test_plurals_are_right_for_0_1_2_12_and_large_numbers(num, finnish, english):
    forms = ("%(num)s new development", "%(num)s new developments", num)
    assert words("fi").ngettext(*forms) == finnish
    assert words("en").ngettext(*forms) == english


@pytest.mark.parametrize(
    ("value", "finnish", "english"),
    [
        (EventDate("2026-02-26", Precision.DAY), "26.2.2026", "26 Feb 2026"),
        (EventDate("2026-02", Precision.MONTH), "helmikuu 2026", "February 2026"),
        (EventDate("2026", Precision.YEAR), "2026", "2026"),
        (dt.date(2026, 11, 1), "1.11.2026", "1 Nov 2026"),
        (None, "", ""),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(value, finnish, english):
    assert words("fi").date(value) == finnish
    assert words("en").date(value) == english


def test_a_moment_is_told_in_the_readers_zone_and_language():
    moment = dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)
    assert words("fi").datetime(moment, "Europe/Helsinki") == "pe 20.11. klo 7.00"
    assert words("en").datetime(moment, "Europe/London") == "Fri 20 Nov, 05:00"
    assert words("fi").time(moment, "Europe/Helsinki") == "klo 7.00"
    assert words("fi").long_date(dt.date(2026, 11, 20)) == "perjantai 20.11.2026"
    assert words("en").long_date(dt.date(2026, 11, 20)) == "Friday 20 November 2026"
    assert words("fi").zone("Europe/Helsinki") == "Suomen aika"
    assert "Ruotsi" in words("fi").zone("Europe/Stockholm")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_only_a_fact_is_called_by_its_bare_kind(language, kind):
    spoken = words(language)
    tags = {spoken.tag(kind, modality) for modality in Modality}
    assert len(tags) == len(Modality)
    assert spoken.tag(kind, Modality.FACT) == spoken.kind(kind)
    assert all(
        spoken.tag(kind, modality).startswith(spoken.modality(modality))
        for modality in Modality
        if modality is not Modality.FACT
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", Outcome)
def test_a_wished_outcome_never_reads_like_one_that_came(language, outcome):
    spoken = words(language)
    assert spoken.outcome(outcome) != spoken.outcome(outcome, Modality.SOUGHT)


@pytest.mark.parametrize(
    ("figure", "finnish", "english"),
    [
        (
            ("sentence", 83, "months", Qualifier.EXACT, None, None),
            "rangaistus: 6 v 11 kk",
            "sentence: 6 years 11 months",
        ),
        (
            ("sentence", 3, "months", Qualifier.EXACT, None, True),
            "rangaistus: 3 kk, ehdollinen",
            "sentence: 3 months, suspended",
        ),
        (("sentence", 12, "months", Qualifier.EXACT, None, None), "rangaistus: 1 v", "sentence: 1 year"),
        (
            ("fine", 608000, "EUR", Qualifier.EXACT, None, None),
            "sakko tai seuraamusmaksu: 608\xa0000\xa0€",
            "fine: 608,000\xa0€",
        ),
        (("victims", 33000, "persons", Qualifier.ABOUT, None, None), "uhreja: noin 33\xa0000", "victims: about 33,000"),
        (("counts", 9598, "counts", Qualifier.EXACT, "x", None), "tekoja (x): 9\xa0598", "counts (x): 9,598"),
        (("unheard of", 1.5, "", Qualifier.OVER, None, None), "luku: yli 1,5", "figure: over 1.5"),
    ],
)
def test_a_figure_is_written_with_its_unit_and_how_sure_it_is(figure, finnish, english):
    what, value, unit, qualifier, of, suspended = figure
    stated = Figure("case", what, value, unit, qualifier, "quote", 0, 5, of, suspended)
    assert words("fi").figure(stated) == finnish
    assert words("en").figure(stated) == english


def test_subjects_are_named_as_the_case_file_names_them():
    assert words("fi").subject("Kivimäki") == "Kivimäki"
    assert words("fi").subject("victims") == "uhrit"
    assert words("en").subject("other") == ""


def test_a_language_without_words_is_refused_with_the_choice():
    with pytest.raises(UsageError, match="fi, en"):
        Words("sv")


def test_an_unknown_or_empty_message_comes_back_as_it_is():
    assert words("fi").gettext("not in the catalogue") == "not in the catalogue"
    assert words("fi").gettext("") == ""
    assert words("fi").list(["Yle", "MTV", "HS"]) == "Yle, MTV ja HS"


@pytest.mark.parametrize(
    ("value", "finnish"),
    [("about 40000", "noin 40 000"), ("33086 persons", "33 086"), ("over 21000 persons", "yli 21 000"), ("7", "7")],
)
def test_a_side_of_a_conflict_is_written_with_or_without_unit_and_qualifier(value, finnish):
    assert words("fi").answer("victims", value).replace("\N{NO-BREAK SPACE}", " ") == finnish


def test_every_state_of_a_mail_has_a_word_in_both_languages() -> None:
    states = ("pending", "sent", "deferred", "failed", "skipped")  # those of the table `delivery`
    for language in LANGUAGES:
        assert len({words(language).delivery(state) for state in states}) == len(states)
    assert words("fi").delivery("deferred") == "ei vielä mennyt perille, yritetään uudelleen"
