"""What may be typed into the search, and what is said where it cannot be understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.storage.search.query import Filter, QueryError, Term, parse


def _shape(typed: str) -> tuple[list[list[str]], list[str], list[tuple[str, tuple[str, ...], bool]]]:
    query = parse(typed)
    return (
        [[" ".join(term.parts) for term in clause] for clause in query.clauses],
        [" ".join(term.parts) for term in query.without],
        [(one.name, one.values, one.without) for one in query.filters],
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Kivimäki tuomio", ([["kivimäki"], ["tuomio"]], [], [])),
        ('"törkeä tietomurto" uhri', ([["törkeä tietomurto"], ["uhri"]], [], [])),
        ("a OR b c | d TAI e", ([["a", "b"], ["c", "d", "e"]], [], [])),
        ('tuomio -Vastaamo -"kaksi sanaa"', ([["tuomio"]], ["vastaamo", "kaksi sanaa"], [])),
        ("Länsi-Uusimaa", ([["länsi uusimaa"]], [], [])),
        ("hovi\u00adoikeus", ([["hovioikeus"]], [], [])),
        ("KRP:n Yle:lle", ([["krp"], ["yle"]], [], [])),
        ("klo 12:30", ([["klo"], ["12 30"]], [], [])),
        ("https://yle.fi/a", ([["https yle fi a"]], [], [])),
        ("x outlet:yle,hs -lang:fi", ([["x"]], [], [("outlet", ("yle", "hs"), False), ("lang", ("fi",), True)])),
        ("Tuomio – vankeutta, 100 %", ([["tuomio"], ["vankeutta"], ["100"]], [], [])),
        ("laji:verdict kieli:suomi", ([], [], [("kind", ("verdict",), False), ("lang", ("fi",), False)])),
        ("since:2024 until:2024-06-30", ([], [], [("since", ("2024",), False), ("until", ("2024-06-30",), False)])),
        ("rikos- ja a'b", ([["rikos"], ["ja"], ["a b"]], [], [])),
    ],
)  # fmt: skip
def test_a_query_is_cut_into_words_phrases_and_filters(typed: str, expected: object) -> None:
    assert _shape(typed) == expected


def test_signs_before_and_behind_a_word_say_how_it_is_meant() -> None:
    assert [clause[0] for clause in parse('vank* =Tuomio ="sai tuomion" Tapio "kaksi sanaa"').clauses] == [
        Term(("vank",), prefix=True),
        Term(("tuomio",), exact=True, capital=True),
        Term(("sai", "tuomion"), exact=True, phrase=True),
        Term(("tapio",), capital=True),
        Term(("kaksi", "sanaa"), phrase=True),
    ]


@pytest.mark.parametrize(
    ("typed", "said", "under"),
    [
        ('"avoin lainaus', "never closed", '"avoin lainaus'),
        ("outlt:yle tuomio", 'unknown filter "outlt"; did you mean "outlet"?', "outlt"),
        ("lajii:x", 'did you mean "laji"?', "lajii"),
        ("väri:sininen", "there are: outlet, kind", "väri"),
        ("tuomio kind:verdct", 'did you mean "verdict"?', "verdct"),
        ("kind: verdict", "needs a value right behind it, such as kind:verdict", "kind:"),
        ("since:eilen x", "is no year, month or day", "eilen"),
        ("since:2023,2024 x", "takes one date", "2023,2024"),
        ("tuomio OR", "OR needs a word on both sides", "OR"),
        ("OR tuomio", "OR needs a word on both sides", "OR"),
        ("a OR OR b", "OR needs a word on both sides", "OR"),
        ("a OR kind:verdict", "OR joins words, not filters", "OR"),
        ("a OR -b", "cannot be one side of OR", "-b"),
        ("a AND b", "leave AND out", "AND"),
        ("a NOT b", "write -word", "NOT"),
        ("(a OR b) c", "brackets mean nothing here", "("),
        ("NEAR(a b)", "brackets mean nothing here", "("),
        ("tuo*mio", "only at the end of a word", "*"),
        ("-vastaamo", "not only what to leave out", "-vastaamo"),
        ('x ""', "no word between these quotation marks", '""'),
        ("x ***", "there is no letter or digit", "***"),
        ("- x", "write the word to leave out right behind the -", "-"),
    ],
)
def test_a_query_that_cannot_be_understood_is_explained_at_the_place(typed: str, said: str, under: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    message, shown, carets = str(caught.value).split("\n")
    assert said in message
    assert shown == f"  {typed}"
    start = carets.index("^")
    assert shown[start : start + carets.count("^")] == under


@given(st.text(max_size=60) | st.text(alphabet='ab "-=*:|()ORoutlekind', max_size=30))
def test_whatever_is_typed_is_a_query_or_is_explained(typed: str) -> None:
    try:
        query = parse(typed)
    except QueryError:
        return
    assert query.clauses or query.filters
    assert all(part.isalnum() for clause in query.clauses for term in clause for part in term.parts)


def test_types_are_wanted_unless_a_filter_says_otherwise() -> None:
    assert (parse("x").wants("article"), parse("x type:entry").wants("article")) == (True, False)
    assert (parse("x -type:entry").wants("article"), parse("x tyyppi:juttu").wants("entry")) == (True, False)
    assert parse("x type:entry").filters == (Filter("type", ("entry",), start=7, end=12),)
